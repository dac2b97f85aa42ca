#include "connector/store/sqlite_writer.hpp"

#include <algorithm>
#include <chrono>

namespace connector::store {
namespace {

constexpr std::size_t kMaxGroup = 256;
constexpr std::size_t kMaxQueue = 8192;  // beyond it, better a 503 now than an answer too late
constexpr int kCheckpointPages = 4000;   // 16 MB of WAL

thread_local bool is_writer_thread = false;

}  // namespace

SqliteWriter::SqliteWriter(SqliteConnection& connection, base::Metrics& metrics)
    : connection_(connection),
      commits_(metrics.counter("connector_store_commits_total", "Commits of the store.")),
      transactions_(metrics.counter(
          "connector_store_transactions_total", "Transactions; more than commits when in groups."
      )),
      commit_seconds_(metrics.histogram("connector_store_commit_seconds", "Time of a group.")),
      thread_([this] { loop(); }) {}

SqliteWriter::~SqliteWriter() {
    {
        const std::scoped_lock lock(mutex_);
        is_stopping_ = true;
    }
    queued_.notify_one();
    thread_.join();
}

void SqliteWriter::run(const Work& work) {
    if (is_writer_thread) throw std::logic_error("a write inside a write");
    Job job{.work = &work, .resume = {}, .failure = nullptr};
    base::wait_for([&](base::Resume resume) {
        job.resume = std::move(resume);
        enqueue(job);
    });
    if (job.failure) std::rethrow_exception(job.failure);
}

void SqliteWriter::enqueue(Job& job) {
    {
        const std::scoped_lock lock(mutex_);
        if (queue_.size() < kMaxQueue && !is_stopping_) {
            queue_.push_back(&job);
            queued_.notify_one();
            return;
        }
    }
    job.failure = std::make_exception_ptr(StoreUnavailable("too many transactions are waiting"));
    job.resume();
}

void SqliteWriter::loop() {
    is_writer_thread = true;
    for (Group group = next_group(); !group.empty(); group = next_group()) {
        commit(group);
        for (Job* job : group) {
            // The job lies on its caller's stack: gone once it is resumed.
            const base::Resume resume = std::move(job->resume);
            resume();
        }
        checkpoint_if_due();
    }
}

SqliteWriter::Group SqliteWriter::next_group() {
    std::unique_lock lock(mutex_);
    queued_.wait(lock, [this] { return !queue_.empty() || is_stopping_; });
    const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), kMaxGroup));
    Group group(queue_.begin(), queue_.begin() + count);
    queue_.erase(queue_.begin(), queue_.begin() + count);
    return group;
}

void SqliteWriter::commit(const Group& group) {
    const auto started = std::chrono::steady_clock::now();
    try {
        connection_.run("begin immediate");
        for (Job* job : group) run_in_savepoint(*job);
        connection_.run("commit");
    } catch (const std::exception& failure) {
        // Nothing of the group is durable, and a failed sync is never tried again into a yes
        // (SR-122): every caller hears it.
        connection_.roll_back();
        const auto reason = std::make_exception_ptr(StoreUnavailable(failure.what()));
        for (Job* job : group) job->failure = reason;
        return;
    }
    commits_.add();
    transactions_.add(static_cast<double>(group.size()));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    commit_seconds_.observe_seconds(took.count());
}

void SqliteWriter::run_in_savepoint(Job& job) {
    connection_.run("savepoint one");
    try {
        (*job.work)(connection_);
    } catch (const std::exception&) {
        job.failure = std::current_exception();
    }
    if (job.failure) {
        // A disk that is full may have ended the whole transaction already: then this throws and
        // the group fails as one.
        connection_.run("rollback to one");
    }
    connection_.run("release one");
}

void SqliteWriter::checkpoint_if_due() noexcept {
    if (connection_.wal_pages() < kCheckpointPages) return;
    try {
        connection_.checkpoint();
    } catch (const std::exception&) {
        // The WAL keeps everything; the next group tries again. Losing nothing, it only grows.
        return;
    }
}

}  // namespace connector::store
