#include "mailer/smtp_transcript.hpp"

#include <gtest/gtest.h>

namespace mailer {
namespace {

TEST(SmtpTranscript, FollowsTheCommands) {
    SmtpTranscript transcript;
    const std::pair<const char*, Stage> steps[] = {
        {"EHLO us.example\r\n", Stage::Hello},
        {"STARTTLS\r\n", Stage::StartTls},
        {"EHLO us.example\r\n", Stage::Hello},
        {"AUTH LOGIN\r\n", Stage::Login},
        {"RGFUQQ==\r\n", Stage::Login},
        {"MAIL FROM:<a@b> SIZE=1\r\n", Stage::Sender},
        {"RCPT TO:<a@b>\r\n", Stage::Recipient},
        {"DATA\r\n", Stage::Data},
    };
    for (const auto& [command, stage] : steps) {
        transcript.on_command(command);
        EXPECT_EQ(transcript.stage(), stage) << command;
    }
}

TEST(SmtpTranscript, KeepsTheWholeReplyToTheLastCommand) {
    SmtpTranscript transcript;
    transcript.on_command("MAIL FROM:<a@b>\r\n");
    transcript.on_reply("250 fine\r\n");
    transcript.on_command("RCPT TO:<a@b>\r\n");
    transcript.on_reply("550-5.1.1 nobody\r\n");
    transcript.on_reply("550 5.1.1 here\r\n");

    EXPECT_EQ(transcript.reply(), 550);
    EXPECT_EQ(transcript.words(), "550-5.1.1 nobody 550 5.1.1 here");
}

TEST(SmtpTranscript, TheReplyToQuitIsNotTheMails) {
    SmtpTranscript transcript;
    transcript.on_command("RCPT TO:<a@b>\r\n");
    transcript.on_reply("550 nobody\r\n");
    transcript.on_command("QUIT\r\n");
    transcript.on_reply("221 bye\r\n");

    EXPECT_EQ(transcript.reply(), 550);
    EXPECT_EQ(transcript.stage(), Stage::Recipient);
}

TEST(SmtpTranscript, TheGoAheadIsNotTheReplyToTheMessage) {
    SmtpTranscript transcript;
    transcript.on_command("DATA\r\n");
    transcript.on_reply("354 go ahead\r\n");
    transcript.on_body(Stage::FinalDot);

    EXPECT_EQ(transcript.reply(), 0);
}

TEST(SmtpTranscript, ALoginCountsForItsConnectionOnly) {
    SmtpTranscript transcript;
    transcript.on_command("EHLO us\r\n");
    transcript.on_command("AUTH PLAIN AGEAYg==\r\n");
    transcript.start_mail();
    EXPECT_TRUE(transcript.has_tried_login());

    transcript.on_command("EHLO us\r\n");
    EXPECT_FALSE(transcript.has_tried_login());
}

TEST(SmtpTranscript, NeverKeepsACredential) {
    SmtpTranscript transcript;
    transcript.on_command("AUTH PLAIN AGJvdABzM2NyM3Q=\r\n");
    transcript.on_reply("535 no\r\n");

    EXPECT_EQ(transcript.words(), "535 no");
}

TEST(SmtpTranscript, EndlessRepliesAreCapped) {
    SmtpTranscript transcript;
    for (int i = 0; i < 10'000; ++i) transcript.on_reply("250-more and more\r\n");

    EXPECT_LE(transcript.words().size(), 2'100U);
}

}  // namespace
}  // namespace mailer
