#include "connector/portal/visitors.hpp"

#include <gtest/gtest.h>

#include "tests/connector/portal/portal_desk.hpp"

namespace {

using tests::Browser;
using namespace std::chrono_literals;

class Visitors : public testing::Test {
protected:
    [[nodiscard]] bool is_signed_in() { return browser.get("/sup/account").status == 200; }

    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    Browser browser{desk.router};
};

TEST_F(Visitors, SessionCookieSignsIn) {
    EXPECT_FALSE(is_signed_in());

    browser.cookies[tests::kSessionCookie] = desk.session(desk.ann, request);

    EXPECT_TRUE(is_signed_in());
}

TEST_F(Visitors, TwoSessionCookiesAreNone) {
    browser.cookies[tests::kSessionCookie] = desk.session(desk.ann, request);
    browser.planted = {{tests::kSessionCookie, desk.session(desk.bob, request)}};
    EXPECT_FALSE(is_signed_in());

    browser.planted = {{tests::kSessionCookie, browser.cookies[tests::kSessionCookie]}};
    EXPECT_FALSE(is_signed_in());
}

TEST_F(Visitors, CookieWithoutTheHostPrefixIsNone) {
    browser.cookies["jsm-session"] = desk.session(desk.ann, request);

    EXPECT_FALSE(is_signed_in());
}

TEST_F(Visitors, SessionIsOverAfterTwoIdleHours) {
    browser.cookies[tests::kSessionCookie] = desk.session(desk.ann, request);

    desk.wall_clock.advance(2h);

    EXPECT_FALSE(is_signed_in());
}

TEST_F(Visitors, ReadingTheThreadKeepsTheSessionAlive) {
    browser.cookies[tests::kSessionCookie] = desk.session(desk.ann, request);

    for (int i = 0; i < 7; ++i) {
        desk.wall_clock.advance(90min);
        EXPECT_EQ(browser.get("/sup/requests/SUP-12").status, 200) << i;
    }
}

TEST_F(Visitors, BrowsersNameIsSetOnceAndKept) {
    browser.get("/sup/sign-in");
    const std::string name = browser.cookies[tests::kBrowserCookie];
    const std::string form_token = browser.hidden("form_token");

    const auto again = browser.get("/sup/sign-in");

    EXPECT_EQ(name.size(), 48U);
    EXPECT_EQ(tests::header(again, "Set-Cookie"), "");
    EXPECT_EQ(browser.hidden("form_token"), form_token);
}

TEST_F(Visitors, InventedBrowserNameIsReplaced) {
    browser.cookies[tests::kBrowserCookie] = std::string(48, 'A');

    browser.get("/sup/sign-in");

    EXPECT_NE(browser.cookies[tests::kBrowserCookie], std::string(48, 'A'));
}

TEST_F(Visitors, FormTokenIsNoCookieAndNoCookieIsAFormToken) {
    browser.cookies[tests::kSessionCookie] = desk.session(desk.ann, request);
    browser.get("/sup/account");
    const std::string form_token = browser.hidden("form_token");

    EXPECT_NE(form_token, browser.cookies[tests::kSessionCookie]);
    EXPECT_EQ(browser.page().find(browser.cookies[tests::kSessionCookie]), std::string::npos);
}

}  // namespace
