#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/metrics.hpp"
#include "base/waiting.hpp"
#include "connector/store/sqlite_connection.hpp"

namespace connector::store {

/// The thread that owns the writing connection. What is queued while a commit is under way makes
/// the next group: each transaction runs in a savepoint of its own, one commit makes all of them
/// durable, and only then their callers go on. There is no timer: a lone transaction never waits
/// for company.
class SqliteWriter {
public:
    using Work = std::function<void(Connection&)>;

    SqliteWriter(SqliteConnection& connection, base::Metrics& metrics);
    /// Works off what is queued.
    ~SqliteWriter();
    SqliteWriter(const SqliteWriter&) = delete;
    SqliteWriter& operator=(const SqliteWriter&) = delete;

    /// Returns after the commit is on disk; throws what `work` threw, or StoreUnavailable when the
    /// group could not be committed or too many are waiting. Thread-safe.
    void run(const Work& work);

private:
    struct Job {
        const Work* work = nullptr;
        base::Resume resume;
        std::exception_ptr failure;
    };

    using Group = std::vector<Job*>;

    void enqueue(Job& job);
    void loop();
    [[nodiscard]] Group next_group();
    void commit(const Group& group);
    void run_in_savepoint(Job& job);
    void checkpoint_if_due() noexcept;

    SqliteConnection& connection_;
    base::Metrics::Counter commits_;
    base::Metrics::Counter transactions_;
    base::Metrics::Histogram commit_seconds_;

    std::mutex mutex_;
    std::condition_variable queued_;
    std::deque<Job*> queue_;    ///< guarded by mutex_
    bool is_stopping_ = false;  ///< guarded by mutex_
    std::thread thread_;        ///< last: it uses all of the above
};

}  // namespace connector::store
