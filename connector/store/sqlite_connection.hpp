#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connector/store/database.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace connector::store {

enum class OpenMode {
    Write,   ///< the one connection that writes and checkpoints; creates the file
    Read,    ///< query-only, never checkpoints
    Inspect  ///< read-only without touching anything: to look at a file that may not be ours
};

/// SQLite can make no sense of the file, or of a page of it.
class StoreDamaged : public StoreRefused {
public:
    using StoreRefused::StoreRefused;
};

/// One sqlite3 handle with its prepared statements. Not thread-safe: one thread at a time.
///
/// Constraint violations, bad SQL and misuse throw std::logic_error; a corrupt or foreign file
/// StoreDamaged; everything else StoreUnavailable. Texts name SQLite's reason, never a value.
class SqliteConnection final : public Connection {
public:
    SqliteConnection(const std::filesystem::path& file, OpenMode mode);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    std::int64_t run(std::string_view sql, std::initializer_list<Value> parameters = {}) override;
    void query(
        std::string_view sql,
        std::initializer_list<Value> parameters,
        const std::function<void(const Row&)>& each
    ) override;

    /// Several statements without parameters: migrations and PRAGMAs.
    void execute(const std::string& script);

    // For who owns the transaction.

    /// One of "begin", "begin immediate", "commit", "savepoint ...", "release ...", "rollback to
    /// ...".
    void control(std::string_view statement);
    /// Runs what was handed in for this transaction, which may not control it: see Connection.
    void lend(const std::function<void(Connection&)>& work);
    /// Undoes whatever is open; never throws.
    void roll_back() noexcept;
    [[nodiscard]] bool is_in_transaction() const;

    // The write-ahead log, for the one connection that writes.

    /// After a commit that failed and was rolled back: makes sure that it stays undone. Its frames
    /// may stand in the log, whole, and a crash would find them there and bring them back. This
    /// commits a change of no meaning in their place: as each frame's checksum goes on from the one
    /// before, none behind the new one is valid any more
    /// (https://www.sqlite.org/fileformat2.html#the_write_ahead_log). No reader is waited for.
    /// Throws when this commit, too, fails: then nothing is sure.
    void bury_failed_commit();
    /// Moves what it can from the log into the database without waiting for readers.
    void checkpoint();
    /// Moves all of it and empties the log; waits `patience` at most for readers. False when they
    /// were still in the way.
    bool empty_log(base::milliseconds patience);

    /// Pages in the log after the last commit.
    [[nodiscard]] int wal_pages() const { return wal_pages_; }

private:
    struct Close {
        void operator()(sqlite3* handle) const;
        void operator()(sqlite3_stmt* statement) const;
    };

    using Statement = std::unique_ptr<sqlite3_stmt, Close>;

    /// Lends a cached statement; one that is busy in an outer call is prepared a second time.
    class Lease;

    /// SQLite asks it while a statement is prepared.
    static int
    authorize(void* self, int action, const char*, const char*, const char*, const char*);
    [[nodiscard]] Statement prepare(std::string_view sql);
    void bind(sqlite3_stmt* statement, std::initializer_list<Value> parameters);
    [[noreturn]] void fail(int code, std::string_view doing) const;
    void check(int code, std::string_view doing) const;

    std::unique_ptr<sqlite3, Close> handle_;
    std::map<std::string, std::vector<Statement>, std::less<>> idle_;
    std::map<std::string, Statement, std::less<>> controls_;  ///< never lent, unlike idle_
    bool is_lent_ = false;
    int wal_pages_ = 0;
};

}  // namespace connector::store
