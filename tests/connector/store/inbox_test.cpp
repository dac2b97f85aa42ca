#include "connector/store/inbox.hpp"

#include <gtest/gtest.h>

#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

constexpr minutes kLease{5};

struct InboxQueue : testing::Test {
    OpenStore desk;
    store::Inbox inbox{desk.connection};

    base::Time now() { return desk.clock.now(); }

    bool accept(unsigned char body, int request = 10'001) {
        return inbox.accept(
            {.body_hash = hash_of(body),
             .delivery_id = "delivery " + std::to_string(body),
             .event = "comment_created",
             .request = base::RequestId(request)},
            now()
        );
    }

    store::Claim claim() { return inbox.claim(now(), kLease, 1).at(0).claim; }

    std::string state() { return inbox.list("", 1).at(0).state; }
};

TEST_F(InboxQueue, SameBytesAreAcceptedOnce) {
    EXPECT_TRUE(accept(1));
    EXPECT_FALSE(accept(1));
    EXPECT_TRUE(accept(2));

    EXPECT_EQ(inbox.depth().waiting, 2);
    EXPECT_EQ(inbox.depth().oldest, now());
}

TEST_F(InboxQueue, ClaimsWhatIsDueOldestFirst) {
    accept(1, 10'001);
    desk.clock.advance(seconds(1));
    accept(2, 10'002);
    accept(3, 10'003);

    const auto hints = inbox.claim(now(), kLease, 2);

    ASSERT_EQ(hints.size(), 2U);
    EXPECT_EQ(hints[0].request, base::RequestId(10'001));
    EXPECT_EQ(hints[1].request, base::RequestId(10'002));
    EXPECT_EQ(hints[0].claim.attempts, 1);
    EXPECT_EQ(inbox.claim(now(), kLease, 9).size(), 1U);
    EXPECT_FALSE(inbox.has_due(now()));
}

TEST_F(InboxQueue, AllThatIsDueForARequestIsClaimedTogether) {
    accept(1, 10'001);
    accept(2, 10'002);
    accept(3, 10'001);
    accept(4, 10'003);
    accept(5, 10'001);

    const auto hints = inbox.claim(now(), kLease, 1);

    ASSERT_EQ(hints.size(), 3U);
    for (const auto& hint : hints) EXPECT_EQ(hint.request, base::RequestId(10'001));
    EXPECT_EQ(inbox.claim(now(), kLease, 1).at(0).request, base::RequestId(10'002));
}

TEST_F(InboxQueue, ClaimComesBackWhenItsLeaseEnds) {
    accept(1);
    claim();
    EXPECT_TRUE(inbox.claim(now(), kLease, 1).empty());

    desk.clock.advance(kLease);

    EXPECT_TRUE(inbox.has_due(now()));
    EXPECT_EQ(claim().attempts, 2);
}

TEST_F(InboxQueue, WorkerThatLostItsLeaseCannotFinish) {
    accept(1);
    const store::Claim lost = claim();
    desk.clock.advance(kLease);
    const store::Claim current = claim();

    inbox.finish(lost, now());
    inbox.bury(lost, "from the grave");
    inbox.put_back(lost, now(), "from the grave");
    EXPECT_EQ(state(), "waiting");
    EXPECT_FALSE(inbox.has_due(now()));

    inbox.finish(current, now());
    EXPECT_EQ(state(), "done");
}

TEST_F(InboxQueue, PutBackWaitsForItsTime) {
    accept(1);
    inbox.put_back(claim(), now() + seconds(30), "Jira said 503");
    EXPECT_FALSE(inbox.has_due(now()));
    EXPECT_EQ(inbox.list("waiting", 1).at(0).error, "Jira said 503");

    desk.clock.advance(seconds(30));

    EXPECT_EQ(claim().attempts, 2);
}

TEST_F(InboxQueue, BuriedIsADeadLetterUntilReplayed) {
    accept(1);
    inbox.bury(claim(), "no luck");
    const auto dead = inbox.list("dead", 10).at(0);
    EXPECT_EQ(dead.error, "no luck");
    EXPECT_EQ(inbox.depth().dead, 1);
    EXPECT_FALSE(inbox.has_due(now() + days(1)));

    EXPECT_TRUE(inbox.replay(dead.id, now()));

    EXPECT_TRUE(inbox.has_due(now()));
    EXPECT_FALSE(inbox.replay(dead.id, now()));
}

TEST_F(InboxQueue, ReplayedStartsAgainWithItsAttempts) {
    accept(1);
    claim();
    desk.clock.advance(kLease);
    const auto second = claim();
    ASSERT_EQ(second.attempts, 2);
    inbox.bury(second, "no luck");

    inbox.replay(second.id, now());

    EXPECT_EQ(claim().attempts, 1);
}

TEST_F(InboxQueue, DeliveryWithoutARequestIsADeadLetterForGood) {
    inbox.accept({.body_hash = hash_of(1), .error = "names no request"}, now());

    const auto row = inbox.list("dead", 1).at(0);

    EXPECT_EQ(row.error, "names no request");
    EXPECT_FALSE(row.request);
    EXPECT_FALSE(inbox.replay(row.id, now()));
}

TEST_F(InboxQueue, OnlyWhatIsDueIsCountedAsDue) {
    EXPECT_EQ(inbox.count_due(now()), 0);
    accept(1, 10'001);
    accept(2, 10'002);
    accept(3, 10'003);
    inbox.put_back(claim(), now() + seconds(30), "Jira said 503");
    (void)claim();

    EXPECT_EQ(inbox.count_due(now()), 1);
    EXPECT_EQ(inbox.count_due(now() + seconds(30)), 2);
}

TEST_F(InboxQueue, PurgeForgetsOnlyWhatIsDone) {
    accept(1);
    accept(2);
    inbox.finish(claim(), now());
    EXPECT_EQ(inbox.purge(now(), now()), 0);

    EXPECT_EQ(inbox.purge(now() + milliseconds(1), now()), 1);

    EXPECT_EQ(inbox.list("", 10).size(), 1U);
    EXPECT_TRUE(accept(1));
}

TEST_F(InboxQueue, PurgeForgetsDeadLettersByATimeOfTheirOwn) {
    accept(1);
    accept(2);
    inbox.bury(claim(), "no luck");
    EXPECT_EQ(inbox.purge(now() + days(9), now()), 0);

    EXPECT_EQ(inbox.purge(now(), now() + milliseconds(1)), 1);

    EXPECT_EQ(inbox.depth().waiting, 1);
    EXPECT_EQ(inbox.depth().dead, 0);
}

}  // namespace
}  // namespace tests
