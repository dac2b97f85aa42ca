#include "connector/store/replies.hpp"

#include <gtest/gtest.h>

#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

constexpr minutes kLease{5};

struct RepliesQueue : testing::Test {
    OpenStore desk;
    store::Replies replies{desk.connection};

    base::Time now() { return desk.clock.now(); }

    bool add(std::string key, std::string text = "It still burns.") {
        return replies.add(
            {.idempotency_key = std::move(key),
             .request = desk.request,
             .contact = desk.ann,
             .text = text,
             .posted_text = "ann: " + text},
            now()
        );
    }

    store::Replies::Claimed claim() { return replies.claim(now(), kLease).value(); }

    store::Replies::Reply pending() { return replies.pending_of(desk.request).at(0); }
};

TEST_F(RepliesQueue, FormSentTwiceIsOneReply) {
    EXPECT_TRUE(add("key"));
    EXPECT_FALSE(add("key", "other words"));

    EXPECT_EQ(replies.pending_of(desk.request).size(), 1U);
    EXPECT_EQ(pending().text, "It still burns.");
    EXPECT_EQ(pending().posted_text, "ann: It still burns.");
}

TEST_F(RepliesQueue, ClaimsTheOldestAndNobodyElseGetsIt) {
    add("one", "first");
    desk.clock.advance(seconds(1));
    add("two", "second");

    EXPECT_EQ(claim().reply.text, "first");
    EXPECT_EQ(claim().reply.text, "second");
    EXPECT_FALSE(replies.claim(now(), kLease));
    EXPECT_FALSE(replies.has_due(now()));
}

TEST_F(RepliesQueue, WorkerThatLostItsLeaseCannotFinish) {
    add("key");
    const auto lost = claim().claim;
    desk.clock.advance(kLease);
    const auto current = claim().claim;
    EXPECT_EQ(current.attempts, 2);

    replies.finish(lost, base::CommentId(1));
    replies.refuse(lost, "from the grave");
    replies.put_back(lost, now(), "from the grave");
    EXPECT_FALSE(replies.find_by_comment(base::CommentId(1)));
    EXPECT_EQ(pending().error, "");
    EXPECT_FALSE(replies.has_due(now()));

    replies.finish(current, base::CommentId(2));
    EXPECT_EQ(replies.find_by_comment(base::CommentId(2))->contact, desk.ann);
}

TEST_F(RepliesQueue, PutBackWaitsForItsTime) {
    add("key");
    replies.put_back(claim().claim, now() + seconds(30), "Jira said 503");
    EXPECT_FALSE(replies.has_due(now()));
    EXPECT_EQ(replies.depth().waiting, 1);

    desk.clock.advance(seconds(30));

    EXPECT_EQ(claim().claim.attempts, 2);
}

TEST_F(RepliesQueue, RefusedStaysVisibleToItsAuthor) {
    add("key");
    EXPECT_FALSE(pending().is_refused);

    replies.refuse(claim().claim, "comments are closed");

    EXPECT_TRUE(pending().is_refused);
    EXPECT_EQ(pending().error, "comments are closed");
    EXPECT_EQ(replies.depth().dead, 1);
}

TEST_F(RepliesQueue, RefusedIsDueAgainWhenRetried) {
    add("key");
    const auto id = claim().reply.id;
    EXPECT_FALSE(replies.retry(id, now())) << "it is under way";
    desk.clock.advance(kLease);
    replies.refuse(claim().claim, "comments are closed");

    EXPECT_TRUE(replies.retry(id, now()));

    EXPECT_EQ(claim().claim.attempts, 2) << "as one that was tried, so it is looked for first";
    EXPECT_FALSE(replies.retry(id, now()));
}

TEST_F(RepliesQueue, ListsByStateLatestFirst) {
    for (const char* key : {"refused", "posted", "waiting"}) add(key, key);
    replies.refuse(claim().claim, "no");
    replies.finish(claim().claim, base::CommentId(7));

    for (const char* state : {"refused", "posted", "waiting"}) {
        const auto listed = replies.list(state, 9);
        ASSERT_EQ(listed.size(), 1U) << state;
        EXPECT_EQ(listed.front().text, state);
        EXPECT_EQ(listed.front().is_posted, state == std::string("posted"));
        EXPECT_EQ(listed.front().is_refused, state == std::string("refused"));
    }
    ASSERT_EQ(replies.list("", 2).size(), 2U);
    EXPECT_EQ(replies.list("", 2).front().text, "waiting");
    EXPECT_EQ(replies.find(replies.list("refused", 1).front().id)->error, "no");
}

TEST_F(RepliesQueue, PostedIsPendingUntilItIsMirrored) {
    add("key");
    replies.finish(claim().claim, base::CommentId(7));
    EXPECT_EQ(replies.pending_of(desk.request).size(), 1U);
    EXPECT_FALSE(pending().is_refused);

    replies.mark_mirrored(base::CommentId(7), now());

    EXPECT_TRUE(replies.pending_of(desk.request).empty());
    EXPECT_EQ(replies.find_by_comment(base::CommentId(7))->text, "It still burns.");
}

TEST_F(RepliesQueue, AdoptedTakesTheClaimFromWhoHasIt) {
    add("key");
    const auto claimed = claim();
    ASSERT_EQ(replies.unconfirmed_of(desk.request).size(), 1U);

    replies.adopt(claimed.reply.id, base::CommentId(7));
    replies.put_back(claimed.claim, now(), "timed out");
    replies.finish(claimed.claim, base::CommentId(8));

    EXPECT_FALSE(replies.has_due(now() + days(1)));
    EXPECT_TRUE(replies.find_by_comment(base::CommentId(7)));
    EXPECT_FALSE(replies.find_by_comment(base::CommentId(8)));
    EXPECT_TRUE(replies.unconfirmed_of(desk.request).empty());
}

TEST_F(RepliesQueue, AdoptedKeepsItsFirstComment) {
    add("key");
    const auto id = claim().reply.id;

    replies.adopt(id, base::CommentId(7));
    replies.adopt(id, base::CommentId(8));

    EXPECT_FALSE(replies.find_by_comment(base::CommentId(8)));
}

TEST_F(RepliesQueue, UntriedIsNotUnconfirmed) {
    add("key");

    EXPECT_TRUE(replies.unconfirmed_of(desk.request).empty());
}

}  // namespace
}  // namespace tests
