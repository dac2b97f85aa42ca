#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "base/clock.hpp"
#include "base/log.hpp"

namespace base {

/// Wakes a worker that waits for work. Rings before the wait are not lost; several are one.
class Bell {
public:
    void ring();
    /// Returns when it rang since the last wait, after `longest`, or when a stop is asked for.
    void wait(std::stop_token stop, milliseconds longest);

private:
    std::mutex mutex_;
    std::condition_variable_any rung_;
    bool has_rung_ = false;  ///< guarded by mutex_
};

/// When a worker does its work again: at once, with the bell, or after a pause that no bell cuts
/// short.
class Next {
public:
    /// True: there may be more to do at once. False: with the bell.
    Next(bool is_more) : is_more_(is_more) {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] static Next after(milliseconds pause) {
        Next next(true);
        next.pause_ = pause;
        return next;
    }

    explicit operator bool() const { return is_more_; }

    [[nodiscard]] milliseconds pause() const { return pause_; }

private:
    bool is_more_;
    milliseconds pause_{0};
};

/// A thread that does the same thing again and again. `work` says when it wants to be called again;
/// the wait for the bell is `idle` at most. What `work` throws is logged as "worker.failed", and
/// the next try comes after a second or with the bell: a worker never dies of a bad row or a store
/// that is away for a while.
class Worker {
public:
    struct Settings {
        std::string name;
        milliseconds idle{1000};
    };

    Worker(Settings settings, Bell& bell, Log& log, std::function<Next()> work);
    /// Asks for a stop and waits until the work in hand is done.
    ~Worker() = default;

    void request_stop() noexcept { thread_.request_stop(); }

private:
    void loop(const std::stop_token& stop);
    void pause_after(std::string_view failure, const std::stop_token& stop);

    // Constant after construction.
    Settings settings_;
    Bell& bell_;
    Log& log_;
    std::function<Next()> work_;
    std::jthread thread_;  ///< last: it uses all of the above
};

}  // namespace base
