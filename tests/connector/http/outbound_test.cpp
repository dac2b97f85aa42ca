#include "connector/http/outbound.hpp"

#include <atomic>
#include <cstdlib>
#include <future>

#include <gtest/gtest.h>
#include <poll.h>

#include "base/bytes.hpp"
#include "tests/connector/http/resolved_name.hpp"
#include "tests/connector/http/running_server.hpp"
#include "tests/connector/http/scripted_peer.hpp"
#include "tests/support/raw_client.hpp"

using base::ErrorKind;
using connector::http::Method;
using connector::http::Outbound;
using connector::http::Request;
using connector::http::Response;
using connector::http::text;

namespace {

/// Far beyond what anything here takes: only what hangs gets that far.
constexpr base::milliseconds kPatience{60'000};

/// "x" a million times as gzip: a kilobyte, nearly all of it zeros.
std::string bomb() {
    const auto first = base::from_hex("1f8b08000000000002ffedc1010100000082a0dbce6f484001");
    const auto last = base::from_hex("af06c25b746340420f00");
    return std::string(base::as_text(*first)) + std::string(968, '\0') +
           std::string(base::as_text(*last));
}

/// Empty blocks without end, as gzip: 200 kB that unpack to nothing.
std::string empty_blocks() {
    std::string bytes(base::as_text(*base::from_hex("1f8b0800000000000003")));
    for (int i = 0; i < 40'000; ++i) bytes += std::string("\0\0\0\xff\xff", 5);
    return bytes + std::string("\1\0\0\xff\xff", 5) + std::string(8, '\0');
}

class OutboundCalls : public testing::Test {
protected:
    OutboundCalls() {
        server_.add(Method::Get, "/", [](const Request&) { return text(200, "hello"); });
        server_.add(Method::Get, "/away", [this](const Request&) {
            Response response = connector::http::see_other("/");
            response.headers.push_back({"X-Seen", std::to_string(++redirects_)});
            return response;
        });
        server_.add(Method::Get, "/big", [](const Request&) {
            return text(200, std::string(100'000, 'x'));
        });
        server_.add(Method::Get, "/bomb", [](const Request&) {
            Response response = text(200, bomb());
            response.headers.push_back({"Content-Encoding", "gzip"});
            return response;
        });
        server_.add(Method::Get, "/empty", [](const Request&) {
            Response response = text(200, empty_blocks());
            response.headers.push_back({"Content-Encoding", "gzip"});
            return response;
        });
        server_.add(Method::Get, "/slow", [this](const Request&) {
            room_.wait();
            return text(200, "slow");
        });
        server_.add(Method::Get, "/drip", [](const Request&) {
            Response response = text(200, "");
            response.stream =
                connector::http::StreamedBody{1'000'000, []() -> base::Result<std::string> {
                                                  ::poll(nullptr, 0, 20);
                                                  return std::string(1, 'x');
                                              }};
            return response;
        });
        const auto echo = [](const Request& request) {
            return text(
                201,
                request.body + "|" + std::string(request.header("x-a").value_or("none")) + "|" +
                    std::string(request.header("content-type").value_or("none"))
            );
        };
        server_.add(Method::Post, "/echo", echo, 1U << 20U);
        server_.add(Method::Put, "/echo", echo, 1U << 20U);
        server_.add(Method::Delete, "/echo", echo);
        server_.start();
    }

    ~OutboundCalls() override { room_.release_all(); }

    [[nodiscard]] std::string url(std::uint16_t port, const std::string& path) const {
        return "http://127.0.0.1:" + std::to_string(port) + path;
    }

    /// One call to `path` on `port` (our own server by default).
    base::Result<base::HttpResponse> call(base::HttpRequest request, std::uint16_t port = 0) {
        if (port == 0) port = server_.port();
        Outbound outbound({{url(port, "")}}, server_.log);
        request.url = url(port, request.url);
        return outbound.send(request);
    }

    tests::WaitingRoom room_;
    tests::RunningServer server_;
    std::atomic<int> redirects_{0};
};

}  // namespace

TEST_F(OutboundCalls, AnswerComesBackWhole) {
    const auto answer = call({.url = "/"});

    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "hello");
    EXPECT_EQ(answer->header("content-type"), "text/plain; charset=utf-8");
}

TEST_F(OutboundCalls, EveryMethodCarriesWhatItShould) {
    EXPECT_EQ(
        call({.method = "POST", .url = "/echo", .headers = {{"X-A", "1"}}, .body = "b"})->body,
        "b|1|none"
    );
    EXPECT_EQ(call({.method = "PUT", .url = "/echo", .body = "b"})->body, "b|none|none");
    EXPECT_EQ(call({.method = "POST", .url = "/echo"})->body, "|none|none");
    EXPECT_EQ(call({.method = "DELETE", .url = "/echo"})->status, 201);
    const auto head = call({.method = "HEAD", .url = "/"});
    ASSERT_TRUE(head) << head.error().message;
    EXPECT_EQ(head->header("content-length"), "5");
}

TEST_F(OutboundCalls, LongBodyArrivesWhole) {
    const std::string body(500'000, 'b');

    EXPECT_EQ(call({.method = "POST", .url = "/echo", .body = body})->body, body + "|none|none");
}

// SR-75
TEST_F(OutboundCalls, RedirectIsAnAnswerAndNotFollowed) {
    const auto answer = call({.url = "/away"});

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 303);
    EXPECT_EQ(redirects_, 1);
}

TEST_F(OutboundCalls, NoKindOfRedirectIsFollowedWhereverItLeads) {
    for (const int status : {301, 302, 303, 307, 308}) {
        tests::ScriptedPeer there({"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthere"});
        const std::string start = "HTTP/1.1 " + std::to_string(status) + " Away\r\nLocation: ";
        tests::ScriptedPeer here(
            {start + "/elsewhere\r\nContent-Length: 0\r\n\r\n",
             start + url(there.port(), "/") + "\r\nContent-Length: 0\r\n\r\n"}
        );
        // Even a redirect to where calls may go.
        Outbound outbound({{url(here.port(), ""), url(there.port(), "")}}, server_.log);

        for (const char* path : {"/same-host", "/other-host"}) {
            const auto answer = outbound.send({.url = url(here.port(), path)});
            ASSERT_TRUE(answer) << answer.error().message;
            EXPECT_EQ(answer->status, status);
        }
        EXPECT_EQ(here.requests(), 2) << status;
        EXPECT_EQ(there.connections(), 0) << status;
    }
}

TEST_F(OutboundCalls, ForeignOriginIsRefusedWithoutAConnection) {
    tests::ScriptedPeer foreign({});
    Outbound outbound({{url(server_.port(), "")}}, server_.log);

    const auto answer = outbound.send({.url = url(foreign.port(), "/")});

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::Invalid);
    EXPECT_EQ(foreign.connections(), 0);
}

TEST_F(OutboundCalls, MetadataAddressIsNeverDialled) {
    Outbound outbound({{"http://169.254.169.254"}}, server_.log);

    const auto answer = outbound.send(
        {.url = "http://169.254.169.254/latest/", .deadline = base::milliseconds{3'000}}
    );

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(answer.error().message.find("Timeout"), std::string::npos) << "refused, not tried";
}

/// What a name server of somebody else's may say of a name that is allowed (SR-75).
TEST_F(OutboundCalls, NameThatResolvesToAnAddressWithoutASiteIsNeverDialled) {
    for (const char* address :
         {"169.254.169.254",
          "0.0.0.0",
          "224.0.0.1",
          "fe80::1",
          "ff02::1",
          "::",
          "::ffff:169.254.169.254"}) {
        const tests::ResolvedName name("rebound.example", address);
        Outbound outbound({{"http://rebound.example"}}, server_.log);

        const auto answer =
            outbound.send({.url = "http://rebound.example/", .deadline = base::milliseconds{5'000}}
            );
        ASSERT_FALSE(answer) << address;
        EXPECT_EQ(answer.error().kind, ErrorKind::Unavailable);
        EXPECT_EQ(tests::ResolvedName::connects(), 0) << address;
    }
}

/// So that the test above shows something: the same way leads to an address that is good.
TEST_F(OutboundCalls, NameThatResolvesToALoopbackServerIsCalled) {
    const tests::ResolvedName name("site.example", "127.0.0.1");
    const std::string origin = "http://site.example:" + std::to_string(server_.port());
    Outbound outbound({{origin}}, server_.log);

    const auto answer = outbound.send({.url = origin + "/"});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, "hello");
    EXPECT_EQ(tests::ResolvedName::connects(), 1);
}

TEST_F(OutboundCalls, DeadlineIsTotalHoweverSteadilyTheAnswerDrips) {
    const auto answer = call({.url = "/drip", .deadline = base::milliseconds{300}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().message, "GET 127.0.0.1: Timeout was reached");
}

TEST_F(OutboundCalls, DeadlineEndsASlowAnswer) {
    const auto answer = call({.url = "/slow?key=SECRET", .deadline = base::milliseconds{200}});

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(answer.error().message, "GET 127.0.0.1: Timeout was reached");
}

TEST_F(OutboundCalls, WaitingForAConnectionCountsToTheDeadline) {
    Outbound outbound({{url(server_.port(), "")}, "", 1}, server_.log);
    std::atomic<bool> first_is_done = false;
    std::jthread first([&] {
        static_cast<void>(outbound.send({.url = url(server_.port(), "/slow")}));
        first_is_done = true;
    });
    ASSERT_TRUE(room_.has(1));

    const auto answer =
        outbound.send({.url = url(server_.port(), "/"), .deadline = base::milliseconds{200}});

    EXPECT_FALSE(answer);
    EXPECT_FALSE(first_is_done);
    room_.release_all();
}

TEST_F(OutboundCalls, AnswerOverItsCapIsRejected) {
    EXPECT_TRUE(call({.url = "/big", .max_answer_bytes = 100'000}));
    const auto answer = call({.url = "/big", .max_answer_bytes = 99'999});

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::Rejected);
}

TEST_F(OutboundCalls, CapHoldsAfterDecompression) {
    EXPECT_EQ(call({.url = "/bomb"})->body.size(), 1'000'000U);
    const auto answer = call({.url = "/bomb", .max_answer_bytes = 100'000});

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::Rejected);
}

TEST_F(OutboundCalls, CapHoldsBeforeDecompression) {
    EXPECT_EQ(call({.url = "/empty"})->body, "");
    const auto answer = call({.url = "/empty", .max_answer_bytes = 100'000});

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::Rejected);
}

TEST_F(OutboundCalls, GoThroughTheProxyWithItsPassword) {
    tests::ScriptedPeer proxy({"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy"});
    Outbound outbound(
        {.allowed_origins = {"http://site.example"},
         .proxy = base::Secret("http://user:pass@127.0.0.1:" + std::to_string(proxy.port()))},
        server_.log
    );

    const auto answer = outbound.send({.url = "http://site.example/rest"});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, "proxy");
    EXPECT_TRUE(proxy.last_request().starts_with("GET http://site.example/rest HTTP/1.1\r\n"));
    EXPECT_NE(
        proxy.last_request().find("Proxy-Authorization: Basic dXNlcjpwYXNz\r\n"), std::string::npos
    );
}

TEST_F(OutboundCalls, TlsGoesThroughTheProxyByATunnel) {
    tests::ScriptedPeer proxy({"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"});
    Outbound outbound(
        {.allowed_origins = {"https://site.example"},
         .proxy = base::Secret("http://127.0.0.1:" + std::to_string(proxy.port()))},
        server_.log
    );

    const auto answer = outbound.send(
        {.url = "https://site.example/rest", .headers = {{"Authorization", "Bearer secret"}}}
    );
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(answer.error().message, "GET site.example: the proxy refused to pass it on (403)");
    EXPECT_TRUE(proxy.last_request().starts_with("CONNECT site.example:443 "));
    EXPECT_EQ(proxy.last_request().find("secret"), std::string::npos);
}

TEST_F(OutboundCalls, ProxyThatIsAwayIsNamed) {
    std::uint16_t port = 0;
    { port = tests::ScriptedPeer({}).port(); }
    Outbound outbound(
        {.allowed_origins = {"https://site.example"},
         .proxy = base::Secret("http://user:pass@127.0.0.1:" + std::to_string(port))},
        server_.log
    );

    const auto answer = outbound.send({.url = "https://site.example/rest"});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().message, "GET site.example: the proxy could not be reached");
}

TEST_F(OutboundCalls, ProxiesOfTheEnvironmentAreNotLookedAt) {
    tests::ScriptedPeer proxy({});
    const std::string address = url(proxy.port(), "");
    ::setenv("http_proxy", address.c_str(), 1);
    ::setenv("ALL_PROXY", address.c_str(), 1);
    const auto answer = call({.url = "/"});
    ::unsetenv("http_proxy");
    ::unsetenv("ALL_PROXY");

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "hello");
    EXPECT_EQ(proxy.connections(), 0);
}

TEST_F(OutboundCalls, AnswerCutShortIsUnavailable) {
    tests::ScriptedPeer peer({"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"});

    const auto answer = call({.url = "/"}, peer.port());

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::Unavailable);
}

TEST_F(OutboundCalls, EndlessHeadersAreRejected) {
    std::string bytes = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 2'000; ++i) bytes += "X-Filler: " + std::string(50, 'x') + "\r\n";
    tests::ScriptedPeer peer({bytes});

    const auto answer = call({.url = "/"}, peer.port());

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::Rejected);
}

TEST_F(OutboundCalls, NobodyListeningIsUnavailable) {
    std::uint16_t port = 0;
    { port = tests::ScriptedPeer({}).port(); }

    const auto answer = call({.url = "/"}, port);

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::Unavailable);
}

TEST_F(OutboundCalls, HeaderThatWouldLeaveItsLineIsInvalid) {
    using namespace std::string_literals;
    for (const auto& header : std::vector<base::HttpHeader>{
             {"X-A", "a\r\nX-B: b"},
             {"X-A", "a\nb"},
             {"X-A", "a\0b"s},
             {"X\r\nY", "a"},
             {"Host", "evil"},
             {"Content-Length", "0"},
             {"Transfer-Encoding", "chunked"}}) {
        const auto answer = call({.url = "/", .headers = {header}});
        ASSERT_FALSE(answer) << header.name;
        EXPECT_EQ(answer.error().kind, ErrorKind::Invalid);
    }
    EXPECT_EQ(call({.method = "GET /x", .url = "/"}).error().kind, ErrorKind::Invalid);
}

// SR-77: the peer may have acted on the first one.
TEST_F(OutboundCalls, PostIsNotSentAgainWhenAKeptConnectionDies) {
    tests::ScriptedPeer peer({"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""});
    Outbound outbound({{url(peer.port(), "")}}, server_.log);
    const base::HttpRequest post{.method = "POST", .url = url(peer.port(), "/"), .body = "comment"};

    ASSERT_TRUE(outbound.send(post));
    const auto second = outbound.send(post);

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(peer.requests(), 2);
}

TEST_F(OutboundCalls, CallsUnderWayEndWithTheTransport) {
    auto outbound = std::make_unique<Outbound>(
        connector::http::OutboundSettings{{url(server_.port(), "")}}, server_.log
    );
    base::Result<base::HttpResponse> answer = base::HttpResponse{};
    std::jthread caller([&] { answer = outbound->send({.url = url(server_.port(), "/slow")}); });
    ASSERT_TRUE(room_.has(1));

    outbound.reset();
    caller.join();

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::Unavailable);
}

TEST_F(OutboundCalls, StopFailsTheCallUnderWayAndEveryLaterOne) {
    Outbound outbound({{url(server_.port(), "")}}, server_.log);
    auto under_way = std::async(std::launch::async, [&] {
        return outbound.send({.url = url(server_.port(), "/slow"), .deadline = kPatience});
    });
    ASSERT_TRUE(room_.has(1));

    outbound.stop();

    const bool has_ended = under_way.wait_for(kPatience / 2) == std::future_status::ready;
    room_.release_all();
    ASSERT_TRUE(has_ended) << "it waited for the peer";
    const auto answer = under_way.get();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::Unavailable);
    const auto later = outbound.send({.url = url(server_.port(), "/")});
    ASSERT_FALSE(later);
    EXPECT_EQ(later.error().kind, ErrorKind::Unavailable);
}

TEST_F(OutboundCalls, HandlerThatCallsOutHoldsNoThread) {
    tests::RunningServer front;
    Outbound outbound({{url(server_.port(), "")}}, server_.log);
    front.add(Method::Get, "/", [&](const Request&) {
        const auto answer = outbound.send({.url = url(server_.port(), "/slow")});
        return text(answer ? 200 : 503, answer ? answer->body : answer.error().message);
    });
    front.add(Method::Get, "/now", [](const Request&) { return text(200, "now"); });
    front.start();
    tests::RawClient waiting(front.port());
    waiting.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(room_.has(1));

    EXPECT_EQ(tests::ask(front.port(), "GET /now HTTP/1.1\r\nHost: a\r\n\r\n")->body, "now");
    room_.release_all();

    EXPECT_EQ(waiting.read_answer()->body, "slow");
}
