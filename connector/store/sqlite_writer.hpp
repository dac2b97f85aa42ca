#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/metrics.hpp"
#include "base/waiting.hpp"
#include "base/worker.hpp"
#include "connector/store/sqlite_connection.hpp"
#include "connector/store/sqlite_log_keeper.hpp"

namespace connector::store {

/// The thread that owns the writing connection. What is queued while a commit is under way makes
/// the next group: each transaction runs in a savepoint of its own, one commit makes all of them
/// durable, and only then their callers go on. There is no timer: a lone transaction never waits
/// for company.
///
/// A commit that fails (disk full, a sync that fails) is never tried again into a yes (SR-122):
/// every caller of its group hears StoreUnavailable, after it was made sure that the group cannot
/// come back by a crash. While that is not possible every write is refused without being tried;
/// each of them, and a timer once a second, tries to mend it.
/// BUGS: a crash while the disk refuses even that may bring back the one group that failed first.
/// Nothing can be written then that would prevent it; its callers were told "unavailable", which
/// promises nothing.
class SqliteWriter {
public:
    using Work = std::function<void(Connection&)>;

    SqliteWriter(SqliteConnection& connection, base::Metrics& metrics, LogLimits limits = {});
    /// Works off what is queued.
    ~SqliteWriter();
    SqliteWriter(const SqliteWriter&) = delete;
    SqliteWriter& operator=(const SqliteWriter&) = delete;

    /// Returns after the commit is on disk; throws what `work` threw, whatever its type, or
    /// StoreUnavailable when the group could not be committed or too many are waiting. Thread-safe.
    void run(const Work& work);

    /// Moves the whole write-ahead log into the database and empties it, after what was queued
    /// before. False: a reader was in the way for `kEmptyingPatience`. Thread-safe.
    [[nodiscard]] bool empty_log();

    /// From now on, after each commit, before its callers go on. `bell` outlives the writer.
    void ring_after_commits(base::Bell& bell) { after_commits_ = &bell; }

    static constexpr base::milliseconds kEmptyingPatience{2'000};

    /// False from a commit that failed until one got through. Thread-safe.
    [[nodiscard]] bool can_write() const noexcept { return !is_refusing_; }

private:
    struct Job {
        const Work* work = nullptr;
        base::Resume resume;
        std::exception_ptr failure;
        bool empties_log = false;
        bool has_emptied = false;
    };

    using Group = std::vector<Job*>;

    void hand_over(Job& job);
    void enqueue(Job& job);
    void loop();
    /// False at the end: told to stop, and nothing is queued.
    [[nodiscard]] bool wait_for_work();
    [[nodiscard]] Group next_group();
    void commit(const Group& group);
    void run_in_savepoint(Job& job);
    void empty_log_for(const Group& group);
    void refuse(const Group& group, const std::string& reason);
    /// Ends the refusing, if the disk lets it.
    void mend() noexcept;

    SqliteConnection& connection_;
    SqliteLogKeeper log_;
    base::Metrics::Counter commits_;
    base::Metrics::Counter transactions_;
    base::Metrics::Histogram commit_seconds_;
    std::atomic<base::Bell*> after_commits_ = nullptr;
    std::atomic<bool> is_refusing_ = false;  ///< changed by the thread only
    std::string trouble_;                    ///< why it refuses; used by the thread only

    std::mutex mutex_;
    std::condition_variable queued_;
    std::deque<Job*> queue_;    ///< guarded by mutex_
    bool is_stopping_ = false;  ///< guarded by mutex_
    std::thread thread_;        ///< last: it uses all of the above
};

}  // namespace connector::store
