#include "connector/store/sqlite_writer.hpp"

#include <algorithm>
#include <chrono>

namespace connector::store {
namespace {

constexpr std::size_t kMaxGroup = 256;
constexpr std::size_t kMaxQueue = 8192;  // beyond it, better a 503 now than an answer too late
constexpr std::chrono::seconds kMendEvery{1};

thread_local bool is_writer_thread = false;

}  // namespace

SqliteWriter::SqliteWriter(SqliteConnection& connection, base::Metrics& metrics, LogLimits limits)
    : connection_(connection),
      log_(connection, metrics, limits),
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
    Job job{.work = &work, .resume = {}, .failure = nullptr};
    hand_over(job);
}

bool SqliteWriter::empty_log() {
    static const Work kNothing = [](Connection&) {};
    Job job{.work = &kNothing, .resume = {}, .failure = nullptr, .empties_log = true};
    hand_over(job);
    return job.has_emptied;
}

void SqliteWriter::hand_over(Job& job) {
    if (is_writer_thread) throw std::logic_error("a write inside a write");
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
    while (wait_for_work()) {
        const Group group = next_group();
        if (is_refusing_) mend();
        if (is_refusing_) {
            refuse(group, trouble_);
        } else if (!group.empty()) {
            commit(group);
            empty_log_for(group);
        }
        for (Job* job : group) {
            // The job lies on its caller's stack: gone once it is resumed.
            const base::Resume resume = std::move(job->resume);
            resume();
        }
        log_.tend();
    }
}

bool SqliteWriter::wait_for_work() {
    std::unique_lock lock(mutex_);
    const auto is_called = [this] { return !queue_.empty() || is_stopping_; };
    if (is_refusing_) {
        queued_.wait_for(lock, kMendEvery, is_called);
    } else {
        queued_.wait(lock, is_called);
    }
    return !queue_.empty() || !is_stopping_;
}

SqliteWriter::Group SqliteWriter::next_group() {
    const std::scoped_lock lock(mutex_);
    const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), kMaxGroup));
    Group group(queue_.begin(), queue_.begin() + count);
    queue_.erase(queue_.begin(), queue_.begin() + count);
    return group;
}

void SqliteWriter::commit(const Group& group) {
    const auto started = std::chrono::steady_clock::now();
    try {
        connection_.control("begin immediate");
        for (Job* job : group) run_in_savepoint(*job);
        connection_.control("commit");
    } catch (const std::exception& failure) {
        connection_.roll_back();
        is_refusing_ = true;
        refuse(group, failure.what());
        mend();
        return;
    }
    if (base::Bell* const bell = after_commits_) bell->ring();
    commits_.add();
    transactions_.add(static_cast<double>(group.size()));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    commit_seconds_.observe_seconds(took.count());
}

void SqliteWriter::run_in_savepoint(Job& job) {
    connection_.control("savepoint one");
    try {
        connection_.lend(*job.work);
    } catch (...) {
        job.failure = std::current_exception();  // whatever it is, it is for the caller
        // A disk that is full may have ended the whole transaction already: then this throws and
        // the group fails as one.
        connection_.control("rollback to one");
    }
    connection_.control("release one");
}

void SqliteWriter::empty_log_for(const Group& group) {
    const auto asks = [](const Job* job) { return job->empties_log && !job->failure; };
    if (std::none_of(group.begin(), group.end(), asks)) return;
    bool has_emptied = false;
    try {
        has_emptied = connection_.empty_log(kEmptyingPatience);
    } catch (const std::exception&) {
        has_emptied = false;  // the log keeps everything; its keeper tries again
    }
    for (Job* job : group) job->has_emptied = has_emptied;
}

void SqliteWriter::refuse(const Group& group, const std::string& reason) {
    const auto failure = std::make_exception_ptr(StoreUnavailable(reason));
    for (Job* job : group) job->failure = failure;
}

void SqliteWriter::mend() noexcept {
    try {
        connection_.bury_failed_commit();
        is_refusing_ = false;
    } catch (const std::exception& failure) {
        connection_.roll_back();
        trouble_ = failure.what();
    }
}

}  // namespace connector::store
