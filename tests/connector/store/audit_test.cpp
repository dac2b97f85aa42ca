#include "connector/store/audit.hpp"

#include <gtest/gtest.h>

#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

TEST(AuditTrail, HoldsWhoDidWhatLatestFirst) {
    OpenStore desk;
    store::Audit audit(desk.connection);
    audit.add(
        {.event = "link.issued", .contact = desk.ann, .request = desk.request}, desk.clock.now()
    );
    audit.add({.event = "link.refused", .client = "192.0.2.7", .detail = "used"}, desk.clock.now());

    const auto rows = audit.list("", 10);

    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].entry.event, "link.refused");
    EXPECT_EQ(rows[0].entry.client, "192.0.2.7");
    EXPECT_FALSE(rows[0].entry.contact);
    EXPECT_EQ(rows[1].entry.contact, desk.ann);
    EXPECT_EQ(rows[1].entry.request, desk.request);
    EXPECT_EQ(rows[1].at, desk.clock.now());
}

TEST(AuditTrail, ListsOneEventAndNoMoreThanAsked) {
    OpenStore desk;
    store::Audit audit(desk.connection);
    for (const char* event : {"a", "b", "a", "a"}) audit.add({.event = event}, desk.clock.now());

    EXPECT_EQ(audit.list("a", 10).size(), 3U);
    EXPECT_EQ(audit.list("a", 2).size(), 2U);
    EXPECT_TRUE(audit.list("' or '1' = '1", 10).empty());
}

TEST(AuditTrail, FindsByPersonRequestKindAndTime) {
    OpenStore desk;
    store::Audit audit(desk.connection);
    for (const char* event : {"link.issued", "link.exchanged", "session.ended"}) {
        audit.add({.event = event, .contact = desk.ann, .request = desk.request}, desk.clock.now());
        audit.add({.event = event, .contact = desk.bob}, desk.clock.now());
        desk.clock.advance(hours(1));
    }
    const auto events = [&](const store::Audit::Filter& filter) {
        std::vector<std::string> found;
        audit.each(filter, [&](const auto& row) { found.push_back(row.entry.event); });
        return found;
    };
    using Events = std::vector<std::string>;
    const base::Time now = desk.clock.now();

    EXPECT_EQ(events({}).size(), 6U);
    EXPECT_EQ(events({.contact = desk.ann}).size(), 3U);
    EXPECT_EQ(events({.request = desk.request}).size(), 3U);
    EXPECT_EQ(
        events({.contact = desk.ann, .events = {"link."}}),
        (Events{"link.exchanged", "link.issued"})
    );
    EXPECT_EQ(events({.contact = desk.bob, .events = {"link"}}), Events{});
    EXPECT_EQ(
        events({.contact = desk.bob, .since = now - hours(2), .until = now - hours(1)}),
        Events{"link.exchanged"}
    );
    EXPECT_EQ(events({.limit = 2}), (Events{"session.ended", "session.ended"}));
}

TEST(AuditTrail, GoesThroughManyPagesAndStopsAtTheLimit) {
    OpenStore desk;
    store::Audit audit(desk.connection);
    for (int i = 0; i < 2'500; ++i) audit.add({.event = i % 5 == 0 ? "a" : "b"}, desk.clock.now());
    std::int64_t last = 3'000;
    int count = 0;
    audit.each({.events = {"a"}}, [&](const auto& row) {
        EXPECT_LT(row.id, last);
        last = row.id;
        ++count;
    });

    EXPECT_EQ(count, 500);
    EXPECT_EQ(audit.list("a", 300).size(), 300U);
}

}  // namespace
}  // namespace tests
