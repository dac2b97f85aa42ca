#include "mailer/headers.hpp"

#include <functional>

#include <gmock/gmock.h>

#include "base/bytes.hpp"
#include "base/text.hpp"

namespace mailer {
namespace {

using testing::HasSubstr;

std::string text_header(std::string_view value) {
    HeaderBlock headers;
    headers.add_text("Subject", value);
    return std::move(headers).finish().value_or("refused");
}

std::string from_header(std::string_view name) {
    HeaderBlock headers;
    headers.add_mailbox("From", Mailbox{std::string(name), "sup@acme.example"});
    return std::move(headers).finish().value_or("refused");
}

std::size_t longest_line(std::string_view text) {
    std::size_t longest = 0;
    for (const std::string_view line : base::split(text, '\n'))
        longest = std::max(longest, base::trim(line).size() + (line.starts_with(' ') ? 1 : 0));
    return longest;
}

TEST(Headers, AsciiTextStaysReadable) {
    EXPECT_EQ(text_header("[SUP-12] Printer on fire"), "Subject: [SUP-12] Printer on fire\r\n");
}

TEST(Headers, TextBeyondAsciiBecomesAnEncodedWord) {
    EXPECT_EQ(text_header("Prüfung"), "Subject: =?UTF-8?B?UHLDvGZ1bmc=?=\r\n");
}

TEST(Headers, TextThatLooksEncodedIsEncoded) {
    EXPECT_EQ(text_header("=?x?q?y?=").find("=?x"), std::string::npos);
}

TEST(Headers, OuterAndDoubleBlanksAreKeptByEncoding) {
    EXPECT_THAT(text_header("a  b"), HasSubstr("=?UTF-8?B?YSAgYg==?="));
    EXPECT_THAT(text_header(" a"), HasSubstr("=?UTF-8?B?IGE=?="));
}

TEST(Headers, LongTextIsFoldedAt76) {
    std::string subject = "word";
    for (int i = 0; i < 100; ++i) subject += " word" + std::to_string(i);

    const std::string header = text_header(subject);

    EXPECT_LE(longest_line(header), 76U);
    EXPECT_GT(base::split(header, '\n').size(), 8U);
}

TEST(Headers, EncodedWordsAreCutBetweenCharacters) {
    std::string subject;
    for (int i = 0; i < 80; ++i) subject += i % 2 == 0 ? "ä" : "🚒";

    const std::string header = text_header(subject);

    EXPECT_LE(longest_line(header), 76U);
    for (const std::string_view part : base::split(header, '?')) {
        const auto piece = base::from_base64(part);
        EXPECT_TRUE(!piece || base::is_utf8(base::as_text(*piece))) << part;
    }
    EXPECT_THAT(header, HasSubstr("?=\r\n =?UTF-8?B?"));
}

TEST(Headers, NoLineIsLongerThan998) {
    EXPECT_LE(longest_line(text_header(std::string(899, 'x'))), 998U);
    EXPECT_LE(longest_line(text_header(std::string(5'000, 'x'))), 76U);
}

TEST(Headers, ANameIsQuotedOnlyWhenNeeded) {
    EXPECT_EQ(from_header(""), "From: sup@acme.example\r\n");
    EXPECT_EQ(from_header("Acme Support"), "From: Acme Support <sup@acme.example>\r\n");
    EXPECT_EQ(from_header("Acme, Inc."), "From: \"Acme, Inc.\" <sup@acme.example>\r\n");
    EXPECT_EQ(from_header(R"(A "B" \)"), "From: \"A \\\"B\\\" \\\\\" <sup@acme.example>\r\n");
    EXPECT_EQ(from_header("Jörg"), "From: =?UTF-8?B?SsO2cmc=?= <sup@acme.example>\r\n");
}

TEST(Headers, ALongNameIsEncodedAndFolded) {
    EXPECT_LE(longest_line(from_header(std::string(300, 'x'))), 76U);
}

TEST(Headers, MessageIdsStandInBrackets) {
    HeaderBlock headers;
    headers.add_message_id("Message-ID", "a.b@acme.example");

    EXPECT_EQ(std::move(headers).finish().value_or(""), "Message-ID: <a.b@acme.example>\r\n");
}

struct Injection {
    const char* name;
    std::function<void(HeaderBlock&)> add;
};

std::ostream& operator<<(std::ostream& out, const Injection& row) {
    return out << row.name;
}

class HeaderInjection : public testing::TestWithParam<Injection> {};

TEST_P(HeaderInjection, IsRefused) {
    HeaderBlock headers;
    headers.add_text("Subject", "innocent");
    GetParam().add(headers);
    headers.add_text("X-Later", "innocent");

    const auto finished = std::move(headers).finish();

    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().kind, base::ErrorKind::Invalid);
}

Injection text(const char* name, std::string value) {
    return {name, [value](HeaderBlock& headers) { headers.add_text("X-Any", value); }};
}

Injection field(const char* name, std::string field_name) {
    return {name, [field_name](HeaderBlock& headers) { headers.add_text(field_name, "x"); }};
}

Injection mailbox(const char* name, std::string display, std::string address) {
    return {name, [display, address](HeaderBlock& headers) {
                headers.add_mailbox("To", Mailbox{display, address});
            }};
}

Injection id(const char* name, std::string value) {
    return {name, [value](HeaderBlock& headers) { headers.add_message_id("Message-ID", value); }};
}

INSTANTIATE_TEST_SUITE_P(
    Headers,
    HeaderInjection,
    testing::Values(
        text("TextWithCrLf", "a\r\nBcc: eve@evil.example"),
        text("TextWithLineFeed", "a\nBcc: eve@evil.example"),
        text("TextWithCarriageReturn", "a\rBcc: eve@evil.example"),
        text("TextWithFold", "a\r\n b"),
        text("TextWithNul", std::string("a\0b", 3)),
        text("TextWithEscape", "a\x1b[2J"),
        text("UnicodeTextWithCrLf", "ü\r\nBcc: eve@evil.example"),
        text("TextNotUtf8", "a\xff"),
        field("FieldNameWithColon", "X: y"),
        field("FieldNameWithCrLf", "X\r\nBcc"),
        field("FieldNameEmpty", ""),
        field("FieldTwice", "subject"),
        mailbox("NameWithCrLf", "a\r\nBcc: eve@evil.example", "ann@acme.example"),
        mailbox("AddressWithCrLf", "Ann", "ann@acme.example>\r\nBcc: eve@evil.example"),
        mailbox("AddressWithBracket", "Ann", "ann@acme.example>,<eve@evil.example"),
        mailbox("AddressList", "", "ann@acme.example,eve@evil.example"),
        id("IdWithCrLf", "a@b\r\nBcc: eve@evil.example"),
        id("IdWithBracket", "a@b> <c@d"),
        id("IdWithBlank", "a b@c"),
        id("IdWithoutAt", "a"),
        id("IdEmpty", ""),
        id("IdBeyondAscii", "ä@b"),
        id("IdTooLong", std::string(300, 'a') + "@b")
    ),
    [](const auto& test) { return test.param.name; }
);

}  // namespace
}  // namespace mailer
