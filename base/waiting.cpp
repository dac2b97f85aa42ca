#include "base/waiting.hpp"

#include <memory>
#include <semaphore>
#include <utility>

namespace base {
namespace {

// Per thread, and behind wait_for and SuspenderScope only.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): a thread's own state
thread_local Suspender* current = nullptr;

/// A fiber always resumes on the thread it was suspended on, but another fiber may have run there
/// in between: take the suspender away while waiting and put it back afterwards.
class Handover {
public:
    Handover() : mine_(std::exchange(current, nullptr)) {}

    ~Handover() { current = mine_; }

    Handover(const Handover&) = delete;
    Handover& operator=(const Handover&) = delete;

    [[nodiscard]] Suspender& mine() const { return *mine_; }

private:
    Suspender* mine_;
};

}  // namespace

void wait_for(const std::function<void(Resume)>& start) {
    if (current == nullptr) {
        // Shared: the resuming thread may still be inside release() when this one returns.
        auto done = std::make_shared<std::binary_semaphore>(0);
        start([done] { done->release(); });
        done->acquire();
        return;
    }
    const Handover handover;
    handover.mine().suspend(start);
}

SuspenderScope::SuspenderScope(Suspender& suspender) : outer_(std::exchange(current, &suspender)) {}

SuspenderScope::~SuspenderScope() {
    current = outer_;
}

}  // namespace base
