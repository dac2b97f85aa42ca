#include "connector/provision/watch.hpp"

#include <gtest/gtest.h>

#include "tests/connector/provision/provision_desk.hpp"

namespace {

using base::ErrorKind;
using connector::provision::Watch;
using tests::ProvisionDesk;

class WatchTest : public testing::Test {
protected:
    WatchTest() { desk_.is_provisioned(); }

    void look() {
        Watch(
            desk_.settings, desk_.site, desk_.site, desk_.database, desk_.clock, desk_.log, metrics_
        )
            .look();
    }

    bool shows(const std::string& check, int value) {
        const std::string line =
            "connector_provision_state{check=\"" + check + "\"} " + std::to_string(value);
        return metrics_.as_text().find(line) != std::string::npos;
    }

    std::int64_t flips() { return desk_.count("audit where event = 'provision.state_changed'"); }

    ProvisionDesk desk_;
    base::Metrics metrics_;
};

TEST_F(WatchTest, ASiteThatMatchesIsZeroAndNoNews) {
    look();
    look();

    EXPECT_TRUE(shows("portal_access", 0));
    EXPECT_TRUE(shows("webhook", 0));
    EXPECT_EQ(flips(), 0);
}

TEST_F(WatchTest, APortalThatIsClosedShowsInMetricLogAndAuditOnce) {
    look();
    desk_.site.access.global_anonymous_access = false;

    look();
    look();

    EXPECT_TRUE(shows("portal_access", 2));
    EXPECT_EQ(flips(), 1);
    EXPECT_TRUE(desk_.log.contains("provision.state_changed check=portal_access subject=SUP"));

    desk_.site.access.global_anonymous_access = true;
    look();
    EXPECT_TRUE(shows("portal_access", 0));
    EXPECT_EQ(flips(), 2);
}

/// Each `look` of this test is a daemon of its own.
TEST_F(WatchTest, WhatIsWrongAtTheFirstLookIsToldOnce) {
    desk_.site.access.is_open = false;

    look();
    look();

    EXPECT_TRUE(shows("channel_access", 3));
    EXPECT_EQ(flips(), 1);
}

TEST_F(WatchTest, ACheckThatCannotBeMadeIsNoChange) {
    look();
    desk_.site.fails("request_security", ErrorKind::Unavailable);

    look();

    EXPECT_TRUE(shows("channel_access", 1));
    EXPECT_EQ(flips(), 0);
}

TEST_F(WatchTest, WhileTheAccountIsRefusedEverythingElseIsUnknown) {
    look();
    desk_.site.fails("myself", ErrorKind::Unauthorized);

    look();

    EXPECT_TRUE(shows("account", 3));
    EXPECT_TRUE(shows("webhook", 1));
    EXPECT_EQ(flips(), 1);
}

TEST_F(WatchTest, ItNeverWrites) {
    desk_.site.access.is_open = false;
    desk_.site.registered.clear();
    desk_.site.users.clear();

    look();

    EXPECT_EQ(desk_.site.writes(), 0);
}

}  // namespace
