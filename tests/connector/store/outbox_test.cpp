#include "connector/store/outbox.hpp"

#include <gtest/gtest.h>

#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

using model::MailKind;
using model::MailState;

constexpr minutes kLease{5};

struct OutboxQueue : testing::Test {
    OpenStore desk;
    store::Outbox outbox{desk.connection};

    base::Time now() { return desk.clock.now(); }

    bool add(std::string key, MailKind kind = MailKind::AgentReplied) {
        return outbox.add(
            {.dedup_key = std::move(key),
             .kind = kind,
             .contact = desk.ann,
             .request = desk.request,
             .comment = base::CommentId(7),
             .browser_hash = hash_of(9)},
            now()
        );
    }

    store::Outbox::Claimed claim() { return outbox.claim(now(), kLease, 1).at(0); }

    store::Outbox::Attempt attempt(std::string outcome) {
        return {.at = now(), .outcome = std::move(outcome), .code = 250, .detail = "so it said"};
    }

    model::Mail mail() { return outbox.list("", 1).at(0); }
};

TEST_F(OutboxQueue, OneChangeIsOneMail) {
    EXPECT_TRUE(add("comment:7:1"));
    EXPECT_FALSE(add("comment:7:1"));
    EXPECT_TRUE(add("comment:7:2"));

    EXPECT_EQ(outbox.depth().waiting, 2);
}

TEST_F(OutboxQueue, ClaimedComesAsItWasDrafted) {
    add("comment:7:1");

    const auto claimed = claim();

    EXPECT_EQ(claimed.mail.dedup_key, "comment:7:1");
    EXPECT_EQ(claimed.mail.kind, MailKind::AgentReplied);
    EXPECT_EQ(claimed.mail.contact, desk.ann);
    EXPECT_EQ(claimed.mail.request, desk.request);
    EXPECT_EQ(claimed.mail.comment, base::CommentId(7));
    EXPECT_EQ(claimed.mail.state, MailState::Sending);
    EXPECT_EQ(claimed.browser_hash, hash_of(9));
    EXPECT_EQ(claimed.claim.attempts, 1);
}

TEST_F(OutboxQueue, ClaimsTheOldestFirst) {
    add("one");
    desk.clock.advance(seconds(1));
    add("two");
    add("three");

    EXPECT_EQ(claim().mail.dedup_key, "one");
    EXPECT_EQ(claim().mail.dedup_key, "two");
    EXPECT_EQ(outbox.claim(now(), kLease, 9).size(), 1U);
    EXPECT_FALSE(outbox.has_due(now()));
}

TEST_F(OutboxQueue, WorkerThatLostItsLeaseCannotFinish) {
    add("comment:7:1");
    const auto lost = claim().claim;
    desk.clock.advance(kLease);
    const auto current = claim().claim;
    EXPECT_EQ(current.attempts, 2);

    outbox.mark_sent(lost, attempt("sent"));
    EXPECT_EQ(mail().state, MailState::Sending);
    outbox.defer(lost, attempt("deferred"), now());
    EXPECT_EQ(mail().state, MailState::Sending);
    outbox.close(lost, attempt("bounced"), MailState::Bounced);
    EXPECT_EQ(mail().state, MailState::Sending);
    EXPECT_FALSE(outbox.has_due(now()));

    outbox.mark_sent(current, attempt("sent"));
    EXPECT_EQ(mail().state, MailState::Sent);
}

TEST_F(OutboxQueue, DeferredComesBackAtItsTime) {
    add("comment:7:1");
    outbox.defer(claim().claim, attempt("deferred"), now() + minutes(1));
    EXPECT_EQ(mail().state, MailState::Deferred);
    EXPECT_EQ(mail().last_error, "so it said");
    EXPECT_FALSE(outbox.has_due(now()));

    desk.clock.advance(minutes(1));

    EXPECT_EQ(claim().claim.attempts, 2);
}

TEST_F(OutboxQueue, SentIsNeverClaimedAgain) {
    add("comment:7:1");

    outbox.mark_sent(claim().claim, attempt("sent"));

    EXPECT_FALSE(outbox.has_due(now() + days(99)));
    EXPECT_FALSE(outbox.retry(mail().id, now()));
    EXPECT_FALSE(add("comment:7:1"));
}

TEST_F(OutboxQueue, ClosedWaitsForTheOperator) {
    add("comment:7:1");
    outbox.close(claim().claim, attempt("bounced"), MailState::Bounced);
    EXPECT_EQ(outbox.list("bounced", 10).size(), 1U);
    EXPECT_EQ(outbox.depth().dead, 1);
    EXPECT_FALSE(outbox.has_due(now() + days(99)));

    EXPECT_TRUE(outbox.retry(mail().id, now()));

    EXPECT_FALSE(outbox.retry(mail().id, now()));
    EXPECT_EQ(claim().claim.attempts, 1);
}

TEST_F(OutboxQueue, AttemptsAreKeptForTheOperator) {
    add("comment:7:1");
    outbox.defer(claim().claim, attempt("deferred"), now() + minutes(1));
    desk.clock.advance(minutes(1));
    outbox.mark_sent(claim().claim, attempt("sent"));

    const auto attempts = outbox.attempts_of(mail().id);

    ASSERT_EQ(attempts.size(), 2U);
    EXPECT_EQ(attempts[0].outcome, "deferred");
    EXPECT_EQ(attempts[1].outcome, "sent");
    EXPECT_EQ(attempts[1].code, 250);
    EXPECT_EQ(attempts[1].at, now());
}

TEST_F(OutboxQueue, CountsAKindForAContactSince) {
    add("one", MailKind::LinkRequested);
    desk.clock.advance(hours(1));
    add("two", MailKind::LinkRequested);
    add("three", MailKind::AgentReplied);

    const auto kind = MailKind::LinkRequested;
    EXPECT_EQ(outbox.count_since(desk.ann, kind, now() - hours(1)), 2);
    EXPECT_EQ(outbox.count_since(desk.ann, kind, now()), 1);
    EXPECT_EQ(outbox.count_since(desk.bob, kind, now() - hours(1)), 0);
}

}  // namespace
}  // namespace tests
