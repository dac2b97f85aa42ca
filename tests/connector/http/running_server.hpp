#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/metrics.hpp"
#include "base/waiting.hpp"
#include "connector/http/server.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/seeded_random.hpp"

namespace tests {

/// A server with what it needs. Set `settings` and `router`, then `start`.
class RunningServer {
public:
    RunningServer() {
        settings.threads = 1;
        settings.hsts = true;
    }

    /// Clients may connect, nobody is served before `start`.
    void bind() { server_.emplace(settings, router, random_, log, metrics); }

    connector::http::Server& start() {
        if (!server_) bind();
        server_->start();
        return *server_;
    }

    void add(
        connector::http::Method method,
        const std::string& pattern,
        connector::http::Handler handler,
        std::size_t max_body_bytes = 0
    ) {
        router.add({method, pattern, "test" + pattern, std::move(handler), max_body_bytes});
    }

    [[nodiscard]] std::uint16_t port() const { return server_->port(); }

    void stop(base::milliseconds grace) { server_->stop(grace); }

    connector::http::ServerSettings settings;
    connector::http::Router router;
    RecordingLog log;
    base::Metrics metrics;
    FakeClock clock;

private:
    SeededRandom random_;
    std::optional<connector::http::Server> server_;
};

/// Where handlers wait until a test lets them go on, from a thread that is not theirs.
class WaitingRoom {
public:
    void wait() {
        base::wait_for([this](base::Resume resume) {
            const std::scoped_lock lock(mutex_);
            waiting_.push_back(std::move(resume));
            one_came_.notify_all();
        });
    }

    /// True once that many are waiting.
    [[nodiscard]] bool has(std::size_t count) {
        std::unique_lock lock(mutex_);
        return one_came_.wait_for(lock, std::chrono::seconds(10), [&] {
            return waiting_.size() >= count;
        });
    }

    void release_all() {
        std::deque<base::Resume> released;
        {
            const std::scoped_lock lock(mutex_);
            released.swap(waiting_);
        }
        for (const base::Resume& resume : released) resume();
    }

private:
    std::mutex mutex_;
    std::condition_variable one_came_;
    std::deque<base::Resume> waiting_;
};

}  // namespace tests
