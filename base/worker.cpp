#include "base/worker.hpp"

#include <exception>
#include <utility>

namespace base {
namespace {

constexpr milliseconds kAfterFailure{1000};

}  // namespace

void Bell::ring() {
    {
        const std::scoped_lock lock(mutex_);
        has_rung_ = true;
    }
    rung_.notify_all();
}

void Bell::wait(std::stop_token stop, milliseconds longest) {
    std::unique_lock lock(mutex_);
    rung_.wait_for(lock, std::move(stop), longest, [this] { return has_rung_; });
    has_rung_ = false;
}

Worker::Worker(Settings settings, Bell& bell, Log& log, std::function<Next()> work)
    : settings_(std::move(settings)),
      bell_(bell),
      log_(log),
      work_(std::move(work)),
      thread_([this](const std::stop_token& stop) { loop(stop); }) {}

void Worker::loop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            const Next next = work_();
            if (!next) {
                bell_.wait(stop, settings_.idle);
                continue;
            }
            bell_.ring();  // there may be enough for a colleague at the same bell
            if (next.pause() > milliseconds{0}) Bell().wait(stop, next.pause());
        } catch (const std::exception& failure) {
            pause_after(failure.what(), stop);
        } catch (...) {
            pause_after("something that is no std::exception", stop);
        }
    }
}

void Worker::pause_after(std::string_view failure, const std::stop_token& stop) {
    log_.error("worker.failed", {{"worker", settings_.name}, {"reason", failure}});
    bell_.wait(stop, kAfterFailure);
}

}  // namespace base
