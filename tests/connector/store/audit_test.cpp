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

}  // namespace
}  // namespace tests
