#include <atomic>
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "connector/http/outbound.hpp"
#include "connector/http/pipe.hpp"
#include "tests/connector/http/running_server.hpp"
#include "tests/support/raw_client.hpp"

namespace {

using connector::http::Method;
using connector::http::Outbound;
using connector::http::Request;
using connector::http::Response;
using connector::http::StreamedBody;
using connector::http::text;

constexpr std::size_t kBig = 5'000'000;
constexpr std::size_t kPiece = 50'000;
/// More than all the buffers of a connection's sockets, which grow to ten megabytes or so.
constexpr std::size_t kHuge = 60'000'000;

/// A big body in pieces; counts those that were asked for.
class Streaming : public testing::Test {
protected:
    Streaming() {
        server_.add(Method::Get, "/big", [this](const Request&) { return streamed(kBig, kBig); });
        server_.add(Method::Get, "/huge", [this](const Request&) {
            return streamed(kHuge, kHuge);
        });
        server_.add(Method::Get, "/short", [this](const Request&) {
            return streamed(kBig, kPiece);
        });
        server_.add(Method::Get, "/long", [this](const Request&) {
            return streamed(kPiece / 2, kBig);
        });
        server_.add(Method::Get, "/empty", [this](const Request&) { return streamed(0, 0); });
        server_.add(Method::Get, "/plain", [](const Request&) { return text(200, "hello"); });
        server_.start();
        outbound_.emplace(connector::http::OutboundSettings{{origin()}, {}, 2}, server_.log);
    }

    Response streamed(std::size_t said, std::size_t real) {
        Response response = text(200, "");
        auto left = std::make_shared<std::size_t>(real);
        response.stream = StreamedBody{said, [this, left]() -> base::Result<std::string> {
                                           const std::size_t size = std::min(*left, kPiece);
                                           *left -= size;
                                           ++pieces_;
                                           return std::string(size, 'x');
                                       }};
        return response;
    }

    [[nodiscard]] std::string origin() const {
        return "http://127.0.0.1:" + std::to_string(server_.port());
    }

    base::HttpRequest to(const std::string& path) const {
        return {.url = origin() + path, .deadline = base::milliseconds{60'000}};
    }

    /// All of it, or the error.
    base::Result<std::string> read_all(const base::HttpRequest& request) {
        auto stream = outbound_->open(request);
        if (!stream) return base::fail(stream);
        std::string all;
        for (;;) {
            auto piece = stream->body->read();
            if (!piece) return base::fail(piece);
            if (piece->empty()) return all;
            largest_ = std::max(largest_, piece->size());
            all += *piece;
        }
    }

    tests::RunningServer server_;
    std::optional<Outbound> outbound_;
    std::atomic<int> pieces_{0};
    std::size_t largest_ = 0;
};

TEST_F(Streaming, BigBodyArrivesWholeInBoundedPieces) {
    const auto all = read_all(to("/big"));

    ASSERT_TRUE(all) << all.error().message;
    EXPECT_EQ(*all, std::string(kBig, 'x'));
    EXPECT_LE(largest_, connector::http::Pipe::kBytes + (16U << 10U));
}

TEST_F(Streaming, SlowReaderHoldsTheSenderBack) {
    base::HttpRequest request = to("/huge");
    request.max_answer_bytes = kHuge;
    auto stream = outbound_->open(request);
    ASSERT_TRUE(stream);
    EXPECT_EQ(stream->head.status, 200);
    EXPECT_EQ(stream->head.header("content-length"), std::to_string(kHuge));
    EXPECT_FALSE(stream->body->read()->empty());

    // Nothing is read: what is sent fits the pipe and the sockets' own buffers, however long we
    // look away. The other call takes its time on the same threads.
    ASSERT_TRUE(outbound_->send(to("/plain")));
    EXPECT_LT(pieces_, static_cast<int>(kHuge / kPiece));
    std::string rest;
    for (auto piece = stream->body->read(); piece && !piece->empty();
         piece = stream->body->read()) {
        rest += *piece;
    }
    EXPECT_EQ(pieces_, static_cast<int>(kHuge / kPiece));
}

TEST_F(Streaming, ReaderThatLeavesEndsTheCall) {
    for (int i = 0; i < 5; ++i) {  // more than the host's two connections
        auto stream = outbound_->open(to("/big"));
        ASSERT_TRUE(stream) << stream.error().message;
        (void)stream->body->read();
    }
    EXPECT_EQ(outbound_->send(to("/plain"))->body, "hello");
}

TEST_F(Streaming, TooMuchIsCutShort) {
    base::HttpRequest request = to("/big");
    request.max_answer_bytes = 1'000'000;
    const auto all = read_all(request);

    ASSERT_FALSE(all);
    EXPECT_EQ(all.error().kind, base::ErrorKind::Rejected);
}

TEST_F(Streaming, BodyOfAnotherLengthThanAnnouncedIsAnError) {
    for (const char* path : {"/short", "/long"}) {
        const auto all = read_all(to(path));
        ASSERT_FALSE(all) << path;
        EXPECT_EQ(all.error().kind, base::ErrorKind::Unavailable) << path;
    }
}

TEST_F(Streaming, EmptyBodyHasAHead) {
    auto stream = outbound_->open(to("/empty"));

    ASSERT_TRUE(stream);
    EXPECT_EQ(stream->head.header("content-length"), "0");
    EXPECT_EQ(stream->body->read().value(), "");
}

TEST_F(Streaming, ConnectionServesTheNextRequest) {
    EXPECT_TRUE(read_all(to("/big")));
    EXPECT_EQ(outbound_->send(to("/plain"))->body, "hello");
    base::HttpRequest head = to("/big");
    head.method = "HEAD";
    EXPECT_EQ(outbound_->send(head)->header("content-length"), std::to_string(kBig));
}

/// The client has the first piece when the server is told to stop.
TEST(StreamingStop, StreamUnderWayIsFinished) {
    tests::RunningServer server;
    tests::WaitingRoom room;
    server.add(Method::Get, "/file", [&room](const Request&) {
        Response response = text(200, "");
        response.stream =
            StreamedBody{3 * kPiece, [&room, count = 0]() mutable -> base::Result<std::string> {
                             if (++count == 2) room.wait();
                             return std::string(kPiece, 'x');
                         }};
        return response;
    });
    server.add(Method::Get, "/now", [](const Request&) { return text(200, "now"); });
    server.start();
    tests::RawClient client(server.port());
    client.send("GET /file HTTP/1.1\r\nHost: a\r\n\r\n");
    tests::RawClient idle(server.port());
    idle.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(idle.read_answer());
    ASSERT_TRUE(room.has(1));

    std::jthread stopping([&] { server.stop(base::milliseconds{60'000}); });
    EXPECT_TRUE(idle.is_closed_within(std::chrono::seconds(5))) << "it is stopping";
    room.release_all();

    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body.size(), 3 * kPiece);
}

TEST_F(Streaming, NoAnswerIsAnError) {
    EXPECT_FALSE(outbound_->open({.url = "http://127.0.0.1:1/"}));
    outbound_->stop();
    EXPECT_FALSE(read_all(to("/big")));
}

}  // namespace
