#include "mailer/smtp_client.hpp"

#include <future>

#include <gmock/gmock.h>

#include "base/system_clock.hpp"
#include "base/text.hpp"
#include "tests/mailer/smtp_samples.hpp"
#include "tests/support/waiting.hpp"

namespace mailer {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;
using tests::kMail;
using tests::kToAnn;
using tests::kToBob;
using tests::plain_settings;
using tests::ScriptedSmtp;
using Kind = tests::Reaction::Kind;

SmtpSettings impatient_settings(const ScriptedSmtp& server) {
    SmtpSettings settings = plain_settings(server);
    settings.connect_timeout = base::milliseconds{300};
    settings.total_timeout = base::milliseconds{300};
    return settings;
}

/// Waits far longer than any test.
SmtpSettings patient_settings(const ScriptedSmtp& server) {
    SmtpSettings settings = plain_settings(server);
    settings.reply_timeout = base::seconds{600};
    settings.total_timeout = base::milliseconds{600'000};
    return settings;
}

TEST(SmtpClient, AMailIsAccepted) {
    ScriptedSmtp server;
    SmtpClient client(plain_settings(server));

    const Verdict verdict = client.send(kToAnn, kMail);

    EXPECT_EQ(verdict.outcome, Outcome::Accepted) << verdict.detail;
    EXPECT_EQ(verdict.code, 250);
    EXPECT_THAT(server.mails(), testing::ElementsAre(kMail));
    EXPECT_THAT(server.commands(), Contains("EHLO connector.acme.example"));
    EXPECT_THAT(server.commands(), Contains(StartsWith("MAIL FROM:<sup@acme.example>")));
    EXPECT_THAT(server.commands(), Contains("RCPT TO:<ann@client.example>"));
}

TEST(SmtpClient, OneConnectionCarriesManyMails) {
    ScriptedSmtp server;
    SmtpClient client(plain_settings(server));

    for (int i = 0; i < 20; ++i) ASSERT_EQ(client.send(kToAnn, kMail).outcome, Outcome::Accepted);

    EXPECT_EQ(server.connections(), 1U);
    EXPECT_EQ(server.mails().size(), 20U);
}

TEST(SmtpClient, TheNullSenderIsSentAsSuch) {
    ScriptedSmtp server;
    SmtpClient client(plain_settings(server));

    EXPECT_EQ(client.send({"", "ann@client.example"}, kMail).outcome, Outcome::Accepted);
    EXPECT_THAT(server.commands(), Contains(StartsWith("MAIL FROM:<>")));
}

TEST(SmtpClient, BareLineFeedsCannotEndTheMail) {
    ScriptedSmtp server;
    SmtpClient client(plain_settings(server));

    const Verdict verdict =
        client.send(kToAnn, "Subject: x\n\nfirst\n.\nMAIL FROM:<eve@evil.example>\r.\rend\n");

    EXPECT_EQ(verdict.outcome, Outcome::Accepted);
    EXPECT_THAT(
        server.mails(),
        testing::ElementsAre(
            "Subject: x\r\n\r\nfirst\r\n..\r\nMAIL FROM:<eve@evil.example>\r\n..\r\nend\r\n"
        )
    );
}

TEST(SmtpClient, AnAddressThatWouldBreakACommandIsNotSent) {
    ScriptedSmtp server;
    SmtpClient client(plain_settings(server));
    for (const char* evil :
         {"ann@x.example>\r\nRCPT TO:<eve@evil.example",
          "ann@x.example\nDATA",
          "a b@x.example",
          "<ann@x.example>",
          "ann@x.example,eve@evil.example",
          ""}) {
        EXPECT_EQ(client.send({"sup@acme.example", evil}, kMail).outcome, Outcome::Bounced) << evil;
        if (*evil == '\0') continue;  // the null sender is a sender
        EXPECT_EQ(client.send({evil, "ann@x.example"}, kMail).outcome, Outcome::Broken) << evil;
    }
    EXPECT_EQ(server.connections(), 0U);
}

struct Refusal {
    const char* name;
    const char* step;
    const char* reply;
    Outcome outcome;
};

std::ostream& operator<<(std::ostream& out, const Refusal& row) {
    return out << row.name;
}

class SmtpRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(SmtpRefusal, IsJudgedByItsStageAndTheNextMailGoesOut) {
    ScriptedSmtp server;
    server.on(GetParam().step, {Kind::Reply, GetParam().reply});
    if (GetParam().step == std::string("EHLO")) server.on("HELO", {Kind::Reply, GetParam().reply});
    SmtpClient client(plain_settings(server));

    const Verdict refused = client.send(kToAnn, kMail);
    const Verdict next = client.send(kToBob, kMail);

    EXPECT_EQ(refused.outcome, GetParam().outcome) << refused.detail;
    EXPECT_EQ(
        refused.code, base::parse_int(std::string_view(GetParam().reply).substr(0, 3)).value_or(0)
    );
    EXPECT_THAT(refused.detail, HasSubstr(GetParam().reply));
    EXPECT_EQ(next.outcome, Outcome::Accepted) << next.detail;
}

INSTANTIATE_TEST_SUITE_P(
    SmtpClient,
    SmtpRefusal,
    testing::Values(
        Refusal{"BusyGreeting", "GREETING", "421 4.3.2 busy", Outcome::Deferred},
        Refusal{"RefusingGreeting", "GREETING", "554 5.7.1 not you", Outcome::Broken},
        Refusal{"BusyHello", "EHLO", "451 4.3.0 later", Outcome::Deferred},
        Refusal{"RefusingHello", "EHLO", "550 5.7.1 bad name", Outcome::Broken},
        Refusal{"SenderLater", "MAIL", "451 4.3.0 later", Outcome::Deferred},
        Refusal{"SenderRefused", "MAIL", "550 5.7.1 no such sender", Outcome::Broken},
        Refusal{"MailTooLarge", "MAIL", "552 5.3.4 too large", Outcome::Bounced},
        Refusal{"RecipientLater", "RCPT", "450 4.2.0 greylisted", Outcome::Deferred},
        Refusal{"RecipientUnknown", "RCPT", "550 5.1.1 no such user", Outcome::Bounced},
        Refusal{"LoginWanted", "RCPT", "530 5.7.0 authentication required", Outcome::Broken},
        Refusal{"DataLater", "DATA", "451 4.3.0 later", Outcome::Deferred},
        Refusal{"DataRefused", "DATA", "554 5.5.1 no valid recipients", Outcome::Bounced},
        Refusal{"MessageLater", "DOT", "452 4.3.1 disk full", Outcome::Deferred},
        Refusal{"MessageRefused", "DOT", "554 5.7.1 spam", Outcome::Bounced}
    ),
    [](const auto& test) { return test.param.name; }
);

struct Silence {
    const char* step;
    Outcome outcome;
};

std::ostream& operator<<(std::ostream& out, const Silence& row) {
    return out << row.step;
}

class SmtpSilence : public testing::TestWithParam<Silence> {};

TEST_P(SmtpSilence, AHangEndsByTimeoutAndTheNextMailGoesOut) {
    ScriptedSmtp server;
    server.on(GetParam().step, {Kind::Hang});
    SmtpClient client(impatient_settings(server));

    const Verdict hung = client.send(kToAnn, kMail);
    const Verdict next = client.send(kToBob, kMail);

    EXPECT_EQ(hung.outcome, GetParam().outcome) << hung.detail;
    EXPECT_EQ(hung.code, 0);
    EXPECT_EQ(next.outcome, Outcome::Accepted) << next.detail;
}

TEST_P(SmtpSilence, ADropIsJudgedLikeAHang) {
    ScriptedSmtp server;
    server.on(GetParam().step, {Kind::Drop});
    SmtpClient client(plain_settings(server));

    const Verdict dropped = client.send(kToAnn, kMail);
    const Verdict next = client.send(kToBob, kMail);

    EXPECT_EQ(dropped.outcome, GetParam().outcome) << dropped.detail;
    EXPECT_EQ(next.outcome, Outcome::Accepted) << next.detail;
}

INSTANTIATE_TEST_SUITE_P(
    SmtpClient,
    SmtpSilence,
    testing::Values(
        Silence{"GREETING", Outcome::Deferred},
        Silence{"EHLO", Outcome::Deferred},
        Silence{"MAIL", Outcome::Deferred},
        Silence{"RCPT", Outcome::Deferred},
        Silence{"DATA", Outcome::Deferred},
        Silence{"DOT", Outcome::Unknown}
    ),
    [](const auto& test) { return test.param.step; }
);

TEST(SmtpClient, ALateReplyIsNotChargedToTheNextMail) {
    ScriptedSmtp server;
    server.on("DOT", {Kind::ReplyLate, "554 5.7.1 spam"});
    SmtpClient client(impatient_settings(server));

    const Verdict first = client.send(kToAnn, kMail);
    const Verdict second = client.send(kToBob, kMail);

    EXPECT_EQ(first.outcome, Outcome::Unknown) << first.detail;
    EXPECT_EQ(second.outcome, Outcome::Accepted) << second.detail;
    EXPECT_EQ(server.connections(), 2U);
}

TEST(SmtpClient, OneBadRecipientDoesNotBlockTheNext) {
    ScriptedSmtp server;
    server.on("RCPT", {Kind::Reply, "550 5.1.1 no such user"}, 1);
    SmtpClient client(plain_settings(server));

    EXPECT_EQ(client.send(kToAnn, kMail).outcome, Outcome::Accepted);
    EXPECT_EQ(client.send(kToBob, kMail).outcome, Outcome::Bounced);
    EXPECT_EQ(client.send(kToAnn, kMail).outcome, Outcome::Accepted);
    EXPECT_EQ(server.mails().size(), 2U);
}

TEST(SmtpClient, AConnectionThatTheServerClosedWhileIdleIsReplaced) {
    ScriptedSmtp server;
    server.on("DOT", {Kind::ReplyAndDrop, "250 queued\r\n421 4.4.2 idle for too long"});
    SmtpClient client(plain_settings(server));

    EXPECT_EQ(client.send(kToAnn, kMail).outcome, Outcome::Accepted);
    server.wait_until_all_are_closed();
    const Verdict next = client.send(kToBob, kMail);

    EXPECT_EQ(next.outcome, Outcome::Accepted) << next.detail;
}

TEST(SmtpClient, TheDetailShowsTheRecipientMasked) {
    ScriptedSmtp server;
    server.on("RCPT", {Kind::Reply, "550 5.1.1 <ann@client.example>: unknown"});
    SmtpClient client(plain_settings(server));

    const Verdict verdict = client.send(kToAnn, kMail);

    EXPECT_EQ(verdict.detail, "RCPT: 550 5.1.1 <a***@c***.example>: unknown");
}

TEST(SmtpClient, NobodyListeningIsDeferred) {
    SmtpSettings settings;
    {
        const ScriptedSmtp gone;
        settings = plain_settings(gone);
    }
    SmtpClient client(std::move(settings));

    EXPECT_EQ(client.send(kToAnn, kMail).outcome, Outcome::Deferred);
}

TEST(SmtpClient, AnInterruptEndsTheMailUnderWayAndEveryLaterOne) {
    auto server = std::make_unique<ScriptedSmtp>();
    server->on("RCPT", {Kind::Hang});
    SmtpClient client(patient_settings(*server));
    auto under_way = std::async(std::launch::async, [&] { return client.send(kToAnn, kMail); });
    tests::wait_until("RCPT", [&] { return server->count("RCPT") == 1; });

    client.interrupt();

    const bool has_ended = under_way.wait_for(base::seconds{30}) == std::future_status::ready;
    if (!has_ended) server.reset();  // ends the mail, so that the test can
    ASSERT_TRUE(has_ended) << "it waited for the server";
    EXPECT_EQ(under_way.get().outcome, Outcome::Deferred);
    EXPECT_EQ(client.send(kToBob, kMail).outcome, Outcome::Deferred);
    EXPECT_THAT(server->mails(), testing::IsEmpty());
}

TEST(SmtpClient, EndingDoesNotWaitForTheServer) {
    ScriptedSmtp server;
    server.on("QUIT", {Kind::Hang});
    auto client = std::make_unique<SmtpClient>(plain_settings(server));
    ASSERT_EQ(client->send(kToAnn, kMail).outcome, Outcome::Accepted);

    const base::SystemClock clock;
    const base::Time start = clock.now();
    client.reset();

    EXPECT_LT(clock.now() - start, base::seconds{2});
}

TEST(SmtpClient, EndingAfterATimeoutDoesNotWaitForTheServer) {
    ScriptedSmtp server;
    server.on("DOT", {Kind::Hang});
    auto client = std::make_unique<SmtpClient>(impatient_settings(server));
    ASSERT_EQ(client->send(kToAnn, kMail).outcome, Outcome::Unknown);

    const base::SystemClock clock;
    const base::Time start = clock.now();
    client.reset();

    EXPECT_LT(clock.now() - start, base::seconds{2});
}

TEST(SmtpClient, ReachingTheServerSendsNoMail) {
    ScriptedSmtp server;
    SmtpClient client(plain_settings(server));

    const auto reached = client.reach();

    EXPECT_TRUE(reached) << reached.error().message;
    EXPECT_THAT(server.commands(), Contains("NOOP"));
    EXPECT_EQ(server.count("MAIL"), 0U);
    EXPECT_EQ(client.send(kToAnn, kMail).outcome, Outcome::Accepted);
}

TEST(SmtpClient, AServerThatRefusesUsOrIsAwayIsNotReached) {
    ScriptedSmtp server;
    server.on("GREETING", {Kind::Reply, "554 not today"});
    EXPECT_FALSE(SmtpClient(plain_settings(server)).reach());

    SmtpSettings nowhere = plain_settings(server);
    nowhere.url = "smtp://127.0.0.1:1";
    EXPECT_FALSE(SmtpClient(std::move(nowhere)).reach());
}

}  // namespace
}  // namespace mailer
