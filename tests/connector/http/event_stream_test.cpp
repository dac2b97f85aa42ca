#include "connector/http/event_stream.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/connector/http/running_server.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/waiting.hpp"

namespace {

using connector::http::EventStream;
using connector::http::Method;
using connector::http::Request;
using connector::http::text;
using tests::RawClient;

const std::string kOpen = "GET /events HTTP/1.1\r\nHost: a\r\n\r\n";

/// A server whose /events opens a stream that the test publishes to.
class EventStreams : public testing::Test {
protected:
    EventStreams() {
        server_.add(Method::Get, "/events", [this](const Request& request) {
            auto stream =
                std::make_shared<EventStream>(request.client_address, [gone = gone_] { ++*gone; });
            stream->publish("data: hello\n\n");
            const std::scoped_lock lock(mutex_);
            streams_.push_back(stream);
            return connector::http::event_stream(std::move(stream));
        });
        server_.add(Method::Get, "/", [](const Request&) { return text(200, "page"); });
    }

    std::shared_ptr<EventStream> stream(std::size_t index = 0) {
        const std::scoped_lock lock(mutex_);
        return index < streams_.size() ? streams_[index].lock() : nullptr;
    }

    /// Waits for it.
    bool are_gone(int count) {
        tests::wait_until("streams to be gone", [&] { return *gone_ == count; });
        return true;
    }

    std::string metric(const std::string& name) {
        const std::string all = server_.metrics.as_text();
        const std::size_t at = all.find(name + "{server=\"public\"} ");
        if (at == std::string::npos) return "";
        const std::size_t from = all.find("} ", at) + 2;
        return all.substr(from, all.find('\n', from) - from);
    }

    // Last to go: the handler writes to all of these.
    std::shared_ptr<std::atomic<int>> gone_ = std::make_shared<std::atomic<int>>(0);
    std::mutex mutex_;
    std::vector<std::weak_ptr<EventStream>> streams_;
    tests::RunningServer server_;
};

TEST_F(EventStreams, HeadSaysThatItIsOneAndHasNoLength) {
    server_.start();
    RawClient client(server_.port());
    client.send(kOpen);

    ASSERT_TRUE(client.receives("data: hello\n\n"));
    const std::string head = client.received();
    EXPECT_NE(head.find("HTTP/1.1 200 OK\r\n"), std::string::npos);
    EXPECT_NE(head.find("Content-Type: text/event-stream; charset=utf-8\r\n"), std::string::npos);
    EXPECT_NE(head.find("Cache-Control: no-store\r\n"), std::string::npos);
    EXPECT_NE(head.find("X-Accel-Buffering: no\r\n"), std::string::npos);
    EXPECT_NE(head.find("Connection: close\r\n"), std::string::npos);
    EXPECT_NE(head.find("Content-Security-Policy: "), std::string::npos);
    EXPECT_EQ(head.find("Content-Length"), std::string::npos);
    EXPECT_EQ(head.find("Transfer-Encoding"), std::string::npos);
}

TEST_F(EventStreams, WhatIsPublishedArrivesWholeAndInOrder) {
    server_.start();
    RawClient client(server_.port());
    client.send(kOpen);
    ASSERT_TRUE(client.receives("hello"));

    std::string expected = "data: hello\n\n";
    for (int i = 0; i < 100; ++i) {
        const std::string event = fmt::format("id: {}\ndata: x\n\n", i);
        ASSERT_TRUE(stream()->publish(event));
        expected += event;
    }

    ASSERT_TRUE(client.receives(expected));
}

TEST_F(EventStreams, ClientThatLeavesIsNoticedAndLetGo) {
    server_.start();
    {
        RawClient client(server_.port());
        client.send(kOpen);
        ASSERT_TRUE(client.receives("hello"));
        EXPECT_EQ(metric("http_open_streams"), "1");
    }

    EXPECT_TRUE(are_gone(1));
    EXPECT_EQ(stream(), nullptr);
    EXPECT_EQ(metric("http_open_streams"), "0");
    EXPECT_EQ(metric("http_open_connections"), "0");
}

TEST_F(EventStreams, ClosedStreamEndsAfterWhatWasPublished) {
    server_.start();
    RawClient client(server_.port());
    client.send(kOpen);
    ASSERT_TRUE(client.receives("hello"));

    stream()->publish("data: last\n\n");
    stream()->close();

    const auto all = client.read_until_closed();
    ASSERT_TRUE(all);
    EXPECT_TRUE(all->ends_with("data: last\n\n"));
    EXPECT_TRUE(are_gone(1));
}

TEST_F(EventStreams, SilentStreamGetsHeartbeats) {
    server_.settings.stream_heartbeat = base::milliseconds{60};
    server_.start();
    RawClient client(server_.port());
    client.send(kOpen);

    EXPECT_TRUE(client.receives(":\n\n:\n\n"));
}

TEST_F(EventStreams, SlowReaderIsDroppedAndHoldsLittle) {
    server_.settings.stream_write_deadline = base::milliseconds{100};
    server_.start();
    RawClient client(server_.port(), 4096);
    client.send(kOpen);
    ASSERT_TRUE(client.receives("hello"));

    // The client reads no more: its and our buffers fill, then the queue, and then it is over.
    const std::string event = "data: " + std::string(1000, 'x') + "\n\n";
    bool is_refused = false;
    for (int i = 0; i < 10'000 && !is_refused; ++i) {
        const auto open = stream();
        is_refused = open != nullptr && !open->publish(event);
    }
    EXPECT_TRUE(is_refused) << "what is queued is bounded";
    EXPECT_TRUE(are_gone(1));
    EXPECT_EQ(metric("http_streams_dropped_total"), "1");
}

TEST_F(EventStreams, ReaderWhoTakesNothingIsCutAtTheDeadline) {
    server_.settings.stream_write_deadline = base::milliseconds{100};
    server_.start();
    RawClient client(server_.port(), 4096);
    client.send(kOpen);
    ASSERT_TRUE(client.receives("hello"));

    // Slowly enough for the queue, until the sockets' own buffers are full and a write hangs.
    const std::string event = "data: " + std::string(4000, 'x') + "\n\n";
    tests::wait_until("the stream to be cut", [&] {
        if (const auto open = stream()) open->publish(event);
        return *gone_ == 1;
    });
    EXPECT_EQ(metric("http_streams_dropped_total"), "1");
}

TEST_F(EventStreams, ClientThatTalksOnAndOnIsClosed) {
    server_.start();
    RawClient client(server_.port());
    client.send(kOpen);
    ASSERT_TRUE(client.receives("hello"));

    client.send(std::string(10'000, 'x'));

    EXPECT_TRUE(are_gone(1));
}

TEST_F(EventStreams, AreBoundedInAll) {
    server_.settings.max_streams = 2;
    server_.start();
    RawClient first(server_.port());
    RawClient second(server_.port());
    first.send(kOpen);
    second.send(kOpen);
    ASSERT_TRUE(first.receives("hello"));
    ASSERT_TRUE(second.receives("hello"));

    const auto refused = tests::ask(server_.port(), kOpen);

    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 503);
    EXPECT_TRUE(are_gone(1)) << "the one that never began";
    EXPECT_EQ(tests::ask(server_.port(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n")->status, 200);

    stream(0)->close();
    ASSERT_TRUE(first.read_until_closed());
    ASSERT_TRUE(are_gone(2));
    RawClient third(server_.port());
    third.send(kOpen);
    EXPECT_TRUE(third.receives("hello")) << "room again";
}

TEST_F(EventStreams, AreBoundedForEachClient) {
    server_.settings.max_streams_per_client = 1;
    server_.settings.trusted_proxies = {"127.0.0.1/32"};
    server_.start();
    const auto open_for = [](const char* client) {
        return fmt::format(
            "GET /events HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {}\r\n\r\n", client
        );
    };
    RawClient anns(server_.port());
    anns.send(open_for("192.0.2.1"));
    ASSERT_TRUE(anns.receives("hello"));

    EXPECT_EQ(tests::ask(server_.port(), open_for("192.0.2.1"))->status, 429);
    RawClient bobs(server_.port());
    bobs.send(open_for("192.0.2.2"));
    EXPECT_TRUE(bobs.receives("hello"));
}

TEST_F(EventStreams, StopEndsThemAtOnceWhateverItsGrace) {
    server_.settings.threads = 2;
    server_.start();
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<RawClient>(server_.port()));
        clients.back()->send(kOpen);
        ASSERT_TRUE(clients.back()->receives("hello"));
    }
    const auto began = std::chrono::steady_clock::now();

    server_.stop(std::chrono::minutes(1));

    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
    EXPECT_TRUE(are_gone(20));
    for (const auto& client : clients) EXPECT_TRUE(client->read_until_closed());
}

TEST_F(EventStreams, PublishingAfterTheEndDoesNothing) {
    server_.start();
    auto kept = std::shared_ptr<EventStream>();
    {
        RawClient client(server_.port());
        client.send(kOpen);
        ASSERT_TRUE(client.receives("hello"));
        kept = stream();
    }
    server_.stop(base::milliseconds{0});

    kept->publish("data: nobody\n\n");
    kept->close();
    EXPECT_FALSE(kept->publish("data: nobody\n\n"));
}

TEST_F(EventStreams, HeadRequestOpensNone) {
    server_.start();

    RawClient client(server_.port());
    client.send("HEAD /events HTTP/1.1\r\nHost: a\r\n\r\n");

    ASSERT_TRUE(client.read_answer(RawClient::Expect::HeadOnly));
    EXPECT_TRUE(are_gone(1));
    EXPECT_EQ(metric("http_open_streams"), "0");
}

}  // namespace
