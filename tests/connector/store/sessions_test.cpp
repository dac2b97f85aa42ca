#include "connector/store/sessions.hpp"

#include <gtest/gtest.h>

#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

struct SessionsTable : testing::Test {
    OpenStore desk;
    store::Sessions sessions{desk.connection};

    base::Time now() { return desk.clock.now(); }

    base::SessionId add(unsigned char cookie, base::ContactId contact) {
        return sessions.add(a_session(contact, now()), hash_of(cookie));
    }
};

TEST_F(SessionsTable, IsFoundByItsCookiesHashOnly) {
    const auto id = add(1, desk.ann);

    const auto found = sessions.find(hash_of(1)).value();

    EXPECT_EQ(found.id, id);
    EXPECT_EQ(found.contact, desk.ann);
    EXPECT_EQ(found.assurance, model::Assurance::Verified);
    EXPECT_EQ(found.expires, now() + hours(8));
    EXPECT_EQ(found.idle_limit, hours(1));
    EXPECT_EQ(found.device, "Firefox on Linux");
    EXPECT_FALSE(sessions.find(hash_of(2)));
}

TEST_F(SessionsTable, UnknownAssuranceGivesNoRights) {
    add(1, desk.ann);
    desk.connection.run("update sessions set assurance = 'root'");

    EXPECT_EQ(sessions.find(hash_of(1))->assurance, model::Assurance::Anonymous);
}

TEST_F(SessionsTable, TouchNeverGoesBack) {
    const auto id = add(1, desk.ann);

    sessions.touch(id, now() + minutes(5));
    sessions.touch(id, now() + minutes(2));

    EXPECT_EQ(sessions.find(hash_of(1))->last_seen, now() + minutes(5));
}

TEST_F(SessionsTable, OnlyItsOwnerEndsIt) {
    const auto id = add(1, desk.ann);

    EXPECT_FALSE(sessions.end(id, desk.bob));
    EXPECT_TRUE(sessions.find(hash_of(1)));
    EXPECT_TRUE(sessions.end(id, desk.ann));
    EXPECT_FALSE(sessions.find(hash_of(1)));
}

TEST_F(SessionsTable, EndingAllOfOneLeavesOthers) {
    add(1, desk.ann);
    add(2, desk.ann);
    add(3, desk.bob);

    EXPECT_EQ(sessions.end_all_of(desk.ann), 2);
    EXPECT_TRUE(sessions.find(hash_of(3)));
    EXPECT_EQ(sessions.end_all(), 1);
}

TEST_F(SessionsTable, ListsHoldWhatIsAlive) {
    add(1, desk.ann);
    desk.clock.advance(minutes(40));
    const auto fresh = add(2, desk.ann);
    add(3, desk.bob);
    desk.clock.advance(minutes(20));

    ASSERT_EQ(sessions.list_of(desk.ann, now()).size(), 1U);
    EXPECT_EQ(sessions.list_of(desk.ann, now())[0].id, fresh);
    EXPECT_EQ(sessions.list(now(), 10).size(), 2U);
    EXPECT_EQ(sessions.list(now(), 1).size(), 1U);
}

TEST_F(SessionsTable, PurgeTakesTheIdleAndTheExpired) {
    add(1, desk.ann);
    EXPECT_EQ(sessions.purge(now()), 0);

    EXPECT_EQ(sessions.purge(now() + hours(1)), 1);

    sessions.touch(add(2, desk.ann), now() + hours(8));
    EXPECT_EQ(sessions.purge(now() + hours(8)), 1);
}

}  // namespace
}  // namespace tests
