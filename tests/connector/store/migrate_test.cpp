#include "connector/store/migrate.hpp"

#include <array>

#include <gtest/gtest.h>

#include "connector/store/sqlite.hpp"
#include "tests/support/temp_dir.hpp"

namespace tests {
namespace {

using connector::store::Access;
using connector::store::Connection;
using connector::store::OpenMode;
using connector::store::Row;
using connector::store::SqliteConnection;
using connector::store::SqliteDatabase;
using connector::store::StoreRefused;
using Migrations = std::span<const base::EmbeddedFile>;

constexpr base::EmbeddedFile kFirst{
    "migrations/0001_first.sql", "create table a (x integer) strict; insert into a values (1);"};
constexpr base::EmbeddedFile kSecond{
    "migrations/0002_second.sql", "create table b (x integer) strict; insert into a values (2);"};
constexpr base::EmbeddedFile kHalfBroken{
    "migrations/0002_second.sql",
    "create table b (x integer) strict; insert into a values (2); insert into nowhere values (3);"};

constexpr base::EmbeddedFile kFirstChanged{
    "migrations/0001_first.sql", "create table a (x integer) strict; insert into a values (9);"};

constexpr base::EmbeddedFile kFamily{
    "migrations/0001_family.sql",
    "create table parents (id integer primary key) strict; insert into parents values (1); "
    "create table children (parent_id integer not null references parents (id) on delete cascade) "
    "strict; insert into children values (1);"};
constexpr base::EmbeddedFile kParentsAnew{
    "migrations/0002_parents.sql",
    "create table parents_2 (id integer primary key, name text) strict; "
    "insert into parents_2 (id) select id from parents; drop table parents; "
    "alter table parents_2 rename to parents;"};
constexpr base::EmbeddedFile kParentsGone{"migrations/0002_parents.sql", "delete from parents;"};

constexpr std::array kOne{kFirst};
constexpr std::array kChanged{kFirstChanged, kSecond};
constexpr std::array kFamilyOnly{kFamily};
constexpr std::array kFamilyAnew{kFamily, kParentsAnew};
constexpr std::array kFamilyOrphaned{kFamily, kParentsGone};
constexpr std::array kTwo{kFirst, kSecond};
constexpr std::array kBroken{kFirst, kHalfBroken};

struct Migrate : testing::Test {
    TempDir directory;
    base::Metrics metrics;
    std::filesystem::path file = directory.path() / "store.db";

    void open(Migrations migrations) {
        const SqliteDatabase database(file, Access::Owner, metrics, migrations);
    }

    /// The first column of the first row.
    std::int64_t look(std::string_view sql) {
        SqliteConnection connection(file, OpenMode::Read);
        return connection.first(
                             sql, {}, [](const Row& row) { return row.integer(0); }
        ).value_or(-1);
    }

    std::int64_t version() { return look("pragma user_version"); }
};

TEST_F(Migrate, AppliesAllInOrder) {
    open(kTwo);

    EXPECT_EQ(version(), 2);
    EXPECT_EQ(look("select sum(x) from a"), 3);
    EXPECT_EQ(look("select count(*) from b"), 0);
}

TEST_F(Migrate, SecondOpenAppliesNothing) {
    open(kTwo);
    const std::int64_t schema = look("pragma schema_version");

    open(kTwo);

    EXPECT_EQ(look("pragma schema_version"), schema);
    EXPECT_EQ(look("select count(*) from a"), 2);
}

TEST_F(Migrate, OlderStoreGetsWhatIsMissing) {
    open(kOne);
    EXPECT_EQ(version(), 1);

    open(kTwo);

    EXPECT_EQ(version(), 2);
    EXPECT_EQ(look("select count(*) from a"), 2);
}

TEST_F(Migrate, FailedHalfWayLeavesTheVersionBefore) {
    open(kOne);

    EXPECT_THROW(open(kBroken), std::logic_error);

    EXPECT_EQ(version(), 1);
    EXPECT_EQ(look("select count(*) from a"), 1);
    EXPECT_EQ(look("select count(*) from sqlite_schema where name = 'b'"), 0);
}

TEST_F(Migrate, FailedOneGoesOnWhereItWas) {
    EXPECT_THROW(open(kBroken), std::logic_error);

    open(kTwo);

    EXPECT_EQ(version(), 2);
    EXPECT_EQ(look("select count(*) from a"), 2);
}

TEST_F(Migrate, NewerStoreIsRefused) {
    open(kTwo);

    EXPECT_THROW(open(kOne), StoreRefused);
    EXPECT_EQ(version(), 2);
}

TEST_F(Migrate, ChangedTextOfAnAppliedOneIsRefusedAndNothingApplied) {
    open(kOne);

    EXPECT_THROW(open(kChanged), StoreRefused);

    EXPECT_EQ(version(), 1);
    EXPECT_EQ(look("select sum(x) from a"), 1);
}

/// With foreign keys on, dropping the old table would delete the children.
TEST_F(Migrate, TableThatOthersReferToCanBeBuiltAnew) {
    open(kFamilyOnly);

    open(kFamilyAnew);

    EXPECT_EQ(look("select count(*) from children"), 1);
    EXPECT_EQ(look("select count(*) from parents where name is null"), 1);
}

TEST_F(Migrate, OneThatLeavesOrphansIsRefusedAndUndone) {
    open(kFamilyOnly);

    EXPECT_THROW(open(kFamilyOrphaned), StoreRefused);

    EXPECT_EQ(version(), 1);
    EXPECT_EQ(look("select count(*) from parents"), 1);
}

TEST_F(Migrate, ForeignKeysActAfterwards) {
    SqliteDatabase database(file, Access::Owner, metrics, Migrations(kFamilyAnew));

    database.write([](Connection& connection) { connection.run("delete from parents"); });

    EXPECT_EQ(look("select count(*) from children"), 0);
}

TEST_F(Migrate, EmbeddedOnesAreNumberedWithoutGaps) {
    int expected = 1;
    for (const base::EmbeddedFile& migration : connector::store::embedded_migrations()) {
        char number[16];
        std::snprintf(number, sizeof number, "/%04d_", expected++);
        EXPECT_NE(migration.path.find(number), std::string_view::npos) << migration.path;
    }
    EXPECT_GT(expected, 1);
}

}  // namespace
}  // namespace tests
