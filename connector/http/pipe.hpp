#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "base/http.hpp"
#include "base/result.hpp"
#include "base/waiting.hpp"

namespace connector::http {

/// An answer on its way from the outbound thread to whoever reads it. Holds a bounded part of it:
/// when full the writer has to wait, so a slow reader slows the sender down and costs no memory.
/// Thread-safe for one writer and one reader.
class Pipe {
public:
    /// libcurl hands over up to 16 KiB at a time; one piece may exceed the bound.
    static constexpr std::size_t kBytes = 128U << 10U;

    // The writer's side; none of it waits.

    void put_head(base::HttpResponse head);
    /// False: full, nothing was taken; offer it again once the reader has said so.
    [[nodiscard]] bool offer(std::string_view bytes);
    /// Nothing follows; an error: more should have.
    void end(base::Result<void> outcome);

    // The reader's side.

    [[nodiscard]] base::Result<base::HttpResponse> wait_for_head();

    struct Piece {
        std::string bytes{};    ///< all that is there; "" at the end
        bool was_full = false;  ///< the writer is waiting for room, which there is now
    };

    [[nodiscard]] base::Result<Piece> wait_for_piece();

private:
    /// Until `is_ready`, which is asked under the lock.
    template <typename IsReady>
    void wait_until(IsReady is_ready);
    /// Lets the reader go on. Call without the lock.
    static void wake(base::Resume resume);
    [[nodiscard]] base::Resume take_reader();

    std::mutex mutex_;
    // Guarded by mutex_.
    base::Resume reader_;
    base::HttpResponse head_;
    std::string bytes_;
    base::Result<void> outcome_;
    bool has_head_ = false;
    bool is_full_ = false;
    bool has_ended_ = false;
};

}  // namespace connector::http
