#include "mailer/smtp_reply.hpp"

#include <gtest/gtest.h>

#include "tests/mailer/outcome_printing.hpp"

namespace mailer {
namespace {

struct Row {
    const char* name;
    Attempt attempt;
    Outcome outcome;
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
    return out << row.name;
}

class ReplyTable : public testing::TestWithParam<Row> {};

TEST_P(ReplyTable, Decides) {
    EXPECT_EQ(outcome_of(GetParam().attempt), GetParam().outcome);
}

// curl's codes: 7 no connection, 8 odd reply, 9 EHLO refused, 28 time-out, 35 TLS handshake,
// 52 nothing came back, 55 sending failed or refused, 56 receiving failed, 60 certificate, 64 no
// STARTTLS, 67 login.
INSTANTIATE_TEST_SUITE_P(
    SmtpReply,
    ReplyTable,
    testing::Values(
        Row{"Accepted", {0, 250, Stage::FinalDot}, Outcome::Accepted},
        Row{"NoHost", {6, 0, Stage::Connect}, Outcome::Deferred},
        Row{"NoConnection", {7, 0, Stage::Connect}, Outcome::Deferred},
        Row{"BusyAtGreeting", {8, 421, Stage::Connect}, Outcome::Deferred},
        Row{"RefusedAtGreeting", {8, 554, Stage::Connect}, Outcome::Broken},
        Row{"NotAMailServer", {8, 0, Stage::Connect}, Outcome::Deferred},
        Row{"SilentAtGreeting", {28, 0, Stage::Connect}, Outcome::Deferred},
        Row{"HelloRefused", {9, 550, Stage::Hello}, Outcome::Broken},
        Row{"HelloBusy", {9, 451, Stage::Hello}, Outcome::Deferred},
        Row{"NoStartTls", {64, 250, Stage::Hello}, Outcome::Broken},
        Row{"StartTlsRefused", {64, 554, Stage::StartTls}, Outcome::Broken},
        Row{"StartTlsNotNow", {64, 454, Stage::StartTls}, Outcome::Broken},
        Row{"PlainTextBehindStartTls", {8, 220, Stage::StartTls}, Outcome::Broken},
        Row{"HandshakeFails", {35, 220, Stage::StartTls}, Outcome::Broken},
        Row{"SilentInHandshake", {28, 220, Stage::StartTls}, Outcome::Deferred},
        Row{"WrongCertificate", {60, 220, Stage::StartTls}, Outcome::Broken},
        Row{"WrongCertificateSmtps", {60, 0, Stage::Connect}, Outcome::Broken},
        Row{"CaFileMissing", {77, 0, Stage::Connect}, Outcome::Broken},
        Row{"LoginRefused", {67, 535, Stage::Login}, Outcome::Broken},
        Row{"LoginNotNow", {67, 454, Stage::Login}, Outcome::Deferred},
        Row{"NoKnownLogin", {67, 0, Stage::Hello}, Outcome::Broken},
        Row{"SenderRefused", {55, 550, Stage::Sender}, Outcome::Broken},
        Row{"SenderNotNow", {55, 451, Stage::Sender}, Outcome::Deferred},
        Row{"TooLarge", {55, 552, Stage::Sender}, Outcome::Bounced},
        Row{"LoginWantedAtSender", {55, 530, Stage::Sender}, Outcome::Broken},
        Row{"RecipientUnknown", {55, 550, Stage::Recipient}, Outcome::Bounced},
        Row{"RecipientGreylisted", {55, 450, Stage::Recipient}, Outcome::Deferred},
        Row{"MailboxFull", {55, 452, Stage::Recipient}, Outcome::Deferred},
        Row{"LoginWantedAtRecipient", {55, 530, Stage::Recipient}, Outcome::Broken},
        Row{"RelayDeniedWithoutLogin", {55, 554, Stage::Recipient, true}, Outcome::Broken},
        Row{"GreylistedWithoutLogin", {55, 450, Stage::Recipient, true}, Outcome::Deferred},
        Row{"DataRefused", {55, 554, Stage::Data}, Outcome::Bounced},
        Row{"DataNotNow", {55, 451, Stage::Data}, Outcome::Deferred},
        Row{"SilentAtData", {28, 0, Stage::Data}, Outcome::Deferred},
        Row{"LostInTheMessage", {56, 0, Stage::Body}, Outcome::Deferred},
        Row{"MessageRefused", {8, 554, Stage::FinalDot}, Outcome::Bounced},
        Row{"MessageNotNow", {8, 451, Stage::FinalDot}, Outcome::Deferred},
        Row{"OddReplyToMessage", {8, 251, Stage::FinalDot}, Outcome::Unknown},
        Row{"SilentAfterFinalDot", {28, 0, Stage::FinalDot}, Outcome::Unknown},
        Row{"LostAfterFinalDot", {56, 0, Stage::FinalDot}, Outcome::Unknown},
        Row{"TlsTroubleAfterFinalDot", {35, 0, Stage::FinalDot}, Outcome::Unknown},
        Row{"DesyncedWithoutRefusal", {55, 250, Stage::Recipient}, Outcome::Deferred},
        Row{"NoMemory", {27, 0, Stage::Connect}, Outcome::Deferred}
    ),
    [](const auto& test) { return test.param.name; }
);

TEST(SmtpReply, WordsAreOnePrintableLine) {
    EXPECT_EQ(
        clean_words("550 no\r\n550 \x1b[2Jway\xc3\xbc\r\n", "ann@x.example"),
        "550 no  550  [2Jway  "
    );
}

TEST(SmtpReply, WordsShowTheRecipientMasked) {
    EXPECT_EQ(
        clean_words("550 <ann@acme.example>: ann@acme.example unknown", "ann@acme.example"),
        "550 <a***@a***.example>: a***@a***.example unknown"
    );
}

TEST(SmtpReply, WordsAreShortened) {
    EXPECT_LE(clean_words(std::string(5'000, 'x'), "").size(), 310U);
}

}  // namespace
}  // namespace mailer
