#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/service_unavailable.hpp"
#include "connector/store/store_keys.hpp"

/// How the rooms talk to a database without knowing which.
///
/// A driver implements `Database`, `Connection` and `Row`; repositories are written once on top, in
/// the common subset of SQLite (>= 3.35) and PostgreSQL: `$1` parameters, `RETURNING`,
/// `ON CONFLICT`, 64-bit integers, text, bytes; times are milliseconds since 1970 in an integer,
/// booleans are 0 and 1. What differs lives in the driver and in the migrations:
///
/// * SQLite (store/sqlite): one writer thread commits queued transactions in groups, each in a
///   savepoint of its own; readers are one connection a thread, read-only.
/// * PostgreSQL: `write` takes a pooled connection, BEGIN ... COMMIT at READ COMMITTED, and retries
///   the whole function on serialisation failure or deadlock; so a transaction function must be
///   repeatable: it changes nothing but the database and what it returns. `query` loops over a
///   PGresult, `$1` goes through PQexecPrepared unchanged, BYTEA and BIGINT map to blob and
///   integer. `can_write` is what became of the last COMMIT. Nothing in a repository has to change.
namespace connector::store {

/// The store cannot serve now: disk full, locked, unreachable, read-only. Nothing was committed.
/// The dispatcher answers 503 (SR-73, SR-122), workers back off.
class StoreUnavailable : public base::ServiceUnavailable {
public:
    using base::ServiceUnavailable::ServiceUnavailable;
};

/// The file or schema is not one this program may touch: foreign, corrupt, or from a newer version.
class StoreRefused : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A parameter. Text and bytes are borrowed until the call returns.
using Value = std::variant<std::nullptr_t, std::int64_t, std::string_view, base::ByteView>;

/// One row of an answer, valid inside the callback only. Columns count from 0.
class Row {
public:
    virtual ~Row() = default;
    [[nodiscard]] virtual bool is_null(int column) const = 0;
    [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
    [[nodiscard]] virtual std::string_view text(int column) const = 0;
    [[nodiscard]] virtual base::ByteView blob(int column) const = 0;

    [[nodiscard]] base::Time time(int column) const { return base::from_millis(integer(column)); }

    [[nodiscard]] std::string string(int column) const { return std::string(text(column)); }
};

/// An open transaction. Statements are prepared once a connection and kept by their text, so pass
/// literals. Violated constraints and bad SQL throw std::logic_error; trouble throws
/// StoreUnavailable. Error texts never contain parameter values. When it begins, commits and rolls
/// back is the driver's to say: a statement that does so throws std::logic_error.
class Connection {
public:
    virtual ~Connection() = default;
    /// How many rows it changed.
    virtual std::int64_t run(
        std::string_view sql, std::initializer_list<Value> parameters = {}
    ) = 0;
    virtual void query(
        std::string_view sql,
        std::initializer_list<Value> parameters,
        const std::function<void(const Row&)>& each
    ) = 0;

    /// The first row as `make` reads it, or nothing.
    template <typename Make>
    auto first(std::string_view sql, std::initializer_list<Value> parameters, Make make)
        -> std::optional<std::invoke_result_t<Make, const Row&>> {
        std::optional<std::invoke_result_t<Make, const Row&>> found;
        query(sql, parameters, [&](const Row& row) {
            if (!found) found.emplace(make(row));
        });
        return found;
    }

    template <typename Make>
    auto all(std::string_view sql, std::initializer_list<Value> parameters, Make make)
        -> std::vector<std::invoke_result_t<Make, const Row&>> {
        std::vector<std::invoke_result_t<Make, const Row&>> rows;
        query(sql, parameters, [&](const Row& row) { rows.push_back(make(row)); });
        return rows;
    }

    /// What the audit is sealed with; null where nobody has handed it over (a reader, a test).
    [[nodiscard]] const StoreKeys* keys() const { return keys_.get(); }

    /// Once, before the first deed that is audited: `begin_audit_chain` does it.
    void use_keys(std::shared_ptr<const StoreKeys> keys) { keys_ = std::move(keys); }

private:
    std::shared_ptr<const StoreKeys> keys_;
};

/// Thread-safe. Both calls may wait (base/waiting.hpp); hold no lock across them.
class Database {
public:
    virtual ~Database() = default;

    /// Runs `work` in a transaction and returns what it returned, after the commit is durable. If
    /// `work` throws, only its own changes are undone and the exception comes out here. `work` runs
    /// on another thread: capture by reference what outlives the call, and do nothing slow in it.
    template <typename Work>
    auto write(Work&& work) -> std::invoke_result_t<Work, Connection&> {
        using Answer = std::invoke_result_t<Work, Connection&>;
        if constexpr (std::is_void_v<Answer>) {
            run_write(std::ref(work));
        } else {
            std::optional<Answer> answer;
            run_write([&](Connection& connection) { answer.emplace(work(connection)); });
            return std::move(*answer);
        }
    }

    /// Whether the last try to write got through: false while the disk is full or broken, until the
    /// driver has found by itself that writing works again. Looks at a flag, touches nothing: for
    /// readiness, not to ask before a write.
    [[nodiscard]] virtual bool can_write() const noexcept = 0;

    /// What was deleted before this call is gone from the files, too: no free page and no log
    /// holds it. False: a reader was in the way for two seconds; the log is emptied later.
    [[nodiscard]] virtual bool shed_deleted() = 0;

    /// Runs `work` on a consistent snapshot, on the calling thread. It cannot write and must not
    /// wait; reads inside it share the snapshot.
    template <typename Work>
    auto read(Work&& work) -> std::invoke_result_t<Work, Connection&> {
        using Answer = std::invoke_result_t<Work, Connection&>;
        if constexpr (std::is_void_v<Answer>) {
            run_read(std::ref(work));
        } else {
            std::optional<Answer> answer;
            run_read([&](Connection& connection) { answer.emplace(work(connection)); });
            return std::move(*answer);
        }
    }

protected:
    virtual void run_write(const std::function<void(Connection&)>& work) = 0;
    virtual void run_read(const std::function<void(Connection&)>& work) = 0;
};

}  // namespace connector::store
