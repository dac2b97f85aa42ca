#include <csignal>
#include <memory>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/support/raw_client.hpp"
#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using testing::HasSubstr;

constexpr std::string_view kAlice = "alice@customer.example";
constexpr std::string_view kThread = "/sup/requests/SUP-1";

/// Open pages of the real program.
class Live : public testing::Test {
protected:
    Live() { stage_.jira().raise("alice", "The printer is out of toner", "It prints nothing."); }

    /// The stream of that browser, as its script opens it; `last`: what it has seen last.
    std::unique_ptr<RawClient> listen(const Browser& browser, const std::string& last = "") {
        auto client = std::make_unique<RawClient>(stage_.public_port());
        client->send(fmt::format(
            "GET /sup/events HTTP/1.1\r\nHost: localhost:{}\r\nCookie: jsm-session={}\r\n{}\r\n",
            stage_.public_port(),
            browser.cookie("jsm-session"),
            last.empty() ? "" : "Last-Event-ID: " + last + "\r\n"
        ));
        return client;
    }

    /// The last number that it was told.
    static std::string last_id(const RawClient& client) {
        const std::string& all = client.received();
        const std::size_t from = all.rfind("id: ") + 4;
        return all.substr(from, all.find('\n', from) - from);
    }

    Stage stage_;
};

TEST_F(Live, AgentsAnswerIsToldAndStandsOnThePage) {
    Browser browser = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
    const auto stream = listen(browser);
    ASSERT_TRUE(stream->receives("\nid: ")) << stream->received();
    EXPECT_THAT(stream->received(), HasSubstr("HTTP/1.1 200 OK"));

    stage_.jira().comment("SUP-1", "We are sending somebody.", Audience::Public);

    ASSERT_TRUE(stream->receives("event: request\ndata: SUP-1\n\n"));
    EXPECT_THAT(browser.get(kThread).body, HasSubstr("We are sending somebody."));
    EXPECT_THAT(stream->received(), testing::Not(HasSubstr("sending somebody")));
}

TEST_F(Live, ChangeOfStatusIsToldAndStandsInTheThread) {
    Browser browser = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
    EXPECT_THAT(browser.get(kThread).body, testing::Not(HasSubstr("Status changed to")));
    const auto stream = listen(browser);
    ASSERT_TRUE(stream->receives("\nid: "));

    stage_.jira().change_status("SUP-1", "In progress");

    ASSERT_TRUE(stream->receives("event: request\ndata: SUP-1\n\n"));
    EXPECT_THAT(browser.get(kThread).body, HasSubstr("Status changed to <bdi>In progress</bdi>"));
}

TEST_F(Live, ReplyIsToldWhenJiraHasIt) {
    Browser browser = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
    const auto stream = listen(browser);
    ASSERT_TRUE(stream->receives("\nid: "));

    const auto page = browser.get(kThread);
    browser.submit(page, std::string(kThread) + "/comments", {{"text", "By the window."}});

    ASSERT_TRUE(stream->receives("event: request\ndata: SUP-1\n\n"));
    wait_until("the page to say so", [&] {
        return browser.get(kThread).body.find("Sending") == std::string::npos;
    });
}

TEST_F(Live, WhatWasMissedIsToldAfterAReconnectAndAfterARestart) {
    Browser browser = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
    auto stream = listen(browser);
    ASSERT_TRUE(stream->receives("\nid: "));
    std::string seen = last_id(*stream);
    stream.reset();

    stage_.jira().comment("SUP-1", "While you were away.", Audience::Public);
    (void)stage_.mails().wait_for_mail(kAlice, "While you were away.");
    stream = listen(browser, seen);
    ASSERT_TRUE(stream->receives("event: request\ndata: SUP-1\n\n"));
    stream.reset();

    EXPECT_EQ(stage_.stop_connector(), 0);
    stage_.start_connector();
    stream = listen(browser, seen);
    EXPECT_TRUE(stream->receives("event: request\ndata: SUP-1\n\n"));
}

TEST_F(Live, SigningOutEndsTheStream) {
    Browser browser = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
    const auto stream = listen(browser);
    ASSERT_TRUE(stream->receives("\nid: "));

    browser.submit(browser.get("/sup/"), "/sup/sign-out", {});

    const auto all = stream->read_until_closed(std::chrono::seconds(5));
    ASSERT_TRUE(all);
    EXPECT_TRUE(all->ends_with("event: over\ndata: -\n\n"));
}

TEST_F(Live, OperatorsCommandEndsTheStream) {
    Browser browser = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
    const auto stream = listen(browser);
    ASSERT_TRUE(stream->receives("\nid: "));

    EXPECT_EQ(stage_.command({"sessions", "end", "--contact", std::string(kAlice)}).exit_code, 0);

    EXPECT_TRUE(stream->read_until_closed(std::chrono::seconds(5)));
}

TEST_F(Live, StopAndReloadEndStreamsAtOnce) {
    Browser browser = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
    auto stream = listen(browser);
    ASSERT_TRUE(stream->receives("\nid: "));

    stage_.connector().signal(SIGHUP);
    EXPECT_TRUE(stream->read_until_closed(std::chrono::seconds(11)));
    wait_until("the reload", [&] {
        const std::string log = stage_.log();
        return log.find("daemon.ready") != log.rfind("daemon.ready");
    });

    stream = listen(browser);
    ASSERT_TRUE(stream->receives("\nid: "));
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(stage_.stop_connector(), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(11));
    EXPECT_TRUE(stream->read_until_closed(std::chrono::seconds(5)));
}

}  // namespace
}  // namespace tests
