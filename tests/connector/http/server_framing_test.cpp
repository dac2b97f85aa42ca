#include <atomic>

#include <gtest/gtest.h>

#include "tests/connector/http/running_server.hpp"
#include "tests/support/raw_client.hpp"

using connector::http::Method;
using connector::http::Request;
using tests::RawClient;

namespace {

struct Attack {
    const char* name;
    std::string bytes;
};

std::string post(const std::string& headers, const std::string& body) {
    return "POST /echo HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n\r\n" + body;
}

const std::string kChunked = "Transfer-Encoding: chunked";

std::vector<Attack> attacks() {
    using namespace std::string_literals;
    return {
        {"LengthAndEncoding", post("Content-Length: 5\r\n" + kChunked, "0\r\n\r\n")},
        {"TwoLengths", post("Content-Length: 2\r\nContent-Length: 3", "abc")},
        {"SignedLength", post("Content-Length: +2", "ab")},
        {"ListedLength", post("Content-Length: 2, 2", "ab")},
        {"UnknownEncoding", post("Transfer-Encoding: xchunked", "0\r\n\r\n")},
        {"OldVersionChunked",
         "POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {"LineFeedInChunkExtension", post(kChunked, "2;a\nb\r\nab\r\n0\r\n\r\n")},
        {"SignedChunkSize", post(kChunked, "+2\r\nab\r\n0\r\n\r\n")},
        {"HexPrefixedChunkSize", post(kChunked, "0x2\r\nab\r\n0\r\n\r\n")},
        {"HugeChunkSize", post(kChunked, "fffffffffffffffff\r\nab\r\n0\r\n\r\n")},
        {"ChunkWithoutItsEnd", post(kChunked, "2\r\nabXX0\r\n\r\n")},
        {"BareLineFeedAfterChunk", post(kChunked, "2\nab\n0\n\n")},
        {"BareLineFeeds", "GET / HTTP/1.1\nHost: a\n\n"},
        {"SpaceBeforeColon", post("Content-Length : 2", "ab")},
        {"NulInValue", post("X: a\0b"s, "")},
        {"FoldedHeader", post("X: a\r\n b", "")},
        {"NoHost", "GET / HTTP/1.1\r\n\r\n"},
        {"TwoHosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
    };
}

class ServerFraming : public testing::TestWithParam<Attack> {
protected:
    ServerFraming() {
        const auto count = [this](const Request&) {
            ++handled_;
            return connector::http::text(200, "reached");
        };
        server_.add(Method::Get, "/", count);
        server_.add(Method::Post, "/echo", count, 1'000);
        server_.start();
    }

    tests::RunningServer server_;
    std::atomic<int> handled_{0};
};

// SR-110
TEST_P(ServerFraming, AmbiguityIs400AndTheEndOfTheConnection) {
    RawClient client(server_.port());

    client.send(GetParam().bytes + "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto answer = client.read_answer();
    client.finish_sending();

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 400);
    EXPECT_EQ(answer->header("Connection"), "close");
    EXPECT_EQ(client.read_until_closed(), "") << "no second answer";
    EXPECT_EQ(handled_, 0);
}

INSTANTIATE_TEST_SUITE_P(Attacks, ServerFraming, testing::ValuesIn(attacks()), [](const auto& row) {
    return std::string(row.param.name);
});

}  // namespace

TEST(ServerFramingLimits, ThousandsOfHeadersAre431) {
    tests::RunningServer server;
    server.start();
    std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 5'000; ++i) bytes += "X: 1234567\r\n";

    EXPECT_EQ(tests::ask(server.port(), bytes + "\r\n")->status, 431);
}

TEST(ServerFramingLimits, ChunkedBodyOverTheLimitIs413) {
    tests::RunningServer server;
    server.add(
        Method::Post, "/echo", [](const Request&) { return connector::http::text(200, ""); }, 10
    );
    server.start();

    const auto answer = tests::ask(server.port(), post(kChunked, "b\r\n"));

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 413);
    EXPECT_EQ(answer->header("Connection"), "close");
}

TEST(ServerFramingLimits, EndlessChunkExtensionIsNotKept) {
    tests::RunningServer server;
    server.add(
        Method::Post, "/echo", [](const Request&) { return connector::http::text(200, ""); }, 10
    );
    server.start();

    const auto answer = tests::ask(server.port(), post(kChunked, "2;" + std::string(20'000, 'a')));

    ASSERT_TRUE(answer) << "the line goes on, and so does the server's patience";
    EXPECT_EQ(answer->status, 400);
}
