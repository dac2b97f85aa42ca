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

/// One sqlite3 handle with its prepared statements. Not thread-safe: one thread at a time.
///
/// Constraint violations, bad SQL and misuse throw std::logic_error; a corrupt or foreign file
/// StoreRefused; everything else StoreUnavailable. Texts name SQLite's reason, never a value.
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
    /// Undoes whatever is open; never throws.
    void roll_back() noexcept;
    [[nodiscard]] bool is_in_transaction() const;
    /// Moves what it can from the WAL into the database without waiting for readers. Returns the
    /// pages still in the WAL.
    int checkpoint();

    /// Pages in the WAL after the last commit.
    [[nodiscard]] int wal_pages() const { return wal_pages_; }

private:
    struct Close {
        void operator()(sqlite3* handle) const;
        void operator()(sqlite3_stmt* statement) const;
    };

    using Statement = std::unique_ptr<sqlite3_stmt, Close>;

    /// Lends a cached statement; one that is busy in an outer call is prepared a second time.
    class Lease;

    [[nodiscard]] Statement prepare(std::string_view sql);
    void bind(sqlite3_stmt* statement, std::initializer_list<Value> parameters);
    [[noreturn]] void fail(int code, std::string_view doing) const;
    void check(int code, std::string_view doing) const;

    std::unique_ptr<sqlite3, Close> handle_;
    std::map<std::string, std::vector<Statement>, std::less<>> idle_;
    int wal_pages_ = 0;
};

}  // namespace connector::store
