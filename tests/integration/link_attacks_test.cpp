#include <atomic>
#include <barrier>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/raw_client.hpp"
#include "tests/support/stage.hpp"

namespace tests {
namespace {

constexpr const char* kAlice = "alice@customer.example";
constexpr int kLinks = 50;
constexpr int kHands = 64;

/// What strangers, scanners and races do with links, against the real program.
class LinkAttacks : public testing::Test {
protected:
    LinkAttacks() {
        stage_.jira().raise("alice", "The printer is out of toner");
        link_ = link_from(stage_.mails().wait_for_mail(kAlice, "SUP-1").text);
    }

    std::string issue_link() {
        const auto issued =
            stage_.list({"link", "issue", "--request", "SUP-1", "--contact", kAlice});
        const auto url = issued["url"].get<std::string>();
        return url.substr(url.find("/l/"));
    }

    std::size_t sessions() { return stage_.list({"sessions", "list", "--limit", "10000"}).size(); }

    void expect_still_good_for_its_owner() {
        EXPECT_EQ(sessions(), 0U);
        Browser alice = stage_.browser();
        EXPECT_EQ(alice.submit(alice.get(link_), link_).status, 303);
        EXPECT_EQ(sessions(), 1U);
    }

    Stage stage_;
    std::string link_;
};

/// 64 hands press the button of each of 50 links at once, each on a connection of its own.
TEST_F(LinkAttacks, FiftyLinksPressedBySixtyFourHandsMakeFiftySessions) {
    std::vector<std::string> links;
    for (int i = 0; i < kLinks; ++i) links.push_back(issue_link());
    Browser fresh = stage_.browser();
    const Fields form = hidden_fields(fresh.get(links.front()).body, links.front());
    std::vector<std::atomic<int>> winners(kLinks);
    std::atomic<int> others = 0;
    std::barrier together(kHands);
    std::vector<std::jthread> hands;
    for (int hand = 0; hand < kHands; ++hand) {
        hands.emplace_back([&] {
            for (std::size_t i = 0; i < links.size(); ++i) {
                Browser browser = fresh;
                together.arrive_and_wait();
                const int status = browser.post(links[i], form).status;
                if (status == 303) ++winners[i];
                if (status != 303 && status != 410) ++others;
            }
        });
    }
    hands.clear();

    for (std::size_t i = 0; i < links.size(); ++i) EXPECT_EQ(winners[i], 1) << i;
    EXPECT_EQ(others, 0);
    EXPECT_EQ(sessions(), static_cast<std::size_t>(kLinks));
}

/// Every position of the token, by several other characters: none is a token, and the real one
/// stays good.
TEST_F(LinkAttacks, TamperingWithAnyByteOfATokenLeadsNowhere) {
    Browser browser = stage_.browser();
    const Fields form = hidden_fields(browser.get(link_).body, link_);
    constexpr std::size_t kStart = 3;  // behind "/l/"
    int tried = 0;
    for (std::size_t at = kStart; at < link_.size(); ++at) {
        for (const char other : std::string_view("AZa9-_.~")) {
            if (other == link_[at]) continue;
            std::string forged = link_;
            forged[at] = other;
            ASSERT_EQ(browser.post(forged, form).status, 410) << at << " " << other;
            ++tried;
        }
    }
    for (const std::string& forged :
         {link_ + "A", link_.substr(0, link_.size() - 1), link_ + "=", link_ + "%00"}) {
        Browser other = browser;
        const int status = other.post(forged, form).status;
        EXPECT_TRUE(status == 410 || status == 400) << forged << " " << status;
    }
    EXPECT_GE(tried, 700);
    EXPECT_EQ(browser.cookie("jsm-session"), "");
    expect_still_good_for_its_owner();
}

/// What mail scanners do: look, look again, and never press a button.
TEST_F(LinkAttacks, ScannerThatOnlyLooksLeavesTheLinkGood) {
    const std::string host = fmt::format("Host: localhost:{}\r\n\r\n", stage_.public_port());
    for (int i = 0; i < 10; ++i) {
        RawClient client(stage_.public_port());
        client.send(fmt::format("HEAD {} HTTP/1.1\r\n{}", link_, host));
        const auto head = client.read_answer(RawClient::Expect::HeadOnly);
        ASSERT_TRUE(head);
        EXPECT_EQ(head->status, 200);
        const auto page =
            ask(stage_.public_port(), fmt::format("GET {} HTTP/1.1\r\n{}", link_, host));
        ASSERT_TRUE(page);
        EXPECT_EQ(page->status, 200);
        EXPECT_EQ(page->body.find(kAlice), std::string::npos);
        EXPECT_EQ(page->header("Set-Cookie").value_or("").find("session"), std::string::npos);
    }
    // A scanner that posts what it has not been shown.
    const auto posted =
        ask(stage_.public_port(),
            fmt::format("POST {} HTTP/1.1\r\nContent-Length: 0\r\n{}", link_, host));
    ASSERT_TRUE(posted);
    EXPECT_EQ(posted->status, 403);
    expect_still_good_for_its_owner();
}

/// SR-20, SR-21: wherever a visitor may write something, no answer leads to another site.
TEST_F(LinkAttacks, NoAnswerLeadsToAnotherSite) {
    const std::string own = fmt::format("Host: localhost:{}\r\n", stage_.public_port());
    const std::string tricks[]{
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "%2f%2fevil.example",
        "%2F%2Fevil.example",
        "%252f%252fevil.example",
        "/%2fevil.example",
        "/%5cevil.example",
        "/%09/evil.example",
        "/%0d%0aLocation:%20https://evil.example",
        "/%00//evil.example",
        "@evil.example",
        ":80@evil.example/",
        "https://evil.example",
        "https:evil.example",
        "http:/%5cevil.example",
        "javascript:alert(1)",
        "data:text/html,evil.example",
        "%E2%88%95evil.example",
        "%EF%BC%8F%EF%BC%8Fevil.example",
        "/../evil.example",
        "/..;/evil.example",
        "/./../../evil.example",
        "/%2e%2e/evil.example",
        "?//evil.example",
        "?next=//evil.example",
        "?next=https://evil.example",
        "?return_to=//evil.example",
        "?url=%2f%2fevil.example",
        "?next=/%09/evil.example",
        "?next=",
        std::string("/").append(2000, 'a').append("evil.example")};
    std::vector<std::string> heads;
    for (const std::string& trick : tricks) {
        for (const std::string path : {"", "/sup", "/sup/", "/sup/sign-in", "/sup/requests/SUP-1"})
            heads.push_back("GET " + path + trick + " HTTP/1.1\r\n" + own);
    }
    for (const std::string forged :
         {"X-Forwarded-Host: evil.example",
          "X-Forwarded-Proto: evil.example://",
          "Forwarded: host=evil.example;proto=https",
          "X-Host: evil.example",
          "X-Original-URL: //evil.example",
          "X-Rewrite-URL: https://evil.example/",
          "Referer: https://evil.example/"}) {
        for (const std::string path : {"/sup", "/sup/", "/sup/requests/SUP-1"})
            heads.push_back("GET " + path + " HTTP/1.1\r\n" + forged + "\r\n" + own);
    }
    for (const std::string host :
         {"evil.example",
          "localhost:1@evil.example",
          "evil.example:80",
          "localhost.evil.example",
          "localhost\tevil.example",
          "",
          "localhost:99999"}) {
        heads.push_back("GET /sup HTTP/1.1\r\nHost: " + host + "\r\n");
        heads.push_back("GET /sup HTTP/1.1\r\n" + own + "Host: " + host + "\r\n");
        heads.push_back("GET http://evil.example/sup HTTP/1.1\r\nHost: " + host + "\r\n");
    }
    int redirects = 0;
    for (const std::string& head : heads) {
        const auto answer = ask(stage_.public_port(), head + "\r\n");
        if (!answer) continue;  // a connection that was cut leads nowhere
        const auto location = answer->header("Location");
        if (!location) {
            EXPECT_NE(answer->status / 100, 3) << head;
            continue;
        }
        ++redirects;
        EXPECT_TRUE(location->starts_with("/sup")) << head << *location;
        EXPECT_EQ(location->find("evil"), std::string::npos) << head << *location;
        EXPECT_EQ(location->find('\\'), std::string::npos) << head << *location;
    }
    EXPECT_GT(redirects, 20) << "what does not redirect at all proves little";
}

/// A return path in the form is not looked at: the link's own request is where it leads.
TEST_F(LinkAttacks, FormThatNamesAnotherPlaceLeadsToTheRequest) {
    Browser browser = stage_.browser();
    const auto page = browser.get(link_ + "?next=//evil.example");
    const auto answer = browser.submit(
        page, link_, {{"next", "//evil.example"}, {"return_to", "https://evil.example"}}
    );
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(answer.header("location"), "/sup/requests/SUP-1");
}

}  // namespace
}  // namespace tests
