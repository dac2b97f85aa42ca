#include "connector/store/migrate.hpp"

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/text.hpp"

namespace connector::store::migrations {

std::span<const base::EmbeddedFile> files();  // generated, see CMakeLists.txt

}  // namespace connector::store::migrations

namespace connector::store {
namespace {

/// "jsmc": marks a file as ours in its header
/// (https://www.sqlite.org/pragma.html#pragma_application_id).
constexpr std::int64_t kApplicationId = 0x6A736D63;

/// Larger files are not read through at start: some tenths of a second each 64 MiB.
constexpr std::uintmax_t kMostChecked = 64U << 20U;

/// "migrations/0001_initial.sql" -> "0001_initial.sql"
std::string_view name_of(const base::EmbeddedFile& migration) {
    return migration.path.substr(migration.path.rfind('/') + 1);
}

/// "migrations/0001_initial.sql" -> 1
std::int64_t number_of(const base::EmbeddedFile& migration) {
    const std::string_view name = name_of(migration);
    const auto number = base::parse_int(name.substr(0, name.find('_')));
    if (!number) throw std::logic_error("a migration without a number: " + std::string(name));
    return *number;
}

std::int64_t number_from(SqliteConnection& connection, std::string_view statement) {
    return connection.first(
                         statement, {}, [](const Row& row) { return row.integer(0); }
    ).value_or(0);
}

std::int64_t version_of(SqliteConnection& connection) {
    return number_from(connection, "pragma user_version");
}

std::string checksum_of(const base::EmbeddedFile& migration) {
    return base::to_hex(base::sha256(base::as_bytes(migration.content)));
}

/// What was recorded for this migration when it was applied.
std::optional<std::string> recorded_checksum(
    SqliteConnection& connection, const base::EmbeddedFile& migration
) {
    const auto tables = number_from(
        connection, "select count(*) from sqlite_schema where name = 'applied_migrations'"
    );
    if (tables == 0) return std::nullopt;
    return connection.first(
        "select checksum from applied_migrations where number = $1",
        {number_of(migration)},
        [](const Row& row) { return row.string(0); }
    );
}

void check_marks(
    const std::filesystem::path& file,
    SqliteConnection& connection,
    std::span<const base::EmbeddedFile> migrations
) {
    if (number_from(connection, "pragma application_id") != kApplicationId) {
        throw StoreRefused(
            file.string() + " is not a database of jsm-connector; choose another store.url"
        );
    }
    const std::int64_t version = version_of(connection);
    const std::int64_t newest = migrations.empty() ? 0 : number_of(migrations.back());
    if (version > newest) {
        throw StoreRefused(fmt::format(
            "{} was written by a newer version of jsm-connector (schema {}, this one knows {}): "
            "install that version or restore a backup",
            file.string(),
            version,
            newest
        ));
    }
    for (const base::EmbeddedFile& migration : migrations) {
        if (number_of(migration) > version) return;
        if (recorded_checksum(connection, migration) == checksum_of(migration)) continue;
        throw StoreRefused(fmt::format(
            "{} was made by another {} than this program has: install the version that wrote it "
            "or restore a backup",
            file.string(),
            name_of(migration)
        ));
    }
}

[[noreturn]] void refuse_damaged(const std::filesystem::path& file, std::string_view finding) {
    throw StoreRefused(fmt::format(
        "{} is damaged, or no store at all ({}): restore it from a backup, or choose another "
        "store.url",
        file.string(),
        finding
    ));
}

void check_foreign_keys(SqliteConnection& connection, const base::EmbeddedFile& migration) {
    const auto orphaned = connection.first("pragma foreign_key_check", {}, [](const Row& row) {
        return row.string(0);
    });
    if (!orphaned) return;
    throw StoreRefused(fmt::format(
        "{} would leave rows of {} without what they refer to; nothing was changed",
        name_of(migration),
        *orphaned
    ));
}

void apply(SqliteConnection& connection, const base::EmbeddedFile& migration) {
    connection.execute(
        "create table if not exists applied_migrations (number integer primary key, "
        "name text not null, checksum text not null) strict"
    );
    connection.execute(std::string(migration.content));
    connection.run(
        "insert into applied_migrations (number, name, checksum) values ($1, $2, $3)",
        {number_of(migration), name_of(migration), std::string_view(checksum_of(migration))}
    );
    connection.execute(fmt::format("pragma user_version = {}", number_of(migration)));
    check_foreign_keys(connection, migration);
}

}  // namespace

std::span<const base::EmbeddedFile> embedded_migrations() {
    return migrations::files();
}

void inspect(const std::filesystem::path& file, std::span<const base::EmbeddedFile> migrations) {
    if (!std::filesystem::exists(file)) {
        if (std::filesystem::exists(file.string() + "-wal")) {
            throw StoreRefused(
                file.string() +
                " is missing, but its write-ahead log is there: restore the file from a backup"
            );
        }
        return;
    }
    try {
        SqliteConnection connection(file, OpenMode::Inspect);
        check_marks(file, connection, migrations);
    } catch (const StoreDamaged& damage) {
        refuse_damaged(file, damage.what());
    }
}

void check_integrity(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file) || std::filesystem::file_size(file) > kMostChecked) return;
    std::optional<std::string> finding;
    try {
        SqliteConnection connection(file, OpenMode::Inspect);
        finding = connection.first("pragma quick_check(1)", {}, [](const Row& row) {
            return row.string(0);
        });
    } catch (const StoreDamaged& damage) {
        finding = damage.what();
    }
    if (finding != "ok") refuse_damaged(file, finding.value_or("no answer"));
}

void create(const std::filesystem::path& file) {
    const std::filesystem::path unfinished = file.string() + ".new";
    for (const char* part : {"", "-wal", "-shm", "-journal"}) {
        std::filesystem::remove(unfinished.string() + part);
    }
    {
        SqliteConnection connection(unfinished, OpenMode::Write);
        connection.execute(fmt::format("pragma application_id = {}", kApplicationId));
    }  // closing moves the log into the file
    // The directory is synced with the log of the first commit.
    std::filesystem::rename(unfinished, file);
}

void migrate(SqliteConnection& connection, std::span<const base::EmbeddedFile> migrations) {
    connection.execute("pragma foreign_keys = off");
    for (const base::EmbeddedFile& migration : migrations) {
        if (number_of(migration) <= version_of(connection)) continue;
        try {
            connection.execute("begin immediate");
            apply(connection, migration);
            connection.execute("commit");
        } catch (const std::exception&) {
            connection.roll_back();
            throw;
        }
    }
    connection.execute("pragma foreign_keys = on");
}

}  // namespace connector::store
