#include "connector/store/sqlite_connection.hpp"
#include "tests/connector/store/faulty_store.hpp"
#include "tests/connector/store/write_group.hpp"

namespace tests {
namespace {

using connector::store::Connection;
using connector::store::Facts;
using connector::store::OpenMode;
using connector::store::Row;
using connector::store::SqliteConnection;
using connector::store::StoreUnavailable;

struct SqliteFaults : FaultyStore {
    /// More than the log holds before it is checkpointed.
    void write_much() {
        for (int i = 0; i < 20; ++i) {
            const std::string name = std::to_string(i) + std::string(1'000'000, 'x');
            set(name, i);
        }
    }
};

TEST_F(SqliteFaults, WriteReturnsOnlyAfterASync) {
    const int before = disk.syncs();

    set("answer", 42);

    EXPECT_EQ(disk.syncs(), before + 1);
}

TEST_F(SqliteFaults, OneSyncServesAGroup) {
    const int before = disk.syncs();
    WriteGroup group(*database);
    for (int i = 0; i < 16; ++i) {
        group.add([i](Connection& c) { Facts(c).set("fact " + std::to_string(i), i); });
    }

    group.commit();

    // The transaction that kept the writer busy changed nothing and needs none.
    EXPECT_EQ(disk.syncs(), before + 1);
}

TEST_F(SqliteFaults, FailedSyncIsUnavailableAndNotTriedAgain) {
    disk.fail_log_syncs(1);
    const int before = disk.syncs();

    EXPECT_THROW(set("answer", 42), StoreUnavailable);

    EXPECT_EQ(disk.syncs(), before + 2) << "its own, and that of what makes sure it stays undone";
    EXPECT_EQ(get("answer"), std::nullopt);
}

TEST_F(SqliteFaults, FailedSyncFailsEveryTransactionOfItsGroup) {
    WriteGroup group(*database);
    for (int i = 0; i < 8; ++i) {
        group.add([&, i](Connection& connection) {
            disk.fail_log_syncs(1);
            Facts(connection).set("fact " + std::to_string(i), i);
            if (i == 3) throw std::invalid_argument("own trouble");
        });
    }

    for (const auto& outcome : group.commit()) EXPECT_TRUE(is_a<StoreUnavailable>(outcome));
    reopen();
    for (int i = 0; i < 8; ++i) EXPECT_EQ(get("fact " + std::to_string(i)), std::nullopt);
}

TEST_F(SqliteFaults, WritesWorkAgainAfterAFailedSync) {
    disk.fail_log_syncs(1);
    EXPECT_THROW(set("lost", 1), StoreUnavailable);

    set("kept", 2);

    reopen();
    EXPECT_EQ(get("first"), 1);
    EXPECT_EQ(get("lost"), std::nullopt);
    EXPECT_EQ(get("kept"), 2);
}

TEST_F(SqliteFaults, FullDiskIsUnavailableUntilThereIsSpace) {
    disk.set_full(true);
    EXPECT_THROW(set("lost", 1), StoreUnavailable);
    EXPECT_THROW(set("lost", 2), StoreUnavailable);
    EXPECT_FALSE(database->can_write());
    EXPECT_EQ(get("first"), 1);
    EXPECT_EQ(get("lost"), std::nullopt);

    disk.set_full(false);
    set("kept", 3);
    EXPECT_TRUE(database->can_write());

    reopen();
    EXPECT_EQ(get("lost"), std::nullopt);
    EXPECT_EQ(get("kept"), 3);
}

TEST_F(SqliteFaults, ReadOnlyDiskIsUnavailableUntilItIsWritable) {
    disk.set_read_only(true);
    EXPECT_THROW(set("lost", 1), StoreUnavailable);
    EXPECT_EQ(get("first"), 1);

    disk.set_read_only(false);
    set("kept", 2);

    EXPECT_EQ(get("lost"), std::nullopt);
    EXPECT_EQ(get("kept"), 2);
}

TEST_F(SqliteFaults, TransactionThatOutgrowsTheDiskLeavesNobodyInDoubt) {
    WriteGroup group(*database);
    group.add([](Connection& connection) { Facts(connection).set("before", 1); });
    group.add([](Connection& connection) {
        connection.query("pragma max_page_count = 1", {}, [](const Row&) {});
        Facts(connection).set("huge " + std::string(1'000'000, 'x'), 1);
    });
    group.add([](Connection& connection) { Facts(connection).set("after", 1); });

    const auto outcomes = group.commit();

    EXPECT_TRUE(is_a<StoreUnavailable>(outcomes[1]));
    EXPECT_EQ(outcomes[0] == nullptr, get("before").has_value());
    EXPECT_EQ(outcomes[2] == nullptr, get("after").has_value());
}

TEST_F(SqliteFaults, FailedCheckpointLosesNothingAndIsMadeUpFor) {
    disk.fail_database_syncs(1000);
    write_much();
    set("answer", 42);
    const auto while_failing = std::filesystem::file_size(file);

    disk.fail_database_syncs(0);
    set("answer", 43);
    reopen();

    EXPECT_GT(std::filesystem::file_size(file), while_failing / 2);
    EXPECT_EQ(get("first"), 1);
    EXPECT_EQ(get("answer"), 43);
    EXPECT_EQ(get("19" + std::string(1'000'000, 'x')), 19);
}

TEST_F(SqliteFaults, LogIsCheckpointedBeforeItGrowsWithoutBound) {
    write_much();
    write_much();
    write_much();

    EXPECT_LT(std::filesystem::file_size(file.string() + "-wal"), 40'000'000U);
}

TEST_F(SqliteFaults, StoreLockedBySomebodyElseIsUnavailableUntilFree) {
    database->write([](Connection& connection) {
        connection.query("pragma busy_timeout = 1", {}, [](const Row&) {});
    });
    SqliteConnection somebody(file, OpenMode::Write);
    somebody.run("begin immediate");
    EXPECT_THROW(set("answer", 1), StoreUnavailable);

    somebody.roll_back();
    set("answer", 2);

    EXPECT_EQ(get("answer"), 2);
}

}  // namespace
}  // namespace tests
