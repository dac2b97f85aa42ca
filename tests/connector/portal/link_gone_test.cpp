#include <set>

#include <gtest/gtest.h>

#include "connector/access/token.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using tests::Browser;
using namespace std::chrono_literals;

/// Links that open nothing (SR-18).
class LinkGone : public testing::Test {
protected:
    /// All bytes of the answer, but for what is the browser's own: its cookie, its form's token,
    /// and the link it has asked for.
    std::string page_for(const std::string& token, const std::string& in_the_address) {
        Browser browser(desk.router);
        const auto response = browser.get(std::string("/l/").append(in_the_address));
        return masked(response, browser, token);
    }

    static std::string masked(
        const connector::http::Response& response, Browser& browser, const std::string& token
    ) {
        std::string all = tests::everything(response);
        all = tests::replaced(all, browser.hidden("form_token"), "FORM");
        all = tests::replaced(all, browser.cookies[tests::kBrowserCookie], "COOKIE");
        return tests::replaced(all, std::string("/l/").append(token).append("/"), "/l/TOKEN/");
    }

    std::string page_for(const std::string& token) { return page_for(token, token); }

    std::string used() {
        const std::string token = desk.link(desk.ann, request);
        EXPECT_TRUE(desk.links.exchange(token, {}));
        return token;
    }

    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
};

TEST_F(LinkGone, PageIsTheSameWhateverTheReason) {
    const std::string expired = desk.link(desk.ann, request);
    desk.wall_clock.advance(2h);
    const std::string revoked = desk.requested_link(desk.ann, request, tests::browser(1));
    desk.requested_link(desk.ann, request, tests::browser(1));
    const auto unknown =
        connector::access::mint_link_token(desk.keys, desk.random, desk.clock.now() + 1h);
    const std::string page = page_for(used());

    EXPECT_EQ(page_for(expired), page);
    EXPECT_EQ(page_for(revoked), page);
    EXPECT_EQ(page_for(unknown.text), page);
    EXPECT_EQ(page_for(std::string(100, 'A')), page);
    EXPECT_EQ(page_for("junk"), page);
    EXPECT_TRUE(page.starts_with("410\n"));
}

TEST_F(LinkGone, PageForWhatIsNoTokenRepeatsNothingOfIt) {
    const std::string page = page_for(used());

    EXPECT_EQ(page_for("unknown", "%3Cscript%3Ealert(1)"), page);
    EXPECT_EQ(page_for("unknown", std::string(201, 'A')), page);
    EXPECT_EQ(page_for("unknown", "a%20b"), page);
}

TEST_F(LinkGone, ExchangeAnswersLikeTheGet) {
    const std::string token = used();
    const std::string path = std::string("/l/").append(token);
    Browser browser(desk.router);
    browser.get("/sup/sign-in");
    const std::string form_token = browser.hidden("form_token");

    const auto posted = browser.post(path, {{"form_token", form_token}});
    const auto got = browser.get(path);

    EXPECT_EQ(tests::everything(posted), tests::everything(got));
}

TEST_F(LinkGone, ResendAnswersTheSameForEveryLink) {
    std::set<std::string> answers;
    for (const std::string& token : {used(), std::string("junk"), std::string(100, 'A')}) {
        Browser browser(desk.router);
        const std::string path = std::string("/l/").append(token);
        browser.get(path);
        answers.insert(masked(browser.submit(path + "/resend"), browser, token));
    }

    EXPECT_EQ(answers.size(), 1U);
    EXPECT_TRUE(answers.begin()->starts_with("200\n"));
}

}  // namespace
