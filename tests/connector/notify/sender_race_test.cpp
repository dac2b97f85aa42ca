#include <map>
#include <thread>

#include <gtest/gtest.h>

#include "tests/connector/notify/mailing_desk.hpp"

namespace {

using connector::model::MailKind;
using mailer::Outcome;
using namespace std::chrono_literals;

TEST(SenderRace, ManySendersSendEveryMailOnce) {
    constexpr int kMails = 60;
    tests::MailingDesk desk;
    for (int i = 0; i < kMails; ++i) {
        desk.owes(MailKind::RequestCreated, std::nullopt, desk.ann, std::to_string(i));
    }

    {
        std::vector<std::jthread> senders;
        for (int i = 0; i < 4; ++i) {
            senders.emplace_back([&] {
                auto sender = desk.make_sender();
                while (sender.send_one(desk.server)) {
                }
            });
        }
    }

    std::map<std::string, int> times;
    for (const auto& mail : desk.server.mails()) ++times[mail.header("Message-ID")];
    EXPECT_EQ(times.size(), static_cast<std::size_t>(kMails));
    for (const auto& [id, count] : times) EXPECT_EQ(count, 1) << id;
    EXPECT_EQ(desk.count("outbox where state = 'sent'"), kMails);
}

/// While a sender waits for its server its lease ends, and another one takes the mail over: what
/// the first then reports must not undo what the second did (SR-123).
TEST(SenderRace, SenderThatLostItsLeaseSettlesNothing) {
    for (const Outcome late : {Outcome::Deferred, Outcome::Bounced, Outcome::Broken}) {
        tests::MailingDesk desk;
        tests::FakeMailServer slow_server;
        auto slow_sender = desk.make_sender();
        desk.owes(MailKind::RequestCreated);
        slow_server.answers_next(late, 451, "too late");
        slow_server.meanwhile = [&] {
            desk.wall_clock.advance(5min);
            EXPECT_TRUE(desk.sender.send_one(desk.server));
        };

        EXPECT_TRUE(slow_sender.send_one(slow_server));

        EXPECT_EQ(desk.state(), "sent");
        EXPECT_EQ(desk.error(), "");
        EXPECT_FALSE(desk.sender.send_one(desk.server));
        EXPECT_EQ(desk.count("mail_attempts"), 2) << "both are kept for the operator";
    }
}

TEST(SenderRace, LateAcceptanceDoesNotStopTheCurrentClaimant) {
    tests::MailingDesk desk;
    tests::FakeMailServer slow_server;
    auto slow_sender = desk.make_sender();
    desk.owes(MailKind::RequestCreated);
    desk.server.answers_next(Outcome::Deferred, 451, "busy");
    slow_server.meanwhile = [&] {
        desk.wall_clock.advance(5min);
        EXPECT_TRUE(desk.sender.send_one(desk.server));
    };

    EXPECT_TRUE(slow_sender.send_one(slow_server));

    EXPECT_EQ(desk.state(), "deferred");
}

TEST(SenderRace, MailOfADeadSenderIsDueAgainWhenItsLeaseEnds) {
    tests::MailingDesk desk;
    desk.owes(MailKind::RequestCreated);
    desk.database.write([&](connector::store::Connection& connection) {
        connector::store::Outbox(connection).claim(desk.clock.now(), 5min, 1);
    });
    EXPECT_FALSE(desk.sender.send_one(desk.server));

    desk.wall_clock.advance(5min);

    EXPECT_TRUE(desk.sender.send_one(desk.server));
    EXPECT_EQ(desk.state(), "sent");
}

}  // namespace
