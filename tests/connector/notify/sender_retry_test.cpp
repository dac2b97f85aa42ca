#include <set>

#include <gtest/gtest.h>

#include "tests/connector/notify/mailing_desk.hpp"

namespace {

using connector::model::MailKind;
using mailer::Outcome;
using namespace std::chrono_literals;

/// A mail that the server does not take at once (SR-90, SR-93).
class SenderRetry : public testing::Test {
protected:
    /// One attempt with that outcome; then its pause.
    base::milliseconds attempt(Outcome outcome, int code = 0) {
        desk.server.answers_next(outcome, code, "the server's words");
        EXPECT_TRUE(desk.sender.send_one(desk.server));
        return desk.pause();
    }

    void let_pass(base::milliseconds pause) { desk.wall_clock.advance(pause); }

    tests::MailingDesk desk;
};

TEST_F(SenderRetry, DeferredMailWaitsForItsTime) {
    desk.owes(MailKind::RequestCreated);
    const auto pause = attempt(Outcome::Deferred, 451);
    EXPECT_EQ(desk.state(), "deferred");
    EXPECT_EQ(desk.error(), "the server's words");

    let_pass(pause - 1ms);
    EXPECT_FALSE(desk.sender.send_one(desk.server));
    let_pass(1ms);
    EXPECT_TRUE(desk.sender.send_one(desk.server));

    EXPECT_EQ(desk.state(), "sent");
    EXPECT_EQ(desk.count("mail_attempts"), 2);
}

TEST_F(SenderRetry, PausesGrowFourfoldToAnHourWithAFifthOfJitter) {
    desk.owes(MailKind::RequestCreated);
    for (const auto around : {5s, 20s, 80s, 320s, 1280s, 3600s, 3600s, 3600s}) {
        const auto pause = attempt(Outcome::Deferred, 421);
        EXPECT_GE(pause, around * 8 / 10);
        EXPECT_LE(pause, around * 12 / 10);
        let_pass(pause);
    }
}

TEST_F(SenderRetry, TwoMailsDeferredTogetherDoNotComeBackTogether) {
    std::set<base::milliseconds> pauses;
    for (int i = 0; i < 10; ++i) {
        desk.database.write([](connector::store::Connection& connection) {
            connection.run("delete from outbox");
        });
        desk.owes(MailKind::RequestCreated);
        pauses.insert(attempt(Outcome::Deferred));
    }

    EXPECT_GT(pauses.size(), 5U);
}

TEST_F(SenderRetry, BouncedMailIsNeverTriedAgain) {
    desk.owes(MailKind::RequestCreated);
    desk.server.answers_next(Outcome::Bounced, 550, "no such user");
    desk.send_due();
    let_pass(24h);
    desk.send_due();

    EXPECT_EQ(desk.server.mails().size(), 1U);
    EXPECT_EQ(desk.state(), "bounced");
    EXPECT_EQ(desk.error(), "no such user");
}

TEST_F(SenderRetry, BrokenSetUpWaitsHalfAMinuteAndBouncesNothing) {
    desk.owes(MailKind::RequestCreated);

    EXPECT_EQ(attempt(Outcome::Broken, 535), 30s);

    EXPECT_EQ(desk.state(), "deferred");
}

TEST_F(SenderRetry, MailIsAbandonedAfterFiveDays) {
    desk.owes(MailKind::RequestCreated);
    let_pass(5 * 24h);
    EXPECT_GT(attempt(Outcome::Deferred, 451), 0s) << "five days are not too long";
    let_pass(1h);

    desk.server.answers_next(Outcome::Deferred, 451, "still not");
    desk.send_due();

    EXPECT_EQ(desk.state(), "abandoned");
    EXPECT_EQ(desk.error(), "still not");
    EXPECT_NE(
        desk.metrics.as_text().find("connector_mails_total{outcome=\"abandoned\"} 1"),
        std::string::npos
    );
}

TEST_F(SenderRetry, OldMailThatIsAcceptedAfterAllIsSent) {
    desk.owes(MailKind::RequestCreated);
    let_pass(6 * 24h);

    desk.send_due();

    EXPECT_EQ(desk.state(), "sent");
}

TEST_F(SenderRetry, OperatorsRetryStartsAfresh) {
    desk.owes(MailKind::RequestCreated);
    desk.server.answers_next(Outcome::Bounced, 550, "no such user");
    desk.send_due();

    desk.database.write([&](connector::store::Connection& connection) {
        EXPECT_TRUE(connector::store::Outbox(connection).retry(base::MailId(1), desk.clock.now()));
    });

    EXPECT_LE(attempt(Outcome::Deferred), 6s);
    EXPECT_EQ(desk.server.mails().size(), 2U);
}

TEST_F(SenderRetry, MessageIdIsTheSameForEveryAttempt) {
    desk.owes(MailKind::RequestCreated);
    let_pass(attempt(Outcome::Unknown));
    let_pass(attempt(Outcome::Deferred));
    desk.send_due();

    std::set<std::string> ids;
    for (const auto& mail : desk.server.mails()) ids.insert(mail.header("Message-ID"));
    ASSERT_EQ(desk.server.mails().size(), 3U);
    ASSERT_EQ(ids.size(), 1U);
    EXPECT_TRUE(ids.begin()->ends_with("@acme.example>"));
}

TEST_F(SenderRetry, DifferentMailsHaveDifferentMessageIds) {
    desk.owes(MailKind::RequestCreated, std::nullopt, desk.ann, "first");
    desk.owes(MailKind::StatusChanged, std::nullopt, desk.ann, "second");
    desk.send_due();

    ASSERT_EQ(desk.server.mails().size(), 2U);
    EXPECT_NE(
        desk.server.mails()[0].header("Message-ID"), desk.server.mails()[1].header("Message-ID")
    );
}

TEST_F(SenderRetry, EveryAttemptCarriesAFreshLinkThatIsGoodOnArrival) {
    desk.owes(MailKind::RequestCreated);
    let_pass(attempt(Outcome::Deferred));
    let_pass(24h);
    desk.send_due();

    const auto mails = desk.server.mails();
    ASSERT_EQ(mails.size(), 2U);
    EXPECT_NE(mails[0].token(), mails[1].token());
    EXPECT_FALSE(desk.links.preview(mails[0].token(), {}));
    EXPECT_TRUE(desk.links.preview(mails[1].token(), {}));
}

}  // namespace
