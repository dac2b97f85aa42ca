#include "connector/store/migrate.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace connector::store::migrations {

std::span<const base::EmbeddedFile> files();  // generated, see CMakeLists.txt

}  // namespace connector::store::migrations

namespace connector::store {
namespace {

/// "jsmc": marks a file as ours in its header
/// (https://www.sqlite.org/pragma.html#pragma_application_id).
constexpr std::int64_t kApplicationId = 0x6A736D63;

/// "migrations/0001_initial.sql" -> 1
std::int64_t number_of(const base::EmbeddedFile& migration) {
    const std::string_view name = migration.path.substr(migration.path.rfind('/') + 1);
    const auto number = base::parse_int(name.substr(0, name.find('_')));
    if (!number) throw std::logic_error("a migration without a number: " + std::string(name));
    return *number;
}

std::int64_t pragma(SqliteConnection& connection, std::string_view statement) {
    return connection.first(
                         statement, {}, [](const Row& row) { return row.integer(0); }
    ).value_or(0);
}

std::int64_t version_of(SqliteConnection& connection) {
    return pragma(connection, "pragma user_version");
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
    SqliteConnection connection(file, OpenMode::Inspect);
    if (pragma(connection, "pragma application_id") != kApplicationId) {
        throw StoreRefused(
            file.string() + " is not a database of jsm-connector; choose another store.url"
        );
    }
    const std::int64_t newest = migrations.empty() ? 0 : number_of(migrations.back());
    if (version_of(connection) > newest) {
        throw StoreRefused(
            file.string() + " was written by a newer version of jsm-connector (schema " +
            std::to_string(version_of(connection)) + ", this one knows " + std::to_string(newest) +
            "): install that version or restore a backup"
        );
    }
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
    for (const base::EmbeddedFile& migration : migrations) {
        const std::int64_t number = number_of(migration);
        if (number <= version_of(connection)) continue;
        try {
            connection.execute("begin immediate");
            connection.execute(std::string(migration.content));
            connection.execute(fmt::format("pragma user_version = {}", number));
            connection.execute("commit");
        } catch (const std::exception&) {
            connection.roll_back();
            throw;
        }
    }
}

}  // namespace connector::store
