#include "connector/notify/sender.hpp"

#include <gtest/gtest.h>

#include "connector/store/desk_customers.hpp"
#include "connector/store/requests.hpp"
#include "tests/connector/notify/mailing_desk.hpp"

namespace {

using connector::model::MailKind;
using connector::store::Connection;
using testing::Test;

class Sender : public Test {
protected:
    std::string sent() {
        desk.send_due();
        const auto mails = desk.server.mails();
        return mails.empty() ? "" : mails.back().readable();
    }

    static bool contains(const std::string& text, std::string_view part) {
        return text.find(part) != std::string::npos;
    }

    void expect_dropped() {
        desk.send_due();
        EXPECT_TRUE(desk.server.mails().empty());
        EXPECT_EQ(desk.state(), "abandoned");
        EXPECT_EQ(desk.value("select outcome from mail_attempts"), "dropped");
        EXPECT_EQ(desk.count("links"), 0) << "no link is minted for a mail that is not sent";
    }

    /// A link to the list, owed to Bob; the desk lists him as its customer.
    void owes_bob_a_link(MailKind kind = MailKind::LinkRequested) {
        desk.database.write([&](Connection& connection) {
            connector::store::DeskCustomers(connection).add(desk.project(), desk.bob);
            connector::store::Outbox(connection)
                .add(
                    {.dedup_key = "bob",
                     .kind = kind,
                     .contact = desk.bob,
                     .project = desk.project(),
                     .browser_hash = tests::browser(1)},
                    desk.clock.now()
                );
        });
    }

    tests::MailingDesk desk;
};

TEST_F(Sender, LinkWithoutARequestOpensTheList) {
    owes_bob_a_link();

    const std::string mail = sent();

    ASSERT_EQ(desk.server.mails().size(), 1U);
    EXPECT_EQ(desk.server.mails().front().envelope.recipient, "bob@example.com");
    EXPECT_FALSE(contains(mail, "SUP-"));
    const auto exchanged = desk.links.exchange(
        desk.server.mails().front().token(), {.browser_hash = tests::browser(1)}
    );
    ASSERT_TRUE(exchanged);
    EXPECT_EQ(exchanged->session.contact, desk.bob);
    EXPECT_FALSE(exchanged->request_key);
}

TEST_F(Sender, LinkToTheListIsDroppedForWhomTheDeskNoLongerLists) {
    owes_bob_a_link();
    desk.database.write([&](Connection& connection) {
        connector::store::DeskCustomers(connection)
            .remove(desk.project(), desk.bob, desk.clock.now());
    });

    expect_dropped();
}

TEST_F(Sender, NoOtherMailGoesOutWithoutItsRequest) {
    owes_bob_a_link(MailKind::AgentReplied);

    expect_dropped();
}

TEST_F(Sender, HasNothingToDoWithoutMails) {
    EXPECT_FALSE(desk.sender.send_one(desk.server));
}

TEST_F(Sender, AcceptedMailIsSentOnce) {
    desk.owes(MailKind::RequestCreated);

    EXPECT_TRUE(desk.sender.send_one(desk.server));
    EXPECT_FALSE(desk.sender.send_one(desk.server));

    ASSERT_EQ(desk.server.mails().size(), 1U);
    EXPECT_EQ(desk.server.mails().front().envelope.sender, "help@acme.example");
    EXPECT_EQ(desk.server.mails().front().envelope.recipient, "ann@example.com");
    EXPECT_EQ(desk.state(), "sent");
    EXPECT_EQ(desk.count("mail_attempts where outcome = 'accepted' and code = 250"), 1);
}

TEST_F(Sender, LinkInTheMailOpensItsRequest) {
    desk.owes(MailKind::RequestCreated);
    desk.send_due();

    const auto exchanged = desk.links.exchange(desk.server.mails().front().token(), {});

    ASSERT_TRUE(exchanged);
    EXPECT_EQ(exchanged->session.contact, desk.ann);
    EXPECT_EQ(exchanged->request_key->value(), "SUP-12");
}

TEST_F(Sender, EveryAddressInTheMailStartsWithOurPublicUrl) {
    desk.owes(MailKind::RequestCreated);

    const std::string mail = sent();

    ASSERT_TRUE(contains(mail, "https://support.acme.example/l/"));
    for (std::size_t at = mail.find("/l/"); at != std::string::npos;
         at = mail.find("/l/", at + 1)) {
        EXPECT_TRUE(mail.substr(0, at).ends_with("https://support.acme.example"));
    }
}

TEST_F(Sender, QuotesTheCommentAsItIsNow) {
    desk.comment(20'001, desk.request_12, "First version");
    desk.owes(MailKind::AgentReplied, base::CommentId(20'001));
    desk.comment(20'001, desk.request_12, "Second version");

    const std::string mail = sent();

    EXPECT_TRUE(contains(mail, "Second version"));
    EXPECT_FALSE(contains(mail, "First version"));
    EXPECT_TRUE(contains(mail, "Agent Smith"));
}

TEST_F(Sender, GoesToTheAddressOnFileWhenItIsSent) {
    desk.owes(MailKind::RequestCreated);
    desk.contact("ann", "ann@elsewhere.example");

    desk.send_due();

    EXPECT_EQ(desk.server.mails().front().envelope.recipient, "ann@elsewhere.example");
}

/// Somebody may have put words into a summary to have us mail them to a stranger (SR-35).
TEST_F(Sender, LinkMailSaysNothingOfTheRequest) {
    auto request = desk.request_of(desk.request_12);
    request.summary = "canary <b>win a prize</b>";
    desk.save(request);
    desk.owes(MailKind::LinkRequested);

    const std::string mail = sent();

    ASSERT_FALSE(mail.empty());
    for (const char* word : {"canary", "prize", "SUP-12", "Description"}) {
        EXPECT_FALSE(contains(mail, word)) << word;
    }
    EXPECT_TRUE(contains(mail, "10 minutes"));
}

TEST_F(Sender, RequestedLinkIsBoundToTheBrowserThatAsked) {
    desk.owes(MailKind::LinkRequested);
    desk.send_due();
    const std::string token = desk.server.mails().front().token();

    EXPECT_FALSE(desk.links.exchange(token, {.browser_hash = tests::browser(2)}));
    EXPECT_TRUE(desk.links.exchange(token, {.browser_hash = tests::browser(1)}));
}

TEST_F(Sender, RequestedLinkComesWithItsCode) {
    desk.owes(MailKind::LinkRequested);
    EXPECT_TRUE(contains(sent(), "Type this code there instead: "));
}

TEST_F(Sender, NotificationComesWithoutACode) {
    desk.owes(MailKind::RequestCreated);
    const std::string mail = sent();
    ASSERT_FALSE(mail.empty());
    EXPECT_FALSE(contains(mail, "Type this code"));
}

TEST_F(Sender, HostileNameAndSummaryCannotBreakTheHeaders) {
    desk.database.write([](Connection& connection) {
        connection.run("update contacts set display_name = 'ann' || char(13, 10) || 'Bcc: x@y.z'");
    });
    auto request = desk.request_of(desk.request_12);
    request.summary = "a\r\nBcc: x@y.z\r\n\r\nbody";
    desk.save(request);
    desk.owes(MailKind::RequestCreated);

    desk.send_due();

    ASSERT_EQ(desk.server.mails().size(), 1U);
    EXPECT_EQ(desk.server.mails().front().header("Bcc"), "");
    EXPECT_EQ(desk.state(), "sent");
}

TEST_F(Sender, WithdrawnCommentIsDropped) {
    desk.comment(20'001, desk.request_12, "canary");
    desk.owes(MailKind::AgentReplied, base::CommentId(20'001));
    desk.database.write([](Connection& connection) {
        connector::store::Comments(connection).remove(base::CommentId(20'001));
    });

    expect_dropped();
}

TEST_F(Sender, WithdrawnRequestIsDropped) {
    desk.owes(MailKind::StatusChanged);
    desk.database.write([&](Connection& connection) {
        connector::store::Requests(connection).withdraw(desk.request_12, desk.clock.now());
    });

    expect_dropped();
}

TEST_F(Sender, MailForSomebodyWhoMayNoLongerSeeTheRequestIsDropped) {
    desk.owes(MailKind::StatusChanged);
    auto request = desk.request_of(desk.request_12);
    request.reporter = desk.bob;
    desk.save(request);

    expect_dropped();
}

TEST_F(Sender, WaitingMailOfAParticipantWhoWasRemovedIsDropped) {
    auto request = desk.request_of(desk.request_12);
    request.participants = {desk.bob};
    desk.save(request);
    desk.owes(MailKind::StatusChanged, std::nullopt, desk.bob, "first");
    desk.send_due();
    EXPECT_EQ(desk.state(), "sent");

    desk.owes(MailKind::StatusChanged, std::nullopt, desk.bob, "second");
    request.participants.clear();
    desk.save(request);
    desk.send_due();

    EXPECT_EQ(desk.value("select state from outbox where dedup_key = 'second'"), "abandoned");
    EXPECT_EQ(desk.server.mails().size(), 1U);
}

TEST_F(Sender, MailToADeactivatedContactIsDropped) {
    desk.owes(MailKind::StatusChanged);
    desk.contact("ann", "ann@example.com", false);

    expect_dropped();
}

TEST_F(Sender, MailOfAProjectThatIsNoLongerConfiguredIsDropped) {
    desk.owes(MailKind::StatusChanged);
    auto request = desk.request_of(desk.request_12);
    request.project = base::ProjectKey("OLD");
    desk.save(request);

    expect_dropped();
}

TEST_F(Sender, DroppedMailDoesNotHoldUpTheNext) {
    desk.owes(MailKind::StatusChanged, std::nullopt, desk.bob, "first");
    desk.owes(MailKind::StatusChanged, std::nullopt, desk.ann, "second");

    desk.send_due();

    EXPECT_EQ(desk.server.mails().size(), 1U);
}

TEST_F(Sender, LogHoldsNeitherAddressNorToken) {
    desk.owes(MailKind::RequestCreated);
    desk.server.answers_next(mailer::Outcome::Bounced, 550, "no such user");
    desk.send_due();

    EXPECT_TRUE(desk.log.contains("mail.not_accepted"));
    EXPECT_FALSE(desk.log.contains("ann@example.com"));
    EXPECT_FALSE(desk.log.contains(desk.server.mails().front().token()));
}

}  // namespace
