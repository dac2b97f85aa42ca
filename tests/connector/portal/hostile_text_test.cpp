#include <gtest/gtest.h>

#include "connector/store/requests.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using connector::store::Connection;
using tests::Browser;

constexpr const char* kHostile =
    "\"><script>alert('canary')</script><img src=x onerror=alert(1)>{{NAME}}&amp;";

/// Text from Jira and from visitors on our pages (SR-100).
class HostileText : public testing::Test {
protected:
    static void expect_harmless(const connector::http::Response& response) {
        EXPECT_NE(response.body.find("canary"), std::string::npos) << "it should be shown, as text";
        EXPECT_EQ(response.body.find("<script>"), std::string::npos) << "ours has a source";
        EXPECT_EQ(response.body.find("<img src"), std::string::npos);
        EXPECT_EQ(response.body.find("alert(1)>"), std::string::npos);
        EXPECT_EQ(response.body.find("alert('"), std::string::npos) << "no way out of an attribute";
        EXPECT_NE(response.body.find("&amp;amp;"), std::string::npos);
    }

    void rename_ann() {
        desk.contact("ann", "ann@example.com");
        desk.database.write([](Connection& connection) {
            connection.run(
                "update contacts set display_name = $1 where account_id = 'account-ann'",
                {std::string_view(kHostile)}
            );
        });
    }

    /// Signed in only now, so that nothing but the text in question is hostile.
    void sign_in() { browser.open_link(desk.link(desk.ann, request)); }

    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    Browser browser{desk.router};
};

TEST_F(HostileText, InASummaryAndStatus) {
    auto hostile = desk.request_of(request);
    hostile.summary = kHostile;
    hostile.status = kHostile;
    desk.save(hostile);
    sign_in();

    expect_harmless(browser.get("/sup/"));
    expect_harmless(browser.get("/sup/requests/SUP-12"));
}

TEST_F(HostileText, InAContactsName) {
    rename_ann();
    sign_in();

    expect_harmless(browser.get("/sup/"));
    expect_harmless(browser.get("/sup/requests/SUP-12"));
    expect_harmless(browser.get("/sup/account"));
}

TEST_F(HostileText, InANameOnAnothersLinkPage) {
    rename_ann();
    sign_in();

    const std::string token = desk.link(desk.bob, desk.request(13, desk.bob));

    expect_harmless(browser.get(std::string("/l/").append(token)));
}

TEST_F(HostileText, InACommentsAuthorAndWords) {
    desk.comment(20'001, request, kHostile);
    desk.database.write([](Connection& connection) {
        connection.run("update comments set author_name = $1", {std::string_view(kHostile)});
    });
    sign_in();

    expect_harmless(browser.get("/sup/requests/SUP-12"));
}

TEST_F(HostileText, InAReply) {
    sign_in();
    browser.get("/sup/requests/SUP-12");
    browser.submit("/sup/requests/SUP-12/comments", {{"text", kHostile}});

    expect_harmless(browser.get("/sup/requests/SUP-12"));
}

TEST_F(HostileText, InAReplyThatComesBackToItsForm) {
    sign_in();
    browser.get("/sup/requests/SUP-12");

    const std::string long_text = std::string(kHostile).append(std::string(30'000, 'x'));

    expect_harmless(browser.submit("/sup/requests/SUP-12/comments", {{"text", long_text}}));
}

TEST_F(HostileText, InAnAddressThatComesBackToItsForm) {
    browser.get("/sup/sign-in");

    expect_harmless(browser.submit("/sup/sign-in", {{"address", kHostile}}));
}

TEST_F(HostileText, InABrowsersName) {
    const std::string token = desk.link(desk.ann, request);
    const auto exchanged = desk.links.exchange(token, {.device = kHostile});
    browser.cookies[tests::kSessionCookie] = exchanged->session_cookie;

    // Read, and never repeated.
    const auto shown = browser.get("/sup/account");
    EXPECT_NE(shown.body.find("this browser"), std::string::npos);
    EXPECT_EQ(shown.body.find("canary"), std::string::npos);
}

}  // namespace
