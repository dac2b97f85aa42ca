#include "tests/connector/store/faulty_store.hpp"
#include "tests/connector/store/write_group.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using connector::store::Access;
using connector::store::Connection;
using connector::store::Facts;
using connector::store::SqliteDatabase;
using connector::store::StoreUnavailable;

constexpr int kUntilToldOtherwise = 1'000'000;

/// A commit whose sync fails has written everything: what stands in the log is whole, and whoever
/// opens the store after a crash would take it for committed (SR-122).
struct FailedCommit : FaultyStore {
    FailedCommit() { disk.watch(); }

    /// On one page, and on hundreds.
    const std::vector<std::string> refused{"refused", "refused " + std::string(1'000'000, 'x')};

    void expect_refused(const std::string& name) {
        EXPECT_THROW(set(name, 1), StoreUnavailable) << name.substr(0, 8);
    }

    /// The files as the death of the process would leave them: all that was written is there.
    std::filesystem::path copy_as_after_a_crash() {
        const auto copy = fresh_directory();
        for (const char* part : {"store.db", "store.db-wal"}) {
            std::filesystem::copy_file(directory.path() / part, copy / part);
        }
        return copy;
    }

    std::filesystem::path copy_as_after_a_power_cut() {
        const auto copy = fresh_directory();
        disk.copy_as_after_a_power_cut(file, copy);
        return copy;
    }

    void expect_nothing_refused_in(const std::filesystem::path& copy) const {
        base::Metrics unread;
        SqliteDatabase revived(copy / "store.db", Access::Owner, unread);
        revived.read([&](Connection& connection) {
            EXPECT_EQ(Facts(connection).get("first"), 1);
            for (const std::string& name : refused) {
                EXPECT_FALSE(Facts(connection).get(name)) << name.substr(0, 8);
            }
        });
    }

private:
    std::filesystem::path fresh_directory() {
        const auto made = directory.path() / ("copy" + std::to_string(++copies_));
        std::filesystem::create_directory(made);
        return made;
    }

    int copies_ = 0;
};

TEST_F(FailedCommit, DoesNotComeBackByACrash) {
    for (const std::string& name : refused) {
        disk.fail_log_syncs(1);
        expect_refused(name);

        expect_nothing_refused_in(copy_as_after_a_crash());
    }
}

TEST_F(FailedCommit, DoesNotComeBackByAPowerCut) {
    for (const std::string& name : refused) {
        disk.fail_log_syncs(1);
        expect_refused(name);

        expect_nothing_refused_in(copy_as_after_a_power_cut());
    }
}

/// The first commit in a log syncs twice: the log's header, then what was written.
TEST_F(FailedCommit, DoesNotComeBackWhenItWasTheFirstInItsLog) {
    for (const int sparing : {0, 1}) {
        reopen();
        disk.fail_log_syncs(1, sparing);
        expect_refused("refused");

        expect_nothing_refused_in(copy_as_after_a_crash());
        expect_nothing_refused_in(copy_as_after_a_power_cut());
    }
}

TEST_F(FailedCommit, KeepsWritesOutUntriedWhileItMightComeBack) {
    disk.fail_log_syncs(kUntilToldOtherwise);
    expect_refused("refused");
    EXPECT_FALSE(database->can_write());

    bool was_tried = false;
    EXPECT_THROW(database->write([&](Connection&) { was_tried = true; }), StoreUnavailable);

    EXPECT_FALSE(was_tried);
    EXPECT_EQ(get("first"), 1) << "reading goes on";
}

TEST_F(FailedCommit, IsOverWithTheFirstWriteThatGetsThrough) {
    disk.fail_log_syncs(kUntilToldOtherwise);
    expect_refused("refused");

    disk.fail_log_syncs(0);
    set("kept", 2);

    EXPECT_TRUE(database->can_write());
    const auto copy = copy_as_after_a_power_cut();
    expect_nothing_refused_in(copy);
    SqliteDatabase revived(copy / "store.db", Access::Owner, metrics);
    EXPECT_EQ(revived.read([](Connection& c) { return Facts(c).get("kept"); }), 2);
}

TEST_F(FailedCommit, IsMendedWithoutAWrite) {
    disk.fail_log_syncs(kUntilToldOtherwise);
    expect_refused("refused");
    const int before = disk.syncs();
    wait_until("another try", [&] { return disk.syncs() > before; });
    EXPECT_FALSE(database->can_write());

    disk.fail_log_syncs(0);

    wait_until("the store to take writes", [&] { return database->can_write(); });
    expect_nothing_refused_in(copy_as_after_a_power_cut());
}

}  // namespace
}  // namespace tests
