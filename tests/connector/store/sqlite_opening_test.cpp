#include <functional>
#include <ostream>

#include <gtest/gtest.h>

#include "base/embedded.hpp"
#include "connector/store/facts.hpp"
#include "connector/store/sqlite.hpp"
#include "connector/store/sqlite_connection.hpp"
#include "tests/connector/store/files.hpp"
#include "tests/support/temp_dir.hpp"

namespace tests {
namespace {

using connector::store::Access;
using connector::store::Connection;
using connector::store::Facts;
using connector::store::OpenMode;
using connector::store::SqliteConnection;
using connector::store::SqliteDatabase;
using connector::store::StoreRefused;

/// A file that no owner may open, and how it comes to be.
struct Untouchable {
    std::string name;
    std::function<void(const std::filesystem::path& file)> prepare;
};

std::ostream& operator<<(std::ostream& out, const Untouchable& untouchable) {
    return out << untouchable.name;
}

void make_store(const std::filesystem::path& file) {
    base::Metrics metrics;
    SqliteDatabase database(file, Access::Owner, metrics);
    database.write([](Connection& connection) { Facts(connection).set("answer", 42); });
}

void change(const std::filesystem::path& file, const std::string& script) {
    SqliteConnection(file, OpenMode::Write).execute(script);
}

/// As above, with the change in the log only, as a crash leaves it.
void change_and_crash(const std::filesystem::path& file, const std::string& script) {
    const auto aside = file.parent_path() / "aside";
    {
        SqliteConnection connection(file, OpenMode::Write);
        connection.execute(script);
        std::filesystem::create_directory(aside);
        std::filesystem::copy(file, aside / "file");
        std::filesystem::copy(file.string() + "-wal", aside / "log");
    }
    std::filesystem::rename(aside / "file", file);
    std::filesystem::rename(aside / "log", file.string() + "-wal");
    std::filesystem::remove(aside);
}

void damage(const std::filesystem::path& file, std::size_t from, std::size_t size) {
    std::string bytes = bytes_of(file);
    bytes.replace(from, size, size, '\x5A');
    put(file, bytes);
}

const std::vector<Untouchable> kUntouchables{
    {"EmptyFile", [](const auto& file) { put(file, ""); }},
    {"NoDatabase", [](const auto& file) { put(file, std::string(10'000, 'x')); }},
    {"ShortText", [](const auto& file) { put(file, "to do: buy milk\n"); }},
    {"ForeignDatabase", [](const auto& file) { change(file, "create table milk (litres int)"); }},
    {"ForeignDatabaseInItsLog",
     [](const auto& file) { change_and_crash(file, "create table milk (litres int)"); }},
    {"NewerSchema",
     [](const auto& file) {
         make_store(file);
         change(file, "pragma user_version = 999");
     }},
    {"NewerSchemaInItsLog",
     [](const auto& file) {
         make_store(file);
         change_and_crash(file, "pragma user_version = 999");
     }},
    {"DamagedHeader",
     [](const auto& file) {
         make_store(file);
         damage(file, 0, 100);
     }},
    {"DamagedSchema",
     [](const auto& file) {
         make_store(file);
         damage(file, 100, 2000);
     }},
    {"DamagedPageThatOpeningDoesNotRead",
     [](const auto& file) {
         make_store(file);
         damage(file, std::filesystem::file_size(file) - 4096, 4096);
     }},
    {"MadeByAnotherMigration",
     [](const auto& file) {
         make_store(file);
         change(file, "update applied_migrations set checksum = 'other'");
     }},
    {"MadeByNoMigrationWeKnowOf",
     [](const auto& file) {
         make_store(file);
         change(file, "drop table applied_migrations");
     }},
    {"Truncated",
     [](const auto& file) {
         make_store(file);
         std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
     }},
    {"MissingButForItsLog", [](const auto& file) { put(file.string() + "-wal", "what is left"); }},
};

class SqliteOpening : public testing::TestWithParam<Untouchable> {
protected:
    TempDir directory;
    base::Metrics metrics;
    std::filesystem::path file = directory.path() / "store.db";
};

TEST_P(SqliteOpening, IsRefusedAndUntouched) {
    GetParam().prepare(file);
    const auto before = files_in(directory.path());

    EXPECT_THROW(SqliteDatabase(file, Access::Owner, metrics), StoreRefused);

    EXPECT_TRUE(files_in(directory.path()) == before) << "something was written";
}

std::string name_of(const testing::TestParamInfo<Untouchable>& param) {
    return param.param.name;
}

INSTANTIATE_TEST_SUITE_P(Files, SqliteOpening, testing::ValuesIn(kUntouchables), name_of);

std::string refusal_of(const std::filesystem::path& file) {
    try {
        make_store(file);
    } catch (const StoreRefused& refusal) {
        return refusal.what();
    }
    return "";
}

TEST(SqliteOpeningWords, SayWhatToDoAboutADamagedStore) {
    const TempDir directory;
    const auto file = directory.path() / "store.db";
    make_store(file);
    damage(file, std::filesystem::file_size(file) - 4096, 4096);

    const std::string refusal = refusal_of(file);

    EXPECT_NE(refusal.find(file.string() + " is damaged"), std::string::npos) << refusal;
    EXPECT_NE(refusal.find("restore it from a backup"), std::string::npos) << refusal;
}

TEST(SqliteOpeningWords, NameTheMigrationThatDiffers) {
    const TempDir directory;
    const auto file = directory.path() / "store.db";
    make_store(file);
    change(file, "update applied_migrations set checksum = 'other'");

    const std::string refusal = refusal_of(file);

    EXPECT_NE(refusal.find("0001_initial.sql"), std::string::npos) << refusal;
}

TEST(SqliteOpeningNames, AnyPathIsOneFile) {
    const TempDir directory;
    const auto file = directory.path() / "50% sure? #1 file:x&mode=memory.db";

    make_store(file);
    make_store(file);

    EXPECT_TRUE(std::filesystem::exists(file));
}

TEST(SqliteCreation, CutShortIsTakenUpAgain) {
    const TempDir directory;
    const auto file = directory.path() / "store.db";
    put(file.string() + ".new", "the half of a page");

    EXPECT_NO_THROW(make_store(file));
    EXPECT_FALSE(std::filesystem::exists(file.string() + ".new"));
}

TEST(SqliteCreation, CutShortBeforeTheFirstMigrationIsTakenUpAgain) {
    constexpr std::array kBroken{base::EmbeddedFile{"0001_broken.sql", "create table;"}};
    const TempDir directory;
    const auto file = directory.path() / "store.db";
    base::Metrics metrics;
    EXPECT_THROW(SqliteDatabase(file, Access::Owner, metrics, kBroken), std::logic_error);

    EXPECT_NO_THROW(make_store(file));
}

}  // namespace
}  // namespace tests
