#pragma once

#include <functional>
#include <memory>

namespace connector::http {

/// Runs functions as fibers (stackful coroutines) on one thread. Inside one, `base::wait_for` gives
/// the thread back until it is resumed; a fiber always goes on where it began, on that thread.
///
/// Stacks are 256 KiB with a guard page, so an overflow is a clean fault, and are used again:
/// mapping one per request is slow. Waiting inside a `catch` block or a destructor is safe.
///
/// Boost.Context directly rather than asio::spawn: only so can AddressSanitizer and ThreadSanitizer
/// be told about the switch (without it, an exception caught on a fiber is a false report), and a
/// fiber that still waits is never unwound under those who hold references into its stack.
class FiberPool {
public:
    using Task = std::function<void()>;
    /// Puts a task on the pool's thread. Called from any thread, also after the pool's end.
    using Post = std::function<void(Task)>;

    explicit FiberPool(Post post);
    /// Fibers that still wait must not exist any more; see `active`.
    ~FiberPool();
    FiberPool(const FiberPool&) = delete;
    FiberPool& operator=(const FiberPool&) = delete;

    /// Runs `body` until it ends or first waits. On the pool's thread only. `body` must not throw.
    void run(Task body);

    /// How many fibers have begun and not ended. On the pool's thread only.
    [[nodiscard]] std::size_t active() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace connector::http
