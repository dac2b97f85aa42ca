#include "connector/http/event_stream.hpp"

#include <utility>

namespace connector::http {

EventStream::EventStream(std::string client, std::function<void()> on_gone)
    : client_(std::move(client)), on_gone_(std::move(on_gone)) {}

EventStream::~EventStream() {
    if (on_gone_) on_gone_();
}

std::function<void()> EventStream::call() {
    if (!wake_ || std::exchange(is_called_, true)) return nullptr;
    return wake_;
}

bool EventStream::publish(std::string_view events) {
    std::function<void()> wake;
    bool is_taken = false;
    {
        const std::scoped_lock lock(mutex_);
        if (is_closed_ || is_behind_) return false;
        is_taken = queued_.size() + events.size() <= kMostQueued;
        is_behind_ = !is_taken;
        if (is_taken) queued_ += events;
        wake = call();
    }
    if (wake) wake();
    return is_taken;
}

void EventStream::close() {
    std::function<void()> wake;
    {
        const std::scoped_lock lock(mutex_);
        is_closed_ = true;
        wake = call();
    }
    if (wake) wake();
}

EventStream::Taken EventStream::take() {
    const std::scoped_lock lock(mutex_);
    is_called_ = false;
    return {std::exchange(queued_, {}), is_closed_, is_behind_};
}

void EventStream::attach(std::function<void()> wake) {
    const std::scoped_lock lock(mutex_);
    wake_ = std::move(wake);
}

}  // namespace connector::http
