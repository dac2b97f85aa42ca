#include "connector/store/audit_chain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/store/audit.hpp"
#include "connector/store/sqlite.hpp"
#include "tests/connector/store/open_store.hpp"
#include "tests/support/seeded_random.hpp"

namespace tests {
namespace {

using store::Connection;
using testing::HasSubstr;

store::StoreKeys::Pair pair_of(unsigned char number) {
    return {.audit = hash_of(number), .forgotten = hash_of(number)};
}

/// An audit whose rows 2 to 5 are links of Ann's, row 1 is its beginning.
struct AuditChain : testing::Test {
    AuditChain() {
        begin();
        for (int i = 0; i < 4; ++i) add("link.issued");
        database.write(store::anchor_audit_head);
    }

    void begin() {
        store::begin_audit_chain(database, std::make_shared<store::StoreKeys>(keys), clock.now());
    }

    void add(const std::string& event) {
        database.write([&](Connection& connection) {
            store::Audit(connection)
                .add(
                    {.event = event,
                     .contact = ann,
                     .request = base::RequestId(10'001),
                     .client = "192.0.2.7",
                     .detail = "by mail"},
                    clock.now()
                );
        });
        clock.advance(hours(1));
    }

    void tamper(std::string_view sql) {
        EXPECT_GT(database.write([&](Connection& connection) { return connection.run(sql); }), 0);
    }

    store::AuditVerdict verify(const std::optional<store::AuditHead>& expected = std::nullopt) {
        return database.read([&](Connection& connection) {
            return store::verify_audit(connection, keys, expected, [](std::int64_t) {});
        });
    }

    std::string fault() { return verify().fault.value_or("none"); }

    TempDir directory;
    base::Metrics metrics;
    FakeClock clock;
    SeededRandom random{7};
    store::StoreKeys keys{.current = {}, .all = {{{}, pair_of(1)}}, .random = &random};
    store::SqliteDatabase database{directory.path() / "store.db", store::Access::Owner, metrics};
    const base::ContactId ann{1};
};

TEST_F(AuditChain, HoldsAsWritten) {
    const auto verdict = verify();

    EXPECT_EQ(verdict.fault.value_or("none"), "none");
    EXPECT_EQ(verdict.rows, 5);
    EXPECT_EQ(verdict.head.id, 5);
    EXPECT_EQ(verdict.blanked, 0);
}

TEST_F(AuditChain, EveryChangedColumnIsFoundAtItsRow) {
    for (const char* change :
         {"at = at + 1",
          "event = 'link.revoked'",
          "contact_id = 2",
          "contact_id = null",
          "request_id = 10002",
          "client_digest = zeroblob(32)",
          "client_digest = null, client_salt = null, client = ''",
          "detail_digest = zeroblob(32)",
          "tag = zeroblob(32)"}) {
        SCOPED_TRACE(change);
        tamper("create table kept as select * from audit");
        tamper(std::string("update audit set ") + change + " where id = 3");
        EXPECT_THAT(fault(), testing::StartsWith("row 3 ("));
        tamper("delete from audit");
        tamper("insert into audit select * from kept");
        database.write([](Connection& connection) { connection.run("drop table kept"); });
    }
    EXPECT_EQ(fault(), "none");
}

TEST_F(AuditChain, ChangedAddressAndDetailAreToldApart) {
    tamper("update audit set detail = 'by nobody' where id = 4");
    EXPECT_THAT(fault(), HasSubstr("row 4 (link.issued"));
    EXPECT_THAT(fault(), HasSubstr("its detail was changed"));

    tamper("update audit set client = '' where id = 3");
    EXPECT_THAT(fault(), HasSubstr("row 3 (link.issued"));
    EXPECT_THAT(fault(), HasSubstr("its client address was changed"));
}

TEST_F(AuditChain, RemovedRowIsFound) {
    tamper("delete from audit where id in (3, 4)");

    EXPECT_THAT(fault(), HasSubstr("2 row(s) between row 2 and row 5"));
}

TEST_F(AuditChain, RemovedBeginningIsFound) {
    tamper("delete from audit where id <= 2");
    EXPECT_THAT(fault(), HasSubstr("2 row(s) between row 0 and row 3"));

    tamper(
        "update audit_anchors set row_id = 2, tag = (select tag from audit where id = 3) "
        "where name = 'oldest'"
    );
    EXPECT_THAT(fault(), HasSubstr("the anchor of the audit's beginning"));
}

TEST_F(AuditChain, InsertedAndSwappedRowsAreFound) {
    tamper("insert into audit (id, at, event, client, detail) values (6, 1, 'link.issued', '', '')"
    );
    EXPECT_THAT(fault(), HasSubstr("row 6 (link.issued"));
    EXPECT_THAT(fault(), HasSubstr("has no seal"));

    tamper("delete from audit where id = 6");
    tamper("update audit set id = 100 where id = 3");
    tamper("update audit set id = 3 where id = 4");
    tamper("update audit set id = 4 where id = 100");
    EXPECT_THAT(fault(), testing::StartsWith("row 3 ("));
}

TEST_F(AuditChain, RemovedEndIsFoundByTheAnchor) {
    tamper("delete from audit where id >= 4");
    EXPECT_THAT(fault(), HasSubstr("rows 4 to 5 were removed"));

    tamper("delete from audit_anchors where name = 'newest'");
    EXPECT_THAT(fault(), HasSubstr("the anchor of the audit's end"));
}

TEST_F(AuditChain, EndThatWasRemovedWithItsAnchorIsFoundByAHeadKeptElsewhere) {
    database.write([](Connection& connection) {
        connection.run("create table old as select * from audit_anchors");
    });
    add("link.revoked");
    const auto head = store::AuditHead::parse(database.read(store::audit_head).to_string());
    database.write(store::anchor_audit_head);
    tamper("delete from audit where id = 6");
    tamper("delete from audit_anchors");
    tamper("insert into audit_anchors select * from old");

    EXPECT_EQ(fault(), "none") << "an old copy is whole in itself";
    EXPECT_THAT(verify(head).fault.value_or("none"), HasSubstr("rows 6 to 6 were removed"));
    add("link.revoked");
    EXPECT_THAT(verify(head).fault.value_or("none"), HasSubstr("not the row that was there"));
}

TEST_F(AuditChain, BlankingLeavesItWhole) {
    const auto count = database.write([&](Connection& connection) {
        return store::Audit(connection).blank_all_of(ann);
    });

    EXPECT_EQ(count, 4);
    const auto verdict = verify();
    EXPECT_EQ(verdict.fault.value_or("none"), "none");
    EXPECT_EQ(verdict.blanked, 4);
    tamper("update audit set client = '192.0.2.8' where id = 2");
    EXPECT_THAT(fault(), HasSubstr("its client address was changed"));
}

TEST_F(AuditChain, RetentionLeavesAnAnchorThatTheRestHangsOn) {
    const auto cut = clock.now() - hours(3);  // rows 4 and 5 are younger, and 3 is as old
    const auto purged = database.write([&](Connection& connection) {
        return store::Audit(connection).purge(cut, 100);
    });
    EXPECT_EQ(purged, 2);
    EXPECT_EQ(fault(), "none");
    EXPECT_EQ(verify().forgotten_up_to, 2);

    clock.advance(hours(1'000));
    database.write([&](Connection& connection) { store::Audit(connection).purge(clock.now(), 100); }
    );
    EXPECT_EQ(fault(), "none");
    add("link.issued");
    EXPECT_EQ(verify().head.id, 6) << "numbers go on where all rows are forgotten";
    EXPECT_EQ(fault(), "none");
}

TEST_F(AuditChain, KeyIsNeededAndRotates) {
    const store::StoreKeys::Id second{std::byte{2}};
    keys.all.emplace(second, pair_of(2));
    keys.current = second;
    begin();
    add("link.issued");
    EXPECT_EQ(fault(), "none") << "rows of both keys hang together";

    keys.all.erase(store::StoreKeys::Id{});
    EXPECT_THAT(fault(), HasSubstr("the anchor of the audit's beginning"));
    keys.all[{}] = pair_of(9);
    EXPECT_NE(fault(), "none");
}

TEST(AuditChainFromBefore, OldRowsAreSealedOnceAndNeverAgain) {
    TempDir directory;
    base::Metrics metrics;
    FakeClock clock;
    SeededRandom random{7};
    const auto keys = std::make_shared<store::StoreKeys>(store::StoreKeys{
        .current = {}, .all = {{{}, pair_of(1)}}, .random = &random});
    store::SqliteDatabase database{directory.path() / "store.db", store::Access::Owner, metrics};
    const auto add = [&](Connection& connection) {
        store::Audit(connection).add({.event = "link.issued", .client = "192.0.2.7"}, clock.now());
    };
    const auto verify = [&] {
        return database.read([&](Connection& connection) {
            return store::verify_audit(connection, *keys, std::nullopt, [](std::int64_t) {});
        });
    };
    for (int i = 0; i < 3; ++i) database.write(add);  // nobody has handed over keys

    store::begin_audit_chain(database, keys, clock.now());

    EXPECT_EQ(verify().rows, 4) << verify().fault.value_or("");
    EXPECT_FALSE(verify().fault);
    const auto rows = database.read([](Connection& connection) {
        return store::Audit(connection).list("audit.begun", 10);
    });
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].entry.detail, "3 rows from before were sealed as they were");

    // Whoever strips the anchors must not have their rows sealed by the next start.
    database.write([](Connection& connection) {
        connection.run("delete from audit_anchors");
        connection.run("update audit set tag = null, event = 'forged' where id = 2");
    });
    store::begin_audit_chain(database, keys, clock.now());
    EXPECT_TRUE(verify().fault);
}

}  // namespace
}  // namespace tests
