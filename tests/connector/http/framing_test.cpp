#include "connector/http/framing.hpp"

#include <string>

#include <gtest/gtest.h>

using connector::http::BodyKind;
using connector::http::check_framing;
using connector::http::head_end;

namespace {

struct Case {
    const char* name;
    std::string bytes;
    int status;
};

std::string head_with(const std::string& line) {
    return "POST /x HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n";
}

std::string many_headers(int count) {
    std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (int i = 1; i < count; ++i) bytes += "X-" + std::to_string(i) + ": 1\r\n";
    return bytes + "\r\n";
}

std::vector<Case> refused() {
    using namespace std::string_literals;
    return {
        {"LengthWithEncoding", head_with("Content-Length: 2\r\nTransfer-Encoding: chunked"), 400},
        {"EncodingWithLength", head_with("Transfer-Encoding: chunked\r\nContent-Length: 2"), 400},
        {"RepeatedLength", head_with("Content-Length: 2\r\nContent-Length: 2"), 400},
        {"TwoLengths", head_with("Content-Length: 2\r\ncontent-length: 3"), 400},
        {"LengthWithPlus", head_with("Content-Length: +2"), 400},
        {"NegativeLength", head_with("Content-Length: -2"), 400},
        {"ListedLength", head_with("Content-Length: 2, 2"), 400},
        {"HexLength", head_with("Content-Length: 0x2"), 400},
        {"EmptyLength", head_with("Content-Length:"), 400},
        {"SplitLength", head_with("Content-Length: 2 2"), 400},
        {"HugeLength", head_with("Content-Length: 99999999999999999999"), 400},
        {"UnknownEncoding", head_with("Transfer-Encoding: xchunked"), 400},
        {"ListedEncoding", head_with("Transfer-Encoding: gzip, chunked"), 400},
        {"IdentityEncoding", head_with("Transfer-Encoding: identity"), 400},
        {"RepeatedEncoding",
         head_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
         400},
        {"EncodingInOldVersion",
         "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
         400},
        {"BareLineFeeds", "GET / HTTP/1.1\nHost: a\n\n", 400},
        {"OneBareLineFeed", head_with("X: 1\nYes: 2"), 400},
        {"BareCarriageReturn", head_with("X: 1\rYes: 2"), 400},
        {"FoldedHeader", head_with("X: 1\r\n 2"), 400},
        {"FoldedByTab", head_with("X: 1\r\n\t2"), 400},
        {"FoldedFirstHeader", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
        {"SpaceBeforeColon", head_with("Content-Length : 2"), 400},
        {"TabBeforeColon", head_with("X\t: 2"), 400},
        {"EmptyName", head_with(": 2"), 400},
        {"NoColon", head_with("nonsense"), 400},
        {"NulInValue", head_with("X: a\0b"s), 400},
        {"NulInName", head_with("X\0: a"s), 400},
        {"ControlInValue", head_with("X: a\x01"), 400},
        {"DeleteInValue", head_with("X: a\x7f"), 400},
        {"NoHost", "GET / HTTP/1.1\r\n\r\n", 400},
        {"NoHostInOldVersion", "GET / HTTP/1.0\r\n\r\n", 400},
        {"TwoHosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
        {"EmptyHost", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
        {"HostWithUser", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400},
        {"ListedHost", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
        {"EmptyLineFirst", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"NoVersion", "GET /\r\nHost: a\r\n\r\n", 400},
        {"TwoSpaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"SpaceInTarget", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"TrailingSpace", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
        {"LowerCaseProtocol", "GET / http/1.1\r\nHost: a\r\n\r\n", 400},
        {"LaterVersion", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"MethodWithSeparator", "GE(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"LongMethod", "GETGETGETGETGETGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"AbsoluteTarget", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"AsteriskTarget", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"FragmentInTarget", "GET /#x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"HighByteInTarget", "GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"LongTarget", "GET /" + std::string(4096, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        {"TooManyHeaders", many_headers(101), 431},
        {"ForeignExpectation", head_with("Expect: tea"), 417},
        {"BytesAfterTheHead", head_with("X: 1") + "x", 400},
        {"CutShort", "GET / HTTP/1.1\r\nHost: a\r\n", 400},
    };
}

class FramingRefuses : public testing::TestWithParam<Case> {};

TEST_P(FramingRefuses, WhatCouldBeReadInTwoWays) {
    const auto head = check_framing(GetParam().bytes, {});

    ASSERT_FALSE(head);
    EXPECT_EQ(head.error().status, GetParam().status);
}

INSTANTIATE_TEST_SUITE_P(Heads, FramingRefuses, testing::ValuesIn(refused()), [](const auto& row) {
    return std::string(row.param.name);
});

}  // namespace

TEST(Framing, FoldedHeaderIsNamedAsSuch) {
    const auto head = check_framing(head_with("X: 1\r\n Y: 2"), {});

    ASSERT_FALSE(head);
    EXPECT_EQ(head.error().reason, "folded header");
}

TEST(Framing, PlainRequestIsTakenApart) {
    const auto head =
        check_framing("GET /l/x?y=1 HTTP/1.1\r\nHost: a:80\r\nAccept:\t text/html \r\n\r\n", {});

    ASSERT_TRUE(head);
    EXPECT_EQ(head->method, "GET");
    EXPECT_EQ(head->target, "/l/x?y=1");
    EXPECT_EQ(head->host, "a:80");
    ASSERT_EQ(head->headers.size(), 2U);
    EXPECT_EQ(head->headers[1].value, "text/html");
    EXPECT_EQ(head->body, BodyKind::None);
    EXPECT_TRUE(head->keep_alive);
}

TEST(Framing, OneLengthIsTheBodysLength) {
    const auto head = check_framing(head_with("content-length: 007"), {});

    ASSERT_TRUE(head);
    EXPECT_EQ(head->body, BodyKind::Length);
    EXPECT_EQ(head->body_length, 7U);
}

TEST(Framing, ChunkedIsTheOneEncoding) {
    const auto head = check_framing(head_with("Transfer-Encoding: Chunked"), {});

    ASSERT_TRUE(head);
    EXPECT_EQ(head->body, BodyKind::Chunked);
}

TEST(Framing, CloseAndContinueAreWishes) {
    const auto head = check_framing(head_with("Connection: x, CLOSE\r\nExpect: 100-Continue"), {});

    ASSERT_TRUE(head);
    EXPECT_FALSE(head->keep_alive);
    EXPECT_TRUE(head->expects_continue);
}

TEST(Framing, OldVersionIsClosed) {
    const auto head =
        check_framing("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", {});

    ASSERT_TRUE(head);
    EXPECT_FALSE(head->keep_alive);
}

TEST(Framing, ExactlyAsManyHeadersAsAllowedPass) {
    EXPECT_TRUE(check_framing(many_headers(100), {}));
}

TEST(Framing, HeadEndsAtTheBlankLine) {
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    EXPECT_EQ(head_end(head + "body\r\n\r\n"), head.size());
    EXPECT_EQ(head_end(head.substr(0, head.size() - 1)), std::string::npos);
    EXPECT_EQ(head_end("a\n\nb"), 3U);
}

TEST(Framing, HeadEndIsFoundWhereverTheBytesWereCut) {
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    for (std::size_t known = 0; known < head.size(); ++known) {
        EXPECT_EQ(head_end(head, known), head.size()) << known;
    }
}
