#pragma once

#include <functional>

/// How code that reads like a plain call waits for another thread.
///
/// `wait_for(start)` runs `start(resume)` and returns after somebody has called `resume`, from any
/// thread, exactly once. On a plain thread the wait blocks. Inside an HTTP handler, which runs on a
/// fiber, the fiber is suspended and the thread serves others meanwhile. So a repository is written
/// once and does not know who calls it.
///
/// Hold no lock across `wait_for`: the thread may run another handler before it returns.
namespace base {

using Resume = std::function<void()>;

void wait_for(const std::function<void(Resume)>& start);

/// What a fiber scheduler implements (connector/http).
class Suspender {
public:
    virtual ~Suspender() = default;
    /// Same contract as `wait_for`; called on the fiber.
    virtual void suspend(const std::function<void(Resume)>& start) = 0;
};

/// While alive, `wait_for` on this thread goes to `suspender`. The scheduler opens one around each
/// handler; `wait_for` itself takes care that handlers which interleave on a thread keep their own.
class SuspenderScope {
public:
    explicit SuspenderScope(Suspender& suspender);
    ~SuspenderScope();
    SuspenderScope(const SuspenderScope&) = delete;
    SuspenderScope& operator=(const SuspenderScope&) = delete;

private:
    Suspender* outer_;
};

}  // namespace base
