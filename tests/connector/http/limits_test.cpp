#include <atomic>
#include <memory>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/connector/http/running_server.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/waiting.hpp"

using connector::http::Method;
using connector::http::Request;
using connector::http::text;
using std::chrono::steady_clock;
using tests::RawClient;

namespace {

const std::string kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// SR-111, with deadlines short enough to wait for.
class Limits : public testing::Test {
protected:
    Limits() {
        server_.settings.header_deadline = base::milliseconds{300};
        server_.settings.body_deadline = base::milliseconds{300};
        server_.settings.write_deadline = base::milliseconds{300};
        server_.settings.idle_deadline = base::milliseconds{300};
        server_.settings.least_bytes_per_second = 1U << 30U;
        server_.add(Method::Get, "/", [](const Request&) { return text(200, "hello"); });
        server_.add(Method::Get, "/big", [](const Request&) {
            return text(200, std::string(32U << 20U, 'x'));
        });
        server_.add(
            Method::Post, "/", [](const Request&) { return text(200, ""); }, 1U << 20U
        );
    }

    /// Sends `byte` every 50 ms until the server has had enough, and says how long that took.
    std::chrono::milliseconds drip(RawClient& client, std::string_view byte) {
        const auto began = steady_clock::now();
        while (steady_clock::now() - began < std::chrono::seconds(5)) {
            if (!client.send(byte)) break;
            if (client.is_closed_within(std::chrono::milliseconds(50))) break;
        }
        return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - began);
    }

    tests::RunningServer server_;
};

}  // namespace

TEST_F(Limits, HeadThatDripsInIsCutAtOneDeadline) {
    server_.start();
    RawClient client(server_.port());

    client.send("GET / HTTP/1.1\r\nX: ");

    EXPECT_LT(drip(client, "a"), std::chrono::milliseconds(2'500));
    EXPECT_NE(client.read_until_closed().value_or("").find("HTTP/1.1 408 "), std::string::npos);
}

TEST_F(Limits, SilentConnectionIsClosedWithoutAWord) {
    server_.start();
    RawClient client(server_.port());

    EXPECT_EQ(client.read_until_closed(), "");
}

TEST_F(Limits, IdleConnectionIsClosedAfterItsDeadline) {
    server_.settings.header_deadline = base::milliseconds{60'000};
    server_.start();
    RawClient client(server_.port());
    client.send(kGet);
    ASSERT_TRUE(client.read_answer());

    EXPECT_EQ(client.read_until_closed(), "");
}

TEST_F(Limits, SecondHeadOnAConnectionHasItsOwnDeadline) {
    server_.settings.idle_deadline = base::milliseconds{60'000};
    server_.start();
    RawClient client(server_.port());
    client.send(kGet);
    ASSERT_TRUE(client.read_answer());

    client.send("GET / HTTP/1.1\r\nX: ");

    EXPECT_LT(drip(client, "a"), std::chrono::milliseconds(2'500));
}

TEST_F(Limits, BodyThatDripsInIsCutAtOneDeadline) {
    server_.start();
    RawClient client(server_.port());

    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");

    EXPECT_LT(drip(client, "a"), std::chrono::milliseconds(2'500));
    EXPECT_NE(client.read_until_closed().value_or("").find("HTTP/1.1 408 "), std::string::npos);
}

TEST_F(Limits, LongBodyGetsTimeByItsLength) {
    server_.settings.least_bytes_per_second = 1'000;
    server_.start();
    RawClient client(server_.port());

    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n");
    EXPECT_FALSE(client.is_closed_within(std::chrono::milliseconds(600)));
    client.send(std::string(20'000, 'a'));

    EXPECT_EQ(client.read_answer()->status, 200);
}

TEST_F(Limits, ReaderThatDoesNotReadIsCutOff) {
    server_.start();
    RawClient client(server_.port(), 4'096);

    client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");

    const auto deadline = steady_clock::now() + std::chrono::seconds(5);
    const std::string closed = "http_open_connections{server=\"public\"} 0";
    bool is_cut = false;
    while (!is_cut && steady_clock::now() < deadline) {
        is_cut = server_.metrics.as_text().find(closed) != std::string::npos &&
                 server_.log.contains("status=200");
    }
    EXPECT_TRUE(is_cut);
}

TEST_F(Limits, ReaderOfAStreamThatDoesNotReadIsCutOffAndItsSourceLetGo) {
    constexpr std::size_t kPiece = 1U << 20U;
    constexpr int kPieces = 64;
    std::atomic<int> fetched = 0;
    auto source = std::make_shared<int>();
    const std::weak_ptr<int> held = source;
    server_.add(Method::Get, "/file", [&, source = std::move(source)](const Request&) mutable {
        connector::http::Response response = text(200, "");
        response.stream = connector::http::StreamedBody{
            kPieces * kPiece, [&, source = std::move(source)]() -> base::Result<std::string> {
                ++fetched;
                return std::string(kPiece, 'x');
            }};
        return response;
    });
    server_.start();
    RawClient client(server_.port(), 4'096);

    client.send("GET /file HTTP/1.1\r\nHost: a\r\n\r\n");

    tests::wait_until("the source to be let go", [&] { return fetched > 0 && held.expired(); });
    EXPECT_LT(fetched, kPieces);
    tests::wait_until("the connection to be closed", [&] {
        return server_.metrics.as_text().find("http_open_connections{server=\"public\"} 0") !=
               std::string::npos;
    });
}

TEST_F(Limits, OneClientMayHoldOnlySoManyConnections) {
    std::atomic<int> told{0};
    server_.settings.max_connections_per_client = 2;
    server_.settings.idle_deadline = base::milliseconds{60'000};
    server_.settings.on_refused_client = [&](const std::string& client) {
        told += client == "127.0.0.1" ? 1 : 100;
    };
    server_.start();
    RawClient first(server_.port());
    RawClient second(server_.port());
    first.send(kGet);
    second.send(kGet);
    ASSERT_TRUE(first.read_answer());
    ASSERT_TRUE(second.read_answer());

    RawClient third(server_.port());
    const auto answer = third.read_answer();

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 429);
    EXPECT_TRUE(answer->header("Retry-After"));
    EXPECT_TRUE(answer->header("Content-Security-Policy"));
    EXPECT_EQ(told, 1);
    first.send(kGet);
    EXPECT_EQ(first.read_answer()->status, 200);
}

TEST_F(Limits, TrustedProxyMaySpeakForMany) {
    server_.settings.max_connections_per_client = 1;
    server_.settings.trusted_proxies = {"127.0.0.1"};
    server_.start();
    RawClient first(server_.port());
    first.send(kGet);
    ASSERT_TRUE(first.read_answer());

    EXPECT_EQ(tests::ask(server_.port(), kGet)->status, 200);
}

TEST_F(Limits, FullServerSaysSo) {
    server_.settings.max_connections = 1;
    server_.settings.idle_deadline = base::milliseconds{60'000};
    server_.start();
    RawClient first(server_.port());
    first.send(kGet);
    ASSERT_TRUE(first.read_answer());

    const auto answer = tests::ask(server_.port(), kGet);

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 503);
    EXPECT_TRUE(answer->header("Retry-After"));
}

TEST_F(Limits, ClosedConnectionsMakeRoom) {
    server_.settings.max_connections_per_client = 1;
    server_.start();

    int served = 0;
    const auto deadline = steady_clock::now() + std::chrono::seconds(10);
    while (served < 5 && steady_clock::now() < deadline) {
        const auto answer = tests::ask(server_.port(), kGet);
        if (answer && answer->status == 200) ++served;
    }
    EXPECT_EQ(served, 5);
}

/// Bodies are in memory before anybody knows whether they are genuine.
TEST_F(Limits, BodiesOfAllConnectionsTogetherAreBounded) {
    server_.settings.max_body_bytes_at_once = 512U << 10U;
    tests::WaitingRoom room;
    server_.add(
        Method::Post,
        "/slow",
        [&](const Request&) {
            room.wait();
            return text(200, "");
        },
        1U << 20U
    );
    server_.start();
    const auto request = [](std::string_view path, std::size_t bytes) {
        return fmt::format(
            "POST {} HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{:a>{}}",
            path,
            bytes,
            "",
            bytes
        );
    };
    RawClient first(server_.port());
    first.send(request("/slow", 500'000));
    ASSERT_TRUE(room.has(1));

    const auto refused = tests::ask(server_.port(), request("/", 500'000));
    const auto form = tests::ask(server_.port(), request("/", 8'000));
    room.release_all();
    const auto answered = first.read_answer();
    const auto later = tests::ask(server_.port(), request("/", 500'000));

    ASSERT_TRUE(refused && form && answered && later);
    EXPECT_EQ(refused->status, 503);
    EXPECT_TRUE(refused->header("Retry-After"));
    EXPECT_EQ(form->status, 200);
    EXPECT_EQ(answered->status, 200);
    EXPECT_EQ(later->status, 200);
}
