#include "connector/http/server.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "base/service_unavailable.hpp"
#include "tests/connector/http/running_server.hpp"
#include "tests/support/raw_client.hpp"

using connector::http::Method;
using connector::http::Request;
using connector::http::Response;
using connector::http::text;
using tests::ask;
using tests::RawClient;

namespace {

const std::string kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

class HttpServer : public testing::Test {
protected:
    HttpServer() {
        server_.add(Method::Get, "/", [](const Request&) { return text(200, "hello"); });
        server_.add(Method::Get, "/l/{token}", [](const Request& request) {
            return text(200, request.path_value("token"));
        });
        server_.add(Method::Get, "/broken", [](const Request&) -> Response {
            throw std::runtime_error("select from secret_table");
        });
        server_.add(Method::Get, "/odd", [](const Request&) -> Response { throw 42; });
        server_.add(Method::Get, "/store", [](const Request&) -> Response {
            throw base::ServiceUnavailable("database is locked");
        });
        server_.add(Method::Get, "/split", [](const Request&) {
            Response response = text(200, "x");
            response.headers.push_back({"X-Y", "a\r\nSet-Cookie: b=c"});
            return response;
        });
        server_.add(
            Method::Post,
            "/echo",
            [](const Request& request) { return text(200, request.body); },
            10
        );
    }

    std::optional<tests::RawAnswer> get(const std::string& path) {
        return ask(server_.port(), "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    tests::RunningServer server_;
};

}  // namespace

TEST_F(HttpServer, HandlersAnswerComesBack) {
    server_.start();

    const auto answer = get("/l/abc%20d");

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "abc d");
    EXPECT_EQ(answer->header("content-type"), "text/plain; charset=utf-8");
    EXPECT_EQ(answer->header("date"), std::nullopt);
}

TEST_F(HttpServer, DateIsTheClocks) {
    server_.settings.clock = &server_.clock;
    server_.start();

    EXPECT_EQ(get("/")->header("date"), "Sat, 21 Nov 2026 12:00:00 GMT");
}

TEST_F(HttpServer, HandlerSeesTheRequestAsSent) {
    Request seen;
    server_.add(
        Method::Put,
        "/see",
        [&](const Request& request) {
            seen = request;
            return text(200, "");
        },
        100
    );
    server_.start();

    ask(server_.port(),
        "PUT /see?a=%20b&a HTTP/1.1\r\nHost: a\r\nX-One: 1\r\nx-one: 2\r\n"
        "X-Forwarded-For: 9.9.9.9\r\nContent-Length: 3\r\n\r\nabc");

    EXPECT_EQ(seen.method, Method::Put);
    EXPECT_EQ(seen.target, "/see?a=%20b&a");
    EXPECT_EQ(seen.path, "/see");
    EXPECT_EQ(seen.query, "a=%20b&a");
    EXPECT_EQ(seen.body, "abc");
    EXPECT_EQ(seen.client_address, "127.0.0.1");
    EXPECT_EQ(seen.id.size(), 16U);
    EXPECT_EQ(seen.headers.at(2).name, "x-one");
    EXPECT_EQ(seen.header("x-one"), std::nullopt);
}

// SR-112
TEST_F(HttpServer, TrustedProxyNamesTheClient) {
    server_.settings.trusted_proxies = {"127.0.0.0/8"};
    std::string seen;
    server_.add(Method::Get, "/see", [&](const Request& request) {
        seen = request.client_address;
        return text(200, "");
    });
    server_.start();

    ask(server_.port(),
        "GET /see HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 9.9.9.9, 198.51.100.7\r\n\r\n");

    EXPECT_EQ(seen, "198.51.100.7");
}

// SR-101
TEST_F(HttpServer, EveryStatusCarriesTheSecurityHeaders) {
    server_.start();
    const std::vector<std::pair<int, std::string>> requests{
        {200, kGet},
        {400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"},
        {404, "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n"},
        {405, "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n"},
        {413, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n"},
        {414, "GET /" + std::string(5'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"},
        {431, "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(17'000, 'a')},
        {500, "GET /broken HTTP/1.1\r\nHost: a\r\n\r\n"},
        {503, "GET /store HTTP/1.1\r\nHost: a\r\n\r\n"},
        {505, "GET / HTTP/3.0\r\nHost: a\r\n\r\n"}};
    for (const auto& [status, bytes] : requests) {
        const auto answer = ask(server_.port(), bytes);
        ASSERT_TRUE(answer) << status;
        EXPECT_EQ(answer->status, status);
        for (const char* name :
             {"Content-Security-Policy",
              "Strict-Transport-Security",
              "X-Content-Type-Options",
              "Referrer-Policy",
              "Cross-Origin-Opener-Policy",
              "Cross-Origin-Resource-Policy"}) {
            EXPECT_TRUE(answer->header(name)) << name << " on " << status;
        }
        EXPECT_EQ(answer->header("Cache-Control"), "no-store");
        EXPECT_EQ(answer->header("Access-Control-Allow-Origin"), std::nullopt);
    }
}

// SR-106
TEST_F(HttpServer, FailurePageShowsTheIdAndNothingInternal) {
    server_.start();

    const auto answer = get("/broken");

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 500);
    EXPECT_EQ((answer->head + answer->body).find("secret_table"), std::string::npos);
    const std::string id = answer->body.substr(answer->body.find("Request ") + 8, 16);
    EXPECT_TRUE(server_.log.contains("http.handler_failed route=test/broken id=" + id));
}

TEST_F(HttpServer, WhateverIsThrownIsAFailure) {
    server_.start();

    EXPECT_EQ(get("/odd")->status, 500);
    EXPECT_EQ(get("/")->status, 200);
}

TEST_F(HttpServer, StoreTroubleAsksToComeAgain) {
    server_.start();

    const auto answer = get("/store");

    EXPECT_EQ(answer->status, 503);
    EXPECT_TRUE(answer->header("Retry-After"));
    EXPECT_TRUE(server_.log.contains("http.unavailable"));
}

TEST_F(HttpServer, HeaderThatWouldSplitTheAnswerIsNeverSent) {
    server_.start();

    const auto answer = get("/split");

    EXPECT_EQ(answer->status, 500);
    EXPECT_EQ(answer->header("Set-Cookie"), std::nullopt);
}

TEST_F(HttpServer, ErrorPageIsTheRouters) {
    server_.router.error_page = [](int status, const Request& request) {
        return connector::http::html(200, "<p>" + std::to_string(status) + request.path);
    };
    server_.start();

    const auto answer = get("/nowhere");

    EXPECT_EQ(answer->status, 404);
    EXPECT_EQ(answer->body, "<p>404/nowhere");
}

TEST_F(HttpServer, BrokenErrorPageStillAnswers) {
    server_.router.error_page = [](int, const Request&) -> Response {
        throw std::runtime_error("template");
    };
    server_.start();

    EXPECT_EQ(get("/nowhere")->status, 404);
}

TEST_F(HttpServer, RefusedMethodIsToldTheOthers) {
    server_.start();

    EXPECT_EQ(
        ask(server_.port(), "BREW / HTTP/1.1\r\nHost: a\r\n\r\n")->header("Allow"), "GET, HEAD"
    );
    EXPECT_EQ(ask(server_.port(), "TRACE /echo HTTP/1.1\r\nHost: a\r\n\r\n")->status, 405);
}

TEST_F(HttpServer, HeadIsGetWithoutTheBody) {
    server_.start();
    RawClient client(server_.port());

    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + kGet);

    EXPECT_EQ(client.read_answer(RawClient::Expect::HeadOnly)->header("Content-Length"), "5");
    EXPECT_EQ(client.read_answer()->body, "hello");
}

TEST_F(HttpServer, ForeignHostIsRefused) {
    server_.settings.allowed_hosts = {"support.acme.example"};
    server_.start();

    EXPECT_EQ(get("/")->status, 421);
    EXPECT_EQ(
        ask(server_.port(), "GET / HTTP/1.1\r\nHost: Support.Acme.Example\r\n\r\n")->status, 200
    );
}

TEST_F(HttpServer, PipelinedRequestsAreAnsweredInOrder) {
    tests::WaitingRoom room;
    server_.add(Method::Get, "/slow", [&](const Request&) {
        room.wait();
        return text(200, "slow");
    });
    server_.start();
    RawClient client(server_.port());

    client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n" + kGet);
    ASSERT_TRUE(room.has(1));
    room.release_all();

    EXPECT_EQ(client.read_answer()->body, "slow");
    EXPECT_EQ(client.read_answer()->body, "hello");
}

TEST_F(HttpServer, BodiesOfBothKindsAreRead) {
    server_.start();
    RawClient client(server_.port());

    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
    EXPECT_EQ(client.read_answer()->body, "abc");
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r");
    client.send("\n3;x=y\r\nfgh\r\n0\r\nTrailer: 1\r\n\r\n" + kGet);
    EXPECT_EQ(client.read_answer()->body, "defgh");
    EXPECT_EQ(client.read_answer()->body, "hello");
}

TEST_F(HttpServer, BodyIsInvitedWhenAsked) {
    server_.start();
    RawClient client(server_.port());

    client.send(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
    );
    EXPECT_EQ(client.read_answer(RawClient::Expect::HeadOnly)->status, 100);
    client.send("abc");

    EXPECT_EQ(client.read_answer()->body, "abc");
}

TEST_F(HttpServer, BodyThatWouldBeRefusedIsNotInvited) {
    server_.start();

    const auto answer =
        ask(server_.port(),
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n");

    EXPECT_EQ(answer->status, 413);
}

TEST_F(HttpServer, LogAndMetricsNameTheRouteAndNotThePath) {
    server_.start();

    get("/l/SECRET-TOKEN?q=SECRET-QUERY");
    get("/SECRET-PATH");
    server_.stop(base::milliseconds{1'000});

    EXPECT_TRUE(server_.log.contains("method=GET route=test/l/{token} status=200"));
    EXPECT_TRUE(server_.log.contains("method=GET route=none status=404"));
    EXPECT_FALSE(server_.log.contains("SECRET"));
    const std::string metrics = server_.metrics.as_text();
    EXPECT_NE(
        metrics.find(R"(http_requests_total{route="test/l/{token}",server="public",status="2xx"} 1)"
        ),
        std::string::npos
    ) << metrics;
    EXPECT_EQ(metrics.find("SECRET"), std::string::npos);
    EXPECT_NE(metrics.find("http_open_connections{server=\"public\"} 0"), std::string::npos);
}

TEST_F(HttpServer, TakenPortIsAnErrorThatNamesIt) {
    server_.start();
    tests::RunningServer second;
    second.settings.port = server_.port();

    try {
        second.start();
        FAIL() << "two servers on one port";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(
            std::string(error.what()).find(std::to_string(server_.port())), std::string::npos
        );
    }
}

TEST_F(HttpServer, ServerThatNeverStartedGoesAway) {
    connector::http::Router router;
    tests::SeededRandom random;

    const connector::http::Server unused({}, router, random, server_.log, server_.metrics);

    EXPECT_NE(unused.port(), 0);
}

// SR-135: what arrived before the stop is answered, wherever between kernel and handler it is.
TEST(HttpServerStop, RequestThatNobodyLookedAtYetIsAnswered) {
    for (int round = 0; round < 50; ++round) {
        tests::RunningServer server;
        server.add(Method::Get, "/", [](const Request&) { return text(200, "hello"); });
        server.bind();
        RawClient early(server.port());
        early.send(kGet);
        early.finish_sending();  // nobody waits for more of us after the answer

        server.start();
        server.stop(base::milliseconds{10'000});

        const auto answer = early.read_answer();
        ASSERT_TRUE(answer) << "round " << round;
        EXPECT_EQ(answer->body, "hello");
    }
}
