#include <gmock/gmock.h>

#include "base/text.hpp"
#include "mailer/line_ends.hpp"
#include "mailer/message.hpp"
#include "tests/mailer/sample_message.hpp"

namespace mailer {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using tests::sample_message;

std::string mime_of(const Message& message) {
    return to_mime(message).value_or("refused");
}

TEST(Mime, HasTheHeadersOfAnAutomaticMail) {
    const std::string mime = mime_of(sample_message());

    EXPECT_THAT(
        mime,
        StartsWith("Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n"
                   "From: Acme Support <sup@acme.example>\r\n"
                   "To: Ann <ann@client.example>\r\n"
                   "Subject: [SUP-12] Printer on fire\r\n"
                   "Message-ID: <m1.sup-12@acme.example>\r\n"
                   "In-Reply-To: <sup-12@acme.example>\r\n"
                   "References: <sup-12@acme.example>\r\n"
                   "Auto-Submitted: auto-generated\r\n"
                   "MIME-Version: 1.0\r\n"
                   "Content-Type: multipart/alternative; ")
    );
}

TEST(Mime, TheFirstMailOfAThreadRefersToNothing) {
    Message message = sample_message();
    message.thread_id = message.message_id;

    EXPECT_THAT(mime_of(message), Not(HasSubstr("References")));
}

TEST(Mime, TextComesBeforeHtml) {
    const std::string mime = mime_of(sample_message());

    EXPECT_LT(mime.find("text/plain; charset=utf-8"), mime.find("text/html; charset=utf-8"));
}

TEST(Mime, ExtraHeadersAreWritten) {
    Message message = sample_message();
    message.extra = {{"X-Jira-Project", "SÜP"}};

    EXPECT_THAT(mime_of(message), HasSubstr("X-Jira-Project: =?UTF-8?B?U8OcUA==?=\r\n"));
}

TEST(Mime, ExtraHeadersCannotReplaceOurs) {
    for (const char* name :
         {"Auto-Submitted", "from", "TO", "Subject", "Content-Type", "Content-Transfer-Encoding"}) {
        Message message = sample_message();
        message.extra = {{name, "no"}};
        EXPECT_FALSE(to_mime(message)) << name;
    }
}

TEST(Mime, IsTheSameForEveryAttempt) {
    EXPECT_EQ(mime_of(sample_message()), mime_of(sample_message()));
}

TEST(Mime, AnotherMessageIdMakesAnotherBoundary) {
    Message other = sample_message();
    other.message_id = "m2.sup-12@acme.example";
    const auto boundary = [](const std::string& mime) {
        return mime.substr(mime.find("boundary="), 36);
    };

    EXPECT_NE(boundary(mime_of(sample_message())), boundary(mime_of(other)));
}

TEST(Mime, APartThatQuotesTheBoundaryDoesNotEndIt) {
    Message message = sample_message();
    const std::string mime = mime_of(message);
    const std::string boundary = mime.substr(mime.find("--=_"), 28);
    message.text = "a\n" + boundary + "--\nb";

    const std::string hostile = mime_of(message);

    std::size_t count = 0;
    for (std::size_t at = 0; (at = hostile.find(boundary, at)) != std::string::npos; ++at) ++count;
    EXPECT_EQ(count, 3U);
}

TEST(Mime, LongLinesDotsAndBareLineEndsLeaveOnlyShortCrLfLines) {
    Message message = sample_message();
    message.text = std::string(5'000, 'x') + "\n.\n..\r.\r\n" + std::string(2'000, ' ');
    message.html = std::string(3'000, 'y');

    const std::string mime = mime_of(message);

    EXPECT_TRUE(has_only_crlf(mime));
    EXPECT_THAT(mime, Not(HasSubstr("\r\n.")));
    for (const std::string_view line : base::split(mime, '\n')) ASSERT_LE(line.size(), 999U);
}

TEST(Mime, CarriesAsciiOnly) {
    Message message = sample_message();
    message.subject = "Grüße 🚒";
    message.from.name = "Jörg";
    message.text = "Grüße 🚒";

    EXPECT_EQ(
        mime_of(message).find_first_not_of(
            "\r\n !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
            "abcdefghijklmnopqrstuvwxyz{|}~"
        ),
        std::string::npos
    );
}

TEST(Mime, CrLfIsRefusedInEveryField) {
    const std::string evil = "x\r\nBcc: eve@evil.example";
    const std::vector<void (*)(Message&, const std::string&)> fields{
        [](Message& m, const std::string& value) { m.from.name = value; },
        [](Message& m, const std::string& value) { m.from.address = value; },
        [](Message& m, const std::string& value) { m.to.name = value; },
        [](Message& m, const std::string& value) { m.to.address = value; },
        [](Message& m, const std::string& value) { m.subject = value; },
        [](Message& m, const std::string& value) { m.message_id = value; },
        [](Message& m, const std::string& value) { m.thread_id = value; },
        [](Message& m, const std::string& value) {
            m.extra = {{value, "x"}};
        },
        [](Message& m, const std::string& value) {
            m.extra = {{"X-Any", value}};
        },
    };
    for (std::size_t i = 0; i < fields.size(); ++i) {
        Message message = sample_message();
        fields[i](message, evil);
        EXPECT_FALSE(to_mime(message)) << "field " << i;
    }
}

TEST(Mime, APartThatIsNotUtf8IsRefused) {
    Message text = sample_message();
    text.text = "\xff";
    Message html = sample_message();
    html.html = "\xc3";

    EXPECT_FALSE(to_mime(text));
    EXPECT_FALSE(to_mime(html));
}

}  // namespace
}  // namespace mailer
