#include "connector/store/sqlite.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>

#include "connector/store/migrate.hpp"
#include "connector/store/owner_lock.hpp"
#include "connector/store/sqlite_connection.hpp"
#include "connector/store/sqlite_writer.hpp"

namespace connector::store {
namespace {

/// Never used twice, so that a thread's memory of a closed database is only ever missed.
std::atomic<std::uint64_t> next_instance{1};

/// A thread's reading connection and how deep it is in reads of its own.
struct Reader {
    explicit Reader(const std::filesystem::path& file) : connection(file, OpenMode::Read) {}

    SqliteConnection connection;
    int depth = 0;
};

thread_local std::unordered_map<std::uint64_t, Reader*> readers_of_this_thread;

/// A read transaction for the outermost read; inner ones share its snapshot.
class Snapshot {
public:
    explicit Snapshot(Reader& reader) : reader_(reader) {
        if (reader_.depth == 0) reader_.connection.control("begin");
        ++reader_.depth;
    }

    ~Snapshot() {
        --reader_.depth;
        if (reader_.depth == 0) reader_.connection.roll_back();
    }

    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

private:
    Reader& reader_;
};

}  // namespace

class SqliteDatabase::Impl {
public:
    Impl(
        const std::filesystem::path& file,
        Access access,
        base::Metrics& metrics,
        std::span<const base::EmbeddedFile> migrations
    )
        : file_(file), instance_(next_instance++) {
        if (access == Access::ReadOnly) {
            if (!std::filesystem::exists(file))
                throw StoreUnavailable(file.string() + " does not exist yet");
            inspect(file, migrations);
            return;
        }
        std::error_code ignored;  // the lock says what is wrong with the directory
        std::filesystem::create_directories(file.parent_path(), ignored);
        lock_.emplace(file);
        inspect(file, migrations);
        check_integrity(file);
        if (!std::filesystem::exists(file)) create(file);
        writing_.emplace(file, OpenMode::Write);
        migrate(*writing_, migrations);
        writer_.emplace(*writing_, metrics);
    }

    void write(const SqliteWriter::Work& work) {
        if (!writer_) throw std::logic_error("a write to a store that was opened for reading");
        if (is_reading()) throw std::logic_error("a write inside a read");
        writer_->run(work);
    }

    bool shed_deleted() {
        if (!writer_) throw std::logic_error("a store that was opened for reading");
        if (is_reading()) throw std::logic_error("the log cannot be emptied inside a read");
        return writer_->empty_log();
    }

    void ring_after_commits(base::Bell& bell) { writer_.value().ring_after_commits(bell); }

    void read(const std::function<void(Connection&)>& work) {
        Reader& reader = reader_of_this_thread();
        const Snapshot snapshot(reader);
        reader.connection.lend(work);
    }

    [[nodiscard]] bool can_write() const noexcept { return writer_ && writer_->can_write(); }

private:
    /// A fiber that waited inside a read would lend its snapshot to the next one on this thread.
    [[nodiscard]] bool is_reading() const {
        const auto known = readers_of_this_thread.find(instance_);
        return known != readers_of_this_thread.end() && known->second->depth > 0;
    }

    Reader& reader_of_this_thread() {
        const auto known = readers_of_this_thread.find(instance_);
        if (known != readers_of_this_thread.end()) return *known->second;
        auto fresh = std::make_unique<Reader>(file_);
        Reader& reader = *fresh;
        {
            const std::scoped_lock lock(mutex_);
            readers_.push_back(std::move(fresh));
        }
        readers_of_this_thread.emplace(instance_, &reader);
        return reader;
    }

    const std::filesystem::path file_;
    const std::uint64_t instance_;
    std::optional<OwnerLock> lock_;
    std::optional<SqliteConnection> writing_;

    std::mutex mutex_;
    std::vector<std::unique_ptr<Reader>> readers_;  ///< guarded by mutex_

    std::optional<SqliteWriter> writer_;  ///< last: works off its queue before the rest goes
};

SqliteDatabase::SqliteDatabase(
    const std::filesystem::path& file,
    Access access,
    base::Metrics& metrics,
    std::optional<std::span<const base::EmbeddedFile>> migrations
)
    : impl_(
          std::make_unique<Impl>(file, access, metrics, migrations.value_or(embedded_migrations()))
      ) {}

SqliteDatabase::~SqliteDatabase() = default;

bool SqliteDatabase::can_write() const noexcept {
    return impl_->can_write();
}

bool SqliteDatabase::shed_deleted() {
    return impl_->shed_deleted();
}

void SqliteDatabase::ring_after_commits(base::Bell& bell) {
    impl_->ring_after_commits(bell);
}

void SqliteDatabase::run_write(const std::function<void(Connection&)>& work) {
    impl_->write(work);
}

void SqliteDatabase::run_read(const std::function<void(Connection&)>& work) {
    impl_->read(work);
}

}  // namespace connector::store
