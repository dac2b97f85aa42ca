#include "connector/store/sqlite.hpp"

#include <gtest/gtest.h>

#include "connector/store/facts.hpp"
#include "tests/connector/store/files.hpp"
#include "tests/connector/store/write_group.hpp"
#include "tests/support/temp_dir.hpp"

namespace tests {
namespace {

using connector::store::Access;
using connector::store::Connection;
using connector::store::Facts;
using connector::store::Row;
using connector::store::SqliteDatabase;
using connector::store::StoreUnavailable;

struct Sqlite : testing::Test {
    TempDir directory;
    base::Metrics metrics;
    std::filesystem::path file = directory.path() / "store.db";
    std::optional<SqliteDatabase> database{std::in_place, file, Access::Owner, metrics};

    void set(std::string_view name, std::int64_t value) {
        database->write([&](Connection& connection) { Facts(connection).set(name, value); });
    }

    std::optional<std::int64_t> get(std::string_view name) {
        return database->read([&](Connection& connection) { return Facts(connection).get(name); });
    }

    /// The files as a crash would leave them: nothing was closed.
    std::filesystem::path copy_as_after_a_crash() {
        const auto copy = directory.path() / "copy";
        std::filesystem::create_directory(copy);
        for (const char* part : {"store.db", "store.db-wal"}) {
            std::filesystem::copy_file(directory.path() / part, copy / part);
        }
        return copy;
    }
};

std::string answer(Connection& connection, std::string_view sql) {
    return connection.first(sql, {}, [](const Row& row) { return row.string(0); }).value_or("");
}

TEST_F(Sqlite, WritingConnectionIsDurableAndStrict) {
    database->write([](Connection& connection) {
        EXPECT_EQ(answer(connection, "pragma journal_mode"), "wal");
        EXPECT_EQ(answer(connection, "pragma synchronous"), "2");
        EXPECT_EQ(answer(connection, "pragma foreign_keys"), "1");
        EXPECT_EQ(answer(connection, "pragma busy_timeout"), "5000");
        EXPECT_EQ(answer(connection, "pragma mmap_size"), "0");
        EXPECT_EQ(answer(connection, "pragma cell_size_check"), "1");
        EXPECT_THROW(answer(connection, "select \"no such column\""), std::logic_error);
    });
}

TEST_F(Sqlite, ReadersAreQueryOnly) {
    database->read([](Connection& connection) {
        EXPECT_EQ(answer(connection, "pragma query_only"), "1");
        EXPECT_EQ(answer(connection, "pragma mmap_size"), "0");
        EXPECT_EQ(answer(connection, "pragma busy_timeout"), "5000");
    });
}

TEST_F(Sqlite, TextKeepsItsNuls) {
    constexpr std::string_view kName("a\0b\0", 4);
    set(kName, 1);

    const auto name = database->read([&](Connection& connection) {
        return answer(connection, "select name from facts");
    });

    EXPECT_EQ(name, kName);
}

TEST_F(Sqlite, ThrowingTransactionIsUndoneAloneInItsGroup) {
    WriteGroup group(*database);
    group.add([](Connection& connection) { Facts(connection).set("before", 1); });
    group.add([](Connection& connection) {
        Facts(connection).set("before", 99);
        Facts(connection).set("own", 99);
        throw std::runtime_error("changed my mind");
    });
    group.add([](Connection& connection) { Facts(connection).set("after", 1); });
    const auto outcomes = group.commit();

    EXPECT_EQ(outcomes[0], nullptr);
    EXPECT_TRUE(is_a<std::runtime_error>(outcomes[1]));
    EXPECT_EQ(outcomes[2], nullptr);
    EXPECT_EQ(get("before"), 1);
    EXPECT_EQ(get("own"), std::nullopt);
    EXPECT_EQ(get("after"), 1);
}

/// The statements are those that the writer itself has used and kept by then.
TEST_F(Sqlite, TransactionControlIsRefusedAndBreaksNoGroup) {
    for (const char* sql :
         {"commit",
          "rollback",
          "begin immediate",
          "release one",
          "savepoint one",
          "rollback to one",
          "end"}) {
        WriteGroup group(*database);
        group.add([&](Connection& connection) { Facts(connection).set("before", 1); });
        group.add([&](Connection& connection) {
            Facts(connection).set("own", 99);
            connection.run(sql);
        });
        group.add([](Connection& connection) { Facts(connection).set("after", 1); });

        const auto outcomes = group.commit();

        EXPECT_EQ(outcomes[0], nullptr) << sql;
        EXPECT_TRUE(is_a<std::logic_error>(outcomes[1])) << sql;
        EXPECT_EQ(outcomes[2], nullptr) << sql;
        EXPECT_EQ(get("own"), std::nullopt) << sql;
    }
    EXPECT_EQ(get("before"), 1);
    EXPECT_EQ(get("after"), 1);
}

TEST_F(Sqlite, WhateverATransactionThrowsReachesItsCaller) {
    const auto throwing = [&] {
        database->write([](Connection& connection) {
            Facts(connection).set("own", 99);
            throw 42;
        });
    };

    EXPECT_THROW(throwing(), int);

    EXPECT_EQ(get("own"), std::nullopt);
    set("next", 1);
}

TEST_F(Sqlite, QueuedTransactionsShareOneCommit) {
    WriteGroup group(*database);
    for (int i = 0; i < 8; ++i) {
        group.add([](Connection& connection) { Facts(connection).set("same", 1); });
    }
    group.commit();

    const std::string text = metrics.as_text();
    EXPECT_NE(text.find("connector_store_commits_total 2\n"), std::string::npos) << text;
    EXPECT_NE(text.find("connector_store_transactions_total 9\n"), std::string::npos) << text;
}

TEST_F(Sqlite, CommittedIsThereAfterReopening) {
    set("answer", 42);

    database.reset();
    EXPECT_FALSE(std::filesystem::exists(file.string() + "-wal"));
    database.emplace(file, Access::Owner, metrics);

    EXPECT_EQ(get("answer"), 42);
}

TEST_F(Sqlite, CommittedIsThereAfterACrash) {
    set("answer", 42);
    const auto copy = copy_as_after_a_crash();

    SqliteDatabase revived(copy / "store.db", Access::Owner, metrics);

    EXPECT_EQ(revived.read([](Connection& c) { return Facts(c).get("answer"); }), 42);
}

TEST_F(Sqlite, ReadOnlyNeitherWritesNorCheckpoints) {
    set("answer", 42);
    const auto copy = copy_as_after_a_crash();
    const auto before = files_in(copy);

    {
        SqliteDatabase looking(copy / "store.db", Access::ReadOnly, metrics);
        EXPECT_EQ(looking.read([](Connection& c) { return Facts(c).get("answer"); }), 42);
        EXPECT_THROW(looking.write([](Connection&) {}), std::logic_error);
        EXPECT_FALSE(looking.can_write());
    }

    EXPECT_EQ(files_in(copy), before);
}

TEST_F(Sqlite, ReadOnlySeesWhatARunningOwnerCommits) {
    SqliteDatabase looking(file, Access::ReadOnly, metrics);

    set("answer", 42);

    EXPECT_EQ(looking.read([](Connection& c) { return Facts(c).get("answer"); }), 42);
}

TEST_F(Sqlite, ReadOnlyDoesNotCreateAStore) {
    const auto missing = directory.path() / "missing.db";

    EXPECT_THROW(SqliteDatabase(missing, Access::ReadOnly, metrics), StoreUnavailable);
    EXPECT_FALSE(std::filesystem::exists(missing));
}

TEST_F(Sqlite, MissingDirectoryIsCreated) {
    const auto deep = directory.path() / "a" / "b" / "store.db";

    const SqliteDatabase created(deep, Access::Owner, metrics);

    EXPECT_TRUE(std::filesystem::exists(deep));
}

TEST_F(Sqlite, ImpossibleDirectoryIsUnavailable) {
    const auto below_a_file = file / "store.db";

    EXPECT_THROW(SqliteDatabase(below_a_file, Access::Owner, metrics), StoreUnavailable);
}

}  // namespace
}  // namespace tests
