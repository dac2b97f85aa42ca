#pragma once

#include <mutex>
#include <optional>

#include "base/result.hpp"

namespace connector::mirror {

/// An operator wants a worker to do its round now, and to hear what became of it. Thread-safe: one
/// side asks and looks, the worker takes and answers. Asked twice before the answer it is one.
class Errand {
public:
    enum class Scope { Changes, Everything };

    struct State {
        bool is_open = false;                ///< asked, and not answered yet
        std::optional<base::Error> error{};  ///< the last answer was this
    };

    void ask(Scope scope);
    [[nodiscard]] State state() const;

    /// What was asked since the last call.
    [[nodiscard]] std::optional<Scope> take();
    void finish();
    void fail(const base::Error& error);

private:
    mutable std::mutex mutex_;
    // Guarded by mutex_.
    std::optional<Scope> asked_;
    State state_;
};

}  // namespace connector::mirror
