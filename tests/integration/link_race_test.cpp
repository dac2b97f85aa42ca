#include <atomic>
#include <barrier>
#include <map>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"

namespace tests {
namespace {

constexpr int kBrowsers = 64;

struct Outcome {
    int status = 0;
    bool has_session = false;
};

/// Everybody has the page open and presses the button at the same time.
std::vector<Outcome> press_together(std::vector<Browser>& browsers, const std::string& link) {
    std::vector<base::HttpResponse> pages;
    for (Browser& browser : browsers) pages.push_back(browser.get(link));
    std::vector<Outcome> outcomes(browsers.size());
    std::barrier ready(static_cast<std::ptrdiff_t>(browsers.size()));
    std::vector<std::jthread> hands;
    for (std::size_t i = 0; i < browsers.size(); ++i) {
        hands.emplace_back([&, i] {
            ready.arrive_and_wait();
            outcomes[i].status = browsers[i].submit(pages[i], link).status;
            outcomes[i].has_session = !browsers[i].cookie("jsm-session").empty();
        });
    }
    hands.clear();
    return outcomes;
}

class LinkRace : public testing::Test {
protected:
    void expect_one_winner(std::vector<Browser> browsers, const std::string& link) {
        const auto outcomes = press_together(browsers, link);

        std::map<int, int> by_status;
        int sessions = 0;
        for (const Outcome& outcome : outcomes) {
            ++by_status[outcome.status];
            sessions += outcome.has_session ? 1 : 0;
            EXPECT_EQ(outcome.has_session, outcome.status == 303);
        }
        EXPECT_EQ(by_status[303], 1);
        EXPECT_EQ(by_status[410], kBrowsers - 1) << testing::PrintToString(by_status);
        EXPECT_EQ(sessions, 1);
        EXPECT_EQ(stage_.list({"sessions", "list"}).size(), 1U);
    }

    std::string link_of_a_fresh_request() {
        stage_.jira().raise("alice", "The printer is out of toner");
        return link_from(stage_.mails().wait_for_mail("alice@customer.example", "SUP-1").text);
    }

    Stage stage_;
};

TEST_F(LinkRace, ManyBrowsersAtOnceMakeOneSession) {
    const std::string link = link_of_a_fresh_request();

    expect_one_winner(std::vector<Browser>(kBrowsers, stage_.browser()), link);
}

TEST_F(LinkRace, ManyClicksOfOneBrowserMakeOneSession) {
    const std::string link = link_of_a_fresh_request();
    Browser browser = stage_.browser();
    (void)browser.get(link);  // its cookie: from here on all copies are the same browser

    expect_one_winner(std::vector<Browser>(kBrowsers, browser), link);
}

}  // namespace
}  // namespace tests
