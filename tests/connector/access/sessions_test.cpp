#include "connector/access/sessions.hpp"

#include <gtest/gtest.h>

#include "connector/access/token.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using namespace std::chrono_literals;
using connector::access::SignedIn;

class Sessions : public testing::Test {
protected:
    std::optional<SignedIn> find(const std::string& value) {
        return desk.database.read([&](connector::store::Connection& connection) {
            return desk.sessions.find(connection, value);
        });
    }

    void visit() { desk.sessions.keep_alive(find(cookie)->session); }

    tests::SupportDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    std::string cookie = desk.session(desk.ann, request);
};

TEST_F(Sessions, KnowTheirContact) {
    const auto found = find(cookie);

    ASSERT_TRUE(found);
    EXPECT_EQ(found->contact.id, desk.ann);
    EXPECT_EQ(found->session.assurance, connector::model::Assurance::Verified);
}

TEST_F(Sessions, UnknownAndMalformedCookiesAreNobody) {
    using connector::access::KeyPurpose;
    const auto invented =
        connector::access::mint_cookie(desk.keys, desk.random, KeyPurpose::SessionHash).text;

    for (const std::string& value : {std::string(), std::string("x"), invented, cookie + "A"}) {
        EXPECT_FALSE(find(value));
    }
}

TEST_F(Sessions, EndAfterTwoIdleHours) {
    desk.wall_clock.advance(2h - 1ms);
    EXPECT_TRUE(find(cookie));

    desk.wall_clock.advance(1ms);

    EXPECT_FALSE(find(cookie));
    EXPECT_TRUE(desk.sessions.list_of(desk.ann).empty());
}

TEST_F(Sessions, VisitsMoveTheIdleLimitButNotTheAbsoluteOne) {
    for (int hour = 1; hour < 12; ++hour) {
        desk.wall_clock.advance(1h);
        ASSERT_TRUE(find(cookie)) << hour;
        visit();
    }

    desk.wall_clock.advance(1h);

    EXPECT_FALSE(find(cookie));
}

TEST_F(Sessions, KeepAliveWritesAtMostOnceAMinute) {
    const auto last_seen = [&] { return desk.value("select last_seen_at from sessions"); };
    const std::string at_first = last_seen();

    desk.wall_clock.advance(59s);
    visit();
    EXPECT_EQ(last_seen(), at_first);

    desk.wall_clock.advance(1s);
    visit();
    EXPECT_NE(last_seen(), at_first);
}

TEST_F(Sessions, EndedOneIsGone) {
    const auto id = find(cookie)->session.id;

    EXPECT_TRUE(desk.sessions.end(id, desk.ann, "192.0.2.1"));

    EXPECT_FALSE(find(cookie));
    EXPECT_EQ(desk.count("sessions"), 0);
    EXPECT_FALSE(desk.sessions.end(id, desk.ann, "192.0.2.1"));
    EXPECT_EQ(desk.count("audit where event = 'session.ended'"), 1);
}

TEST_F(Sessions, OfAnotherContactCannotBeEnded) {
    const auto id = find(cookie)->session.id;

    EXPECT_FALSE(desk.sessions.end(id, desk.bob, "192.0.2.1"));

    EXPECT_TRUE(find(cookie));
}

TEST_F(Sessions, DeactivatedContactIsSignedOutAtOnceAndForGood) {
    desk.contact("ann", "ann@example.com", false);
    EXPECT_FALSE(find(cookie));

    desk.contact("ann", "ann@example.com", true);

    EXPECT_FALSE(find(cookie));
}

/// Even if its sessions were still there.
TEST_F(Sessions, InactiveContactIsNobody) {
    desk.database.write([](connector::store::Connection& connection) {
        connection.run("update contacts set is_active = 0");
    });

    EXPECT_FALSE(find(cookie));
    EXPECT_EQ(desk.count("sessions"), 1);
}

TEST_F(Sessions, EndEverywhereTakesAllOfOneContactAndHerOpenLinks) {
    const std::string second = desk.session(desk.ann, request);
    const std::string of_bob = desk.session(desk.bob, desk.request(13, desk.bob));
    const std::string open_link = desk.link(desk.ann, request);

    EXPECT_EQ(desk.sessions.end_all_of(desk.ann, "192.0.2.1"), 2);

    EXPECT_FALSE(find(cookie) || find(second));
    EXPECT_TRUE(find(of_bob));
    EXPECT_FALSE(desk.links.exchange(open_link, {}));
}

TEST_F(Sessions, ListShowsTheContactsOwnOnly) {
    desk.session(desk.ann, request);
    desk.session(desk.bob, desk.request(13, desk.bob));

    const auto list = desk.sessions.list_of(desk.ann);

    ASSERT_EQ(list.size(), 2U);
    for (const auto& session : list) EXPECT_EQ(session.contact, desk.ann);
}

TEST_F(Sessions, EverySignInHasACookieOfItsOwn) {
    EXPECT_NE(desk.session(desk.ann, request), cookie);
    EXPECT_TRUE(find(cookie));
}

}  // namespace
