#include "connector/access/refusals.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "connector/access/refused_connections.hpp"
#include "tests/support/support_desk.hpp"
#include "tests/support/waiting.hpp"

namespace {

using namespace std::chrono_literals;
using connector::access::audit_refusal;

class Refusals : public testing::Test {
protected:
    void refuse(const connector::store::Audit::Entry& entry) {
        audit_refusal(desk.database, limits, entry, desk.clock.now());
    }

    tests::SupportDesk desk;
    std::int64_t before = desk.count("audit");
    connector::access::Limits limits{desk.clock};
};

TEST_F(Refusals, TenOfAKindFromANetworkAreWritten) {
    for (int i = 0; i < 50; ++i) {
        refuse({.event = "link.refused", .client = fmt::format("2001:db8::{:x}", i)});
    }
    EXPECT_EQ(desk.count("audit") - before, 10);

    refuse({.event = "link.refused", .client = "192.0.2.1"});
    refuse({.event = "limit.reached", .client = "2001:db8::1", .detail = "a"});
    refuse({.event = "limit.reached", .contact = desk.ann, .client = "2001:db8::1", .detail = "a"});

    EXPECT_EQ(desk.count("audit") - before, 13);
}

TEST_F(Refusals, ManyNetworksDoNotFillTheStore) {
    for (int i = 0; i < 500; ++i) {
        refuse({.event = "link.refused", .client = fmt::format("2001:db8:0:{:x}::1", i)});
    }

    EXPECT_EQ(desk.count("audit") - before, 100);
}

TEST_F(Refusals, AreWrittenAgainAfterAWhile) {
    for (int i = 0; i < 20; ++i) refuse({.event = "link.refused", .client = "192.0.2.1"});
    desk.wall_clock.advance(10min);

    refuse({.event = "link.refused", .client = "192.0.2.1"});

    EXPECT_EQ(desk.count("audit") - before, 11);
}

TEST_F(Refusals, ExpiredLinkIsOne) {
    const std::string token = desk.link(desk.ann, desk.request(12, desk.ann));
    desk.wall_clock.advance(2h);

    EXPECT_FALSE(desk.links.exchange(token, {.client = "192.0.2.1"}));

    EXPECT_EQ(desk.count("audit where event = 'link.refused' and client = '192.0.2.1'"), 1);
}

/// Two that hold the same open link: the second one's UPDATE finds it used.
TEST_F(Refusals, LinkLostInARaceIsOne) {
    const std::string token = desk.link(desk.ann, desk.request(12, desk.ann));
    desk.database.write([&](connector::store::Connection& connection) {
        connection.run(
            "create trigger race before update of used_at on links begin select raise(ignore); end"
        );
    });

    EXPECT_FALSE(desk.links.exchange(token, {.client = "192.0.2.1"}));

    EXPECT_EQ(desk.count("sessions"), 0);
    EXPECT_EQ(desk.count("audit where event = 'link.refused' and detail = 'lost a race'"), 1);
}

TEST_F(Refusals, ClientsWithTooManyConnectionsAreAuditedAndDoNotFillTheStore) {
    connector::access::RefusedConnections refused(desk.database, desk.clock, desk.log);

    for (int i = 0; i < 500; ++i) refused.note("192.0.2.9");

    tests::wait_until("a row", [&] {
        return desk.count(
                   "audit where event = 'limit.reached' and client = '192.0.2.9' "
                   "and detail = 'connections'"
               ) > 0;
    });
    EXPECT_LE(desk.count("audit") - before, 10);
}

}  // namespace
