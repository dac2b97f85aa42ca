#include <gtest/gtest.h>

#include "tests/connector/portal/portal_desk.hpp"

namespace {

using tests::Browser;
using tests::header;

class AccountPage : public testing::Test {
protected:
    AccountPage() { browser.open_link(desk.link(desk.ann, request)); }

    std::string end_path(const std::string& id) {
        return std::string("/sup/account/sessions/").append(id).append("/end");
    }

    [[nodiscard]] bool is_signed_in(Browser& in) { return in.get("/sup/account").status == 200; }

    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    Browser browser{desk.router};
};

TEST_F(AccountPage, ListsTheContactsOwnSessions) {
    desk.session(desk.bob, desk.request(13, desk.bob));

    const auto shown = browser.get("/sup/account");

    EXPECT_EQ(tests::occurrences(shown.body, "class=\"card session\""), 1);
    EXPECT_NE(shown.body.find("Firefox"), std::string::npos);
    EXPECT_NE(shown.body.find("this browser"), std::string::npos);
    EXPECT_NE(shown.body.find("ann@example.com"), std::string::npos);
}

TEST_F(AccountPage, SignOutDeletesTheSessionAndClearsTheBrowser) {
    const std::string cookie = browser.cookies[tests::kSessionCookie];
    browser.get("/sup/account");

    const auto response = browser.submit("/sup/sign-out");

    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(header(response, "Clear-Site-Data"), "\"cache\", \"cookies\", \"storage\"");
    EXPECT_NE(header(response, "Set-Cookie").find("Max-Age=0"), std::string::npos);
    EXPECT_EQ(desk.count("sessions"), 0);

    browser.cookies[tests::kSessionCookie] = cookie;
    EXPECT_FALSE(is_signed_in(browser)) << "the cookie is worth nothing any more";
}

TEST_F(AccountPage, SignOutEverywhereEndsAllSessionsAndOpenLinks) {
    Browser other(desk.router);
    other.open_link(desk.link(desk.ann, request));
    const std::string open_link = desk.link(desk.ann, request);
    browser.get("/sup/account");

    EXPECT_EQ(browser.submit("/sup/sign-out-everywhere").status, 303);

    EXPECT_FALSE(is_signed_in(browser));
    EXPECT_FALSE(is_signed_in(other));
    EXPECT_FALSE(desk.links.preview(open_link, {}));
}

TEST_F(AccountPage, EndsAnotherSessionOfTheSameContact) {
    Browser other(desk.router);
    other.open_link(desk.link(desk.ann, request));
    browser.get("/sup/account");

    const auto response = browser.submit(end_path(desk.value("select max(id) from sessions")));

    EXPECT_EQ(header(response, "Location"), "/sup/account");
    EXPECT_FALSE(is_signed_in(other));
    EXPECT_TRUE(is_signed_in(browser));
}

TEST_F(AccountPage, EndingThisSessionSignsOut) {
    browser.get("/sup/account");

    const auto response = browser.submit(end_path(desk.value("select max(id) from sessions")));

    EXPECT_EQ(header(response, "Location"), "/sup/sign-in");
    EXPECT_NE(header(response, "Clear-Site-Data"), "");
    EXPECT_EQ(desk.count("sessions"), 0);
}

TEST_F(AccountPage, AnotherContactsSessionIsLikeNone) {
    desk.session(desk.bob, desk.request(13, desk.bob));
    const std::string of_bob = desk.value("select max(id) from sessions");
    browser.get("/sup/account");
    const std::string form_token = browser.hidden("form_token");

    for (const std::string& id :
         {of_bob, std::string("999"), std::string("x"), std::string("-1")}) {
        EXPECT_EQ(browser.post(end_path(id), {{"form_token", form_token}}).status, 404) << id;
    }
    EXPECT_EQ(desk.count("sessions"), 2);
}

}  // namespace
