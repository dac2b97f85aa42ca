#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "base/waiting.hpp"
#include "base/worker.hpp"

namespace base {

/// A few threads for work that keeps a processor busy for long, such as a password's hash, so that
/// no I/O thread does. Bounded in both: what runs at once, and what waits for its turn.
/// Thread-safe.
class WorkPool {
public:
    struct Settings {
        std::string name;
        unsigned threads = 1;
        std::size_t most_waiting = 16;
    };

    WorkPool(const Settings& settings, Log& log);
    /// Waits for the work in hand. Nobody may wait for a turn any more.
    ~WorkPool();
    WorkPool(const WorkPool&) = delete;
    WorkPool& operator=(const WorkPool&) = delete;

    /// Does `work` on a thread of the pool, and returns when it is done; waits as base/waiting.hpp
    /// says. Unavailable, without having done it: too many wait already, or there are no threads.
    /// What `work` throws comes out here.
    [[nodiscard]] Result<void> run(const std::function<void()>& work);

private:
    struct Job {
        std::function<void()> work;
        Resume resume;
    };

    bool work_off_one();

    const std::size_t most_;  ///< jobs, running and waiting
    std::mutex mutex_;
    std::size_t taken_ = 0;    ///< guarded by mutex_
    std::deque<Job> waiting_;  ///< guarded by mutex_
    Bell bell_;
    std::vector<std::unique_ptr<Worker>> workers_;  ///< last: they use all of the above
};

}  // namespace base
