#include "connector/store/sqlite_connection.hpp"

#include <array>
#include <string>
#include <type_traits>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

namespace connector::store {
namespace {

constexpr int kBusyTimeoutMillis = 5000;
constexpr int kEmptyingTryMillis = 10;
constexpr std::array<const char*, 16> kParameterNames{
    "$1",
    "$2",
    "$3",
    "$4",
    "$5",
    "$6",
    "$7",
    "$8",
    "$9",
    "$10",
    "$11",
    "$12",
    "$13",
    "$14",
    "$15",
    "$16"};

int flags_for(OpenMode mode) {
    // NOMUTEX: a connection is used by one thread at a time.
    if (mode == OpenMode::Write) {
        return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
               SQLITE_OPEN_EXRESCODE;
    }
    const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    return mode == OpenMode::Inspect ? flags | SQLITE_OPEN_URI : flags;
}

/// How SQLite is told which file. To inspect one that has no log it is told that nobody changes the
/// file: it would create an empty log beside it otherwise, and leave it there.
std::string name_for(const std::filesystem::path& file, OpenMode mode) {
    const std::filesystem::path log = file.string() + "-wal";
    if (mode != OpenMode::Inspect || (exists(log) && file_size(log) > 0)) return file.string();
    std::string uri = "file:";
    for (const char c : file.string()) {
        switch (c) {
            case '%': uri += "%25"; break;
            case '?': uri += "%3f"; break;
            case '#': uri += "%23"; break;
            default: uri += c;
        }
    }
    return uri + "?immutable=1";
}

class SqliteRow final : public Row {
public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}

    [[nodiscard]] bool is_null(int column) const override {
        return sqlite3_column_type(statement_, column) == SQLITE_NULL;
    }

    [[nodiscard]] std::int64_t integer(int column) const override {
        return sqlite3_column_int64(statement_, column);
    }

    [[nodiscard]] std::string_view text(int column) const override {
        const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
        return {bytes == nullptr ? "" : bytes, size(column)};
    }

    [[nodiscard]] base::ByteView blob(int column) const override {
        const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement_, column));
        return {bytes, size(column)};
    }

private:
    [[nodiscard]] std::size_t size(int column) const {
        return static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    }

    sqlite3_stmt* statement_;
};

/// Binds one value to a parameter. Texts and bytes are not copied: they outlive the step.
struct Binder {
    sqlite3_stmt* statement;
    int index;

    int operator()(std::nullptr_t) const { return sqlite3_bind_null(statement, index); }

    int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, index, value); }

    int operator()(std::string_view value) const {
        const char* bytes = value.data() == nullptr ? "" : value.data();
        return sqlite3_bind_text64(
            statement, index, bytes, value.size(), SQLITE_STATIC, SQLITE_UTF8
        );
    }

    int operator()(base::ByteView value) const {
        // A null pointer would bind NULL, and no bytes are not that.
        const void* bytes = value.data() == nullptr ? static_cast<const void*>("") : value.data();
        return sqlite3_bind_blob64(statement, index, bytes, value.size(), SQLITE_STATIC);
    }
};

}  // namespace

class SqliteConnection::Lease {
public:
    Lease(SqliteConnection& connection, std::string_view sql) : connection_(connection), sql_(sql) {
        const auto found = connection_.idle_.find(sql);
        if (found != connection_.idle_.end() && !found->second.empty()) {
            statement_ = std::move(found->second.back());
            found->second.pop_back();
        } else {
            statement_ = connection_.prepare(sql);
        }
    }

    ~Lease() {
        sqlite3_reset(statement_.get());
        sqlite3_clear_bindings(statement_.get());
        auto entry = connection_.idle_.find(sql_);
        if (entry == connection_.idle_.end()) {
            entry = connection_.idle_.emplace(std::string(sql_), std::vector<Statement>()).first;
        }
        entry->second.push_back(std::move(statement_));
    }

    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    [[nodiscard]] sqlite3_stmt* get() const { return statement_.get(); }

private:
    SqliteConnection& connection_;
    std::string_view sql_;
    Statement statement_;
};

void SqliteConnection::Close::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

void SqliteConnection::Close::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

SqliteConnection::SqliteConnection(const std::filesystem::path& file, OpenMode mode) {
    sqlite3* handle = nullptr;
    const int code =
        sqlite3_open_v2(name_for(file, mode).c_str(), &handle, flags_for(mode), nullptr);
    handle_.reset(handle);
    if (code != SQLITE_OK) fail(code, "opening " + file.string());

    sqlite3_busy_timeout(handle, kBusyTimeoutMillis);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // Once, before any statement: setting it anew would have every statement prepared again.
    sqlite3_set_authorizer(handle, authorize, this);
    sqlite3_wal_hook(
        handle,
        [](void* self, sqlite3*, const char*, int pages) {
            static_cast<SqliteConnection*>(self)->wal_pages_ = pages;
            return SQLITE_OK;
        },
        this
    );
    if (mode == OpenMode::Inspect) return;
    if (mode == OpenMode::Read) {
        // Closing, too, must leave checkpoints to the writer (SR-121).
        sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        execute("pragma query_only = on; pragma mmap_size = 0; pragma cache_size = -4096;");
        return;
    }
    execute(
        "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; "
        "pragma mmap_size = 0; pragma cell_size_check = on; pragma cache_size = -8192; "
        // What is deleted is overwritten: an erased person is in no free page (SR-127).
        "pragma secure_delete = on;"
    );
    // Where WAL is impossible SQLite stays with what it had and reports no error.
    const auto journal =
        first("pragma journal_mode", {}, [](const Row& row) { return row.string(0); });
    if (journal != "wal") throw StoreUnavailable(file.string() + " cannot have a write-ahead log");
}

SqliteConnection::~SqliteConnection() {
    idle_.clear();
    controls_.clear();
}

int SqliteConnection::
    authorize(void* self, int action, const char*, const char*, const char*, const char*) {
    const bool is_control = action == SQLITE_TRANSACTION || action == SQLITE_SAVEPOINT;
    return is_control && static_cast<SqliteConnection*>(self)->is_lent_ ? SQLITE_DENY : SQLITE_OK;
}

std::int64_t SqliteConnection::run(std::string_view sql, std::initializer_list<Value> parameters) {
    query(sql, parameters, [](const Row&) {});
    return sqlite3_changes64(handle_.get());
}

void SqliteConnection::query(
    std::string_view sql,
    std::initializer_list<Value> parameters,
    const std::function<void(const Row&)>& each
) {
    const Lease lease(*this, sql);
    bind(lease.get(), parameters);
    const SqliteRow row(lease.get());
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(lease.get())) == SQLITE_ROW) each(row);
    if (code != SQLITE_DONE) fail(code, "running a statement");
}

void SqliteConnection::execute(const std::string& script) {
    check(
        sqlite3_exec(handle_.get(), script.c_str(), nullptr, nullptr, nullptr), "running a script"
    );
}

void SqliteConnection::control(std::string_view statement) {
    auto known = controls_.find(statement);
    if (known == controls_.end()) {
        known = controls_.emplace(std::string(statement), prepare(statement)).first;
    }
    sqlite3_stmt* const prepared = known->second.get();
    const int code = sqlite3_step(prepared);
    sqlite3_reset(prepared);
    if (code != SQLITE_DONE) fail(code, statement);
}

void SqliteConnection::lend(const std::function<void(Connection&)>& work) {
    struct Lending {
        explicit Lending(bool& flag) : is_lent(flag), before(std::exchange(flag, true)) {}

        ~Lending() { is_lent = before; }

        Lending(const Lending&) = delete;
        Lending& operator=(const Lending&) = delete;

        bool& is_lent;
        const bool before;  // a read inside a read
    };

    const Lending lending(is_lent_);
    work(*this);
}

void SqliteConnection::roll_back() noexcept {
    // Nothing can be done about a failure here: SQLite has rolled back by itself then.
    if (is_in_transaction()) sqlite3_exec(handle_.get(), "rollback", nullptr, nullptr, nullptr);
}

bool SqliteConnection::is_in_transaction() const {
    return sqlite3_get_autocommit(handle_.get()) == 0;
}

void SqliteConnection::bury_failed_commit() {
    control("begin immediate");
    const auto version =
        first("pragma user_version", {}, [](const Row& row) { return row.integer(0); });
    // Writes the first page, whatever its value was; the page's change counter makes it differ.
    execute(fmt::format("pragma user_version = {}", version.value()));
    control("commit");
}

void SqliteConnection::checkpoint() {
    const int code = sqlite3_wal_checkpoint_v2(
        handle_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr
    );
    if (code != SQLITE_OK && code != SQLITE_BUSY) fail(code, "checkpointing");
}

bool SqliteConnection::empty_log(base::milliseconds patience) {
    // In many short tries: SQLite looks once at who reads which part of the log and then waits for
    // these marks to be let go, while readers that take turns may go on under one of them for ever.
    // The next look finds that it has moved on.
    int code = SQLITE_BUSY;
    sqlite3_busy_timeout(handle_.get(), kEmptyingTryMillis);
    for (auto left = patience.count(); left > 0 && code == SQLITE_BUSY;
         left -= kEmptyingTryMillis) {
        code = sqlite3_wal_checkpoint_v2(
            handle_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr
        );
    }
    sqlite3_busy_timeout(handle_.get(), kBusyTimeoutMillis);
    if (code != SQLITE_OK && code != SQLITE_BUSY) fail(code, "emptying the log");
    if (code == SQLITE_OK) wal_pages_ = 0;
    return code == SQLITE_OK;
}

SqliteConnection::Statement SqliteConnection::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(
        handle_.get(),
        sql.data(),
        static_cast<int>(sql.size()),
        SQLITE_PREPARE_PERSISTENT,
        &statement,
        nullptr
    );
    check(code, "preparing a statement");
    return Statement(statement);
}

void SqliteConnection::bind(sqlite3_stmt* statement, std::initializer_list<Value> parameters) {
    // SQLite numbers "$n" by first appearance, PostgreSQL by n: ask by name so that one text serves
    // both.
    if (parameters.size() > kParameterNames.size()) throw std::logic_error("too many parameters");
    if (std::cmp_not_equal(sqlite3_bind_parameter_count(statement), parameters.size()))
        throw std::logic_error("a statement needs a value for each of its parameters");
    const char* const* name = kParameterNames.data();
    for (const Value& value : parameters) {
        const int index = sqlite3_bind_parameter_index(statement, *name);
        if (index == 0)
            throw std::logic_error(std::string("the statement has no parameter ") + *name);
        ++name;
        check(std::visit(Binder{statement, index}, value), "binding a parameter");
    }
}

void SqliteConnection::check(int code, std::string_view doing) const {
    if (code != SQLITE_OK) fail(code, doing);
}

void SqliteConnection::fail(int code, std::string_view doing) const {
    const std::string text = "SQLite, " + std::string(doing) + ": " + sqlite3_errstr(code) +
                             " (code " + std::to_string(code) + ")";
    switch (code & 0xFF) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: throw StoreDamaged(text);
        case SQLITE_AUTH:
            throw std::logic_error("a transaction's work may not begin, commit or roll back");
        case SQLITE_CONSTRAINT:
        case SQLITE_ERROR:
        case SQLITE_MISUSE:
        case SQLITE_MISMATCH:
        case SQLITE_RANGE:
            // sqlite3_errmsg names tables and columns, not values.
            throw std::logic_error(text + ": " + sqlite3_errmsg(handle_.get()));
        default: throw StoreUnavailable(text);
    }
}

}  // namespace connector::store
