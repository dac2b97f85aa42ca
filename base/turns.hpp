#pragma once

#include <deque>
#include <mutex>

#include "base/waiting.hpp"

namespace base {

/// One at a time, in the order of coming, for work that itself waits (base/waiting.hpp): where a
/// mutex must not be held because the thread may run another handler meanwhile. Whoever has the
/// turn alone touches what it protects. Thread-safe.
class Turns {
public:
    /// Gives the turn on when it dies, on whichever thread.
    class Turn {
    public:
        explicit Turn(Turns& turns) : turns_(turns) {}

        ~Turn() { turns_.give_on(); }

        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        Turns& turns_;
    };

    /// Waits until nobody else has the turn.
    [[nodiscard]] Turn take();

private:
    void give_on();

    std::mutex mutex_;
    bool is_taken_ = false;       ///< guarded by mutex_
    std::deque<Resume> waiting_;  ///< guarded by mutex_
};

}  // namespace base
