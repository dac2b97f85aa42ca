#include "base/work_pool.hpp"

#include <exception>
#include <utility>

namespace base {

WorkPool::WorkPool(const Settings& settings, Log& log)
    : most_(settings.threads == 0 ? 0 : settings.threads + settings.most_waiting) {
    for (unsigned i = 0; i < settings.threads; ++i) {
        workers_.push_back(std::make_unique<Worker>(
            Worker::Settings{.name = settings.name}, bell_, log, [this] { return work_off_one(); }
        ));
    }
}

WorkPool::~WorkPool() = default;

Result<void> WorkPool::run(const std::function<void()>& work) {
    {
        const std::scoped_lock lock(mutex_);
        if (taken_ >= most_) return fail(ErrorKind::Unavailable, "too many wait for their turn");
        ++taken_;
    }
    std::exception_ptr failure;
    wait_for([&](Resume resume) {
        {
            const std::scoped_lock lock(mutex_);
            waiting_.push_back(
                {[&] {
                     try {
                         work();
                     } catch (...) {
                         failure = std::current_exception();
                     }
                 },
                 std::move(resume)}
            );
        }
        bell_.ring();
    });
    if (failure) std::rethrow_exception(failure);
    return {};
}

bool WorkPool::work_off_one() {
    Job job;
    {
        const std::scoped_lock lock(mutex_);
        if (waiting_.empty()) return false;
        job = std::move(waiting_.front());
        waiting_.pop_front();
        // Several rings are one, and the next job is another thread's.
        if (!waiting_.empty()) bell_.ring();
    }
    job.work();
    {
        const std::scoped_lock lock(mutex_);
        --taken_;
    }
    job.resume();
    return true;
}

}  // namespace base
