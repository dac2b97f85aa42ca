#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "tests/connector/http/running_server.hpp"
#include "tests/support/raw_client.hpp"

using connector::http::Method;
using connector::http::Request;
using connector::http::text;
using tests::RawClient;

namespace {

/// Handlers that wait, on a server with one thread.
class WaitingHandlers : public testing::Test {
protected:
    WaitingHandlers() {
        server_.add(Method::Get, "/wait/{name}", [this](const Request& request) {
            room_.wait();
            room_.wait();
            return text(200, request.path_value("name"));
        });
        server_.add(Method::Get, "/now", [](const Request&) { return text(200, "now"); });
        server_.start();
    }

    ~WaitingHandlers() override { room_.release_all(); }

    tests::WaitingRoom room_;
    tests::RunningServer server_;
};

std::string get(const std::string& path) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

}  // namespace

TEST_F(WaitingHandlers, TwoHundredWaitAtOnceOnOneThread) {
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 200; ++i) {
        clients.push_back(std::make_unique<RawClient>(server_.port()));
        clients.back()->send(get("/wait/" + std::to_string(i)));
    }

    ASSERT_TRUE(room_.has(200));
    EXPECT_EQ(tests::ask(server_.port(), get("/now"))->body, "now");
    room_.release_all();
    ASSERT_TRUE(room_.has(200));
    room_.release_all();

    for (std::size_t i = 0; i < clients.size(); ++i) {
        EXPECT_EQ(clients[i]->read_answer()->body, std::to_string(i));
    }
}

TEST_F(WaitingHandlers, ClientThatLeavesDoesNotDisturbItsHandler) {
    {
        RawClient client(server_.port());
        client.send(get("/wait/x"));
        ASSERT_TRUE(room_.has(1));
    }
    room_.release_all();
    ASSERT_TRUE(room_.has(1));
    room_.release_all();

    EXPECT_EQ(tests::ask(server_.port(), get("/now"))->body, "now");
}

// SR-135
TEST_F(WaitingHandlers, RequestUnderWayIsAnsweredAfterStop) {
    RawClient busy(server_.port());
    RawClient idle(server_.port());
    busy.send(get("/wait/x"));
    idle.send(get("/now"));
    ASSERT_TRUE(idle.read_answer());
    ASSERT_TRUE(room_.has(1));

    std::jthread stopping([&] { server_.stop(base::milliseconds{10'000}); });
    EXPECT_TRUE(idle.is_closed_within(std::chrono::seconds(5))) << "idle connections are closed";
    room_.release_all();
    ASSERT_TRUE(room_.has(1));
    room_.release_all();
    const auto answer = busy.read_answer();

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "x");
    EXPECT_EQ(answer->header("Connection"), "close");
}

TEST_F(WaitingHandlers, NobodyIsAcceptedAfterStop) {
    server_.stop(base::milliseconds{1'000});

    EXPECT_THROW(RawClient{server_.port()}, std::runtime_error);
    server_.stop(base::milliseconds{1'000});
}

TEST_F(WaitingHandlers, HandlerThatNeverEndsIsAbandonedAfterGrace) {
    RawClient client(server_.port());
    client.send(get("/wait/x"));
    ASSERT_TRUE(room_.has(1));

    server_.stop(base::milliseconds{100});

    EXPECT_TRUE(client.is_closed_within(std::chrono::seconds(1)));
    EXPECT_TRUE(server_.log.contains("http.handlers_abandoned server=public count=1"));
    room_.release_all();  // whoever resumes it later does no harm
}
