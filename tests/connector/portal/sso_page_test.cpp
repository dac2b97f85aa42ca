#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/connector/portal/portal_desk.hpp"
#include "tests/support/signed_tokens.hpp"

namespace {

using connector::access::Identity;
using testing::HasSubstr;
using testing::Not;
using tests::Browser;
using tests::header;
using namespace std::chrono_literals;

constexpr const char* kApp = tests::kProduct;
constexpr const char* kTicketCookie = "__Host-jsm-ticket";

class SsoPage : public testing::Test {
protected:
    connector::http::Response start() {
        browser.get("/sup/sign-in");
        return browser.submit("/sup/sign-in/acme");
    }

    connector::http::Response come_back() {
        return browser.get(
            "/sup/sign-in/acme/callback?code=c&state=" + desk.provider->asked.back().state
        );
    }

    [[nodiscard]] std::string hand_off(const std::string& id = "a-random-id") const {
        const std::int64_t now = base::to_millis(desk.clock.now()) / 1000;
        return tests::sign_shared(
            tests::kHandOffKey,
            {{"iss", kApp},
             {"aud", "portal"},
             {"iat", now},
             {"exp", now + 60},
             {"jti", id},
             {"email", "ann@example.com"},
             {"email_verified", true}}
        );
    }

    /// As a form of another site's page is sent: our cookies stay at home (SameSite=Lax).
    connector::http::Response post_from(const std::string& origin, const tests::Fields& fields) {
        auto kept = std::exchange(browser.cookies, {});
        auto response = browser.post(
            "/sup/sign-in/handoff", fields, {{"origin", origin}, {"sec-fetch-site", "cross-site"}}
        );
        for (auto& [name, value] : kept) browser.cookies.emplace(name, value);
        return response;
    }

    [[nodiscard]] bool is_signed_in() { return browser.get("/sup/account").status == 200; }

    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    Browser browser{desk.router};
};

TEST_F(SsoPage, ButtonLeadsToTheProviderAndBackIntoTheRequests) {
    EXPECT_THAT(browser.get("/sup/sign-in").body, HasSubstr("Acme ID"));
    const auto away = start();
    EXPECT_EQ(away.status, 303);
    EXPECT_EQ(
        header(away, "Location"),
        "https://id.acme.example/auth?state=" + desk.provider->asked.back().state
    );
    EXPECT_FALSE(is_signed_in());

    const auto back = come_back();
    EXPECT_EQ(back.status, 303);
    EXPECT_EQ(header(back, "Location"), "/sup/sign-in/arrive");
    const auto in = browser.get("/sup/sign-in/arrive");
    EXPECT_EQ(header(in, "Location"), "/sup/");
    EXPECT_TRUE(is_signed_in());
    EXPECT_FALSE(browser.cookies.contains(kTicketCookie));
}

TEST_F(SsoPage, OnlyTheSignInPagesFormsMayLeadToTheProvider) {
    const auto policy = header(browser.get("/sup/sign-in"), "Content-Security-Policy");
    EXPECT_THAT(policy, HasSubstr("form-action 'self' https://id.acme.example;"));
    EXPECT_THAT(policy, HasSubstr("script-src 'self';"));
    EXPECT_EQ(header(start(), "Content-Security-Policy"), "");
}

TEST_F(SsoPage, StartIsAFormOfOurs) {
    EXPECT_EQ(browser.get("/sup/sign-in/acme").status, 405);
    EXPECT_EQ(browser.post("/sup/sign-in/acme", {}).status, 403);
    browser.get("/sup/sign-in");
    const std::string token = browser.hidden("form_token");
    EXPECT_EQ(
        browser
            .post(
                "/sup/sign-in/acme",
                {{"form_token", token}},
                {{"origin", "https://evil.example"}, {"sec-fetch-site", "cross-site"}}
            )
            .status,
        403
    );
    EXPECT_EQ(desk.count("sign_in_attempts"), 0);
    EXPECT_EQ(browser.submit("/sup/sign-in/nowhere").status, 403) << "no form on the last page";
    browser.get("/sup/sign-in");
    EXPECT_EQ(browser.submit("/sup/sign-in/nowhere").status, 404);
}

TEST_F(SsoPage, AnotherBrowserCannotFinishIt) {
    start();
    Browser thief{desk.router};
    const auto refused =
        thief.get("/sup/sign-in/acme/callback?code=c&state=" + desk.provider->asked.back().state);
    EXPECT_EQ(refused.status, 410);
    EXPECT_EQ(desk.count("arrivals"), 0);
    EXPECT_EQ(come_back().status, 303);
}

TEST_F(SsoPage, CallbackIsGoodOnce) {
    start();
    EXPECT_EQ(come_back().status, 303);
    EXPECT_EQ(come_back().status, 410);
    EXPECT_EQ(desk.count("arrivals"), 1);
}

TEST_F(SsoPage, LookingAheadUsesNothingUp) {
    start();
    EXPECT_EQ(
        browser.head("/sup/sign-in/acme/callback?code=c&state=" + desk.provider->asked.back().state)
            .status,
        405
    );
    EXPECT_EQ(desk.count("sign_in_attempts"), 1);
    come_back();
    EXPECT_EQ(browser.head("/sup/sign-in/arrive").status, 405);
    EXPECT_EQ(desk.count("sessions"), 0);
}

TEST_F(SsoPage, WhoChangedTheirMindSeesAPage) {
    start();
    const auto page = browser.get("/sup/sign-in/acme/callback?error=access_denied&state=x");
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("was not finished"));
}

TEST_F(SsoPage, StrangerSeesAFriendlyPageAndGetsNoSession) {
    start();
    desk.provider->answer = Identity{.address = "nobody@example.com"};
    const auto page = come_back();
    EXPECT_EQ(page.status, 403);
    EXPECT_THAT(page.body, HasSubstr("We don&#39;t know this account here"));
    EXPECT_THAT(page.body, Not(HasSubstr("nobody@")));
    EXPECT_EQ(desk.count("sessions"), 0);
}

TEST_F(SsoPage, ProviderThatIsDownIsSaid) {
    desk.provider->failure =
        base::Error{base::ErrorKind::Unavailable, "discovery: secret words", {}};
    const auto page = start();
    EXPECT_EQ(page.status, 502);
    EXPECT_THAT(page.body, Not(HasSubstr("secret words")));
}

TEST_F(SsoPage, WhoIsSignedInAsSomebodyElseIsAskedFirst) {
    const auto bobs = desk.request(13, desk.bob);
    start();
    come_back();
    browser.cookies[tests::kSessionCookie] = desk.session(desk.bob, bobs);
    const auto page = browser.get("/sup/sign-in/arrive");
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("a***@e***.com"));
    EXPECT_THAT(page.body, HasSubstr("You are signed in as"));
    const std::string before = browser.cookies[tests::kSessionCookie];
    EXPECT_TRUE(desk.is_signed_in(before));

    const auto in = browser.submit("/sup/sign-in/arrive");
    EXPECT_EQ(in.status, 303);
    EXPECT_FALSE(desk.is_signed_in(before)) << "the session before it has ended";
    EXPECT_TRUE(is_signed_in());
    EXPECT_NE(browser.cookies[tests::kSessionCookie], before);
}

TEST_F(SsoPage, FromTheProductsPageItNeedsNoClick) {
    const auto posted = post_from(kApp, {{"token", hand_off()}, {"to", "/sup/requests/SUP-12"}});
    EXPECT_EQ(posted.status, 303);
    EXPECT_EQ(header(posted, "Location"), "/sup/sign-in/arrive");
    EXPECT_EQ(desk.count("sessions"), 0);
    const auto in = browser.get("/sup/sign-in/arrive");
    EXPECT_EQ(header(in, "Location"), "/sup/requests/SUP-12");
    EXPECT_EQ(browser.get("/sup/requests/SUP-12").status, 200);
}

/// Login CSRF: somebody's page signs its visitor in as its owner.
TEST_F(SsoPage, FromElsewhereNobodyIsSignedInUnawares) {
    for (const char* origin :
         {"https://evil.example", "null", "https://app.acme.example.evil.example"}) {
        EXPECT_EQ(
            post_from(origin, {{"token", hand_off(std::string("id of ") + origin)}}).status, 303
        );
        const auto page = browser.get("/sup/sign-in/arrive");
        EXPECT_EQ(page.status, 200) << origin;
        EXPECT_THAT(page.body, HasSubstr("a***@e***.com"));
        EXPECT_FALSE(is_signed_in()) << origin;
    }
    EXPECT_EQ(desk.count("sessions"), 0);
    EXPECT_EQ(browser.post("/sup/sign-in/arrive", {}).status, 403)
        << "the button is a form of ours";
    browser.get("/sup/sign-in/arrive");
    EXPECT_EQ(browser.submit("/sup/sign-in/arrive").status, 303);
    EXPECT_TRUE(is_signed_in());
}

TEST_F(SsoPage, AddressOfAHandOffShowsAButtonAndUsesNothingUp) {
    const std::string address = "/sup/sign-in/handoff?token=" + hand_off();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(Browser(desk.router).get(address).status, 200);
    EXPECT_EQ(desk.count("hand_offs"), 0);

    const auto page = browser.get(address);
    EXPECT_THAT(page.body, HasSubstr("a***@e***.com"));
    EXPECT_THAT(page.body, Not(HasSubstr("ann@example.com")));
    const auto posted =
        browser.submit("/sup/sign-in/handoff", {{"token", browser.hidden("token")}});
    EXPECT_EQ(posted.status, 303);
    EXPECT_EQ(header(browser.get("/sup/sign-in/arrive"), "Location"), "/sup/");
    EXPECT_TRUE(is_signed_in());
}

TEST_F(SsoPage, HandOffThatCameBeforeIsRefused) {
    const std::string token = hand_off();
    EXPECT_EQ(post_from(kApp, {{"token", token}}).status, 303);
    EXPECT_EQ(post_from(kApp, {{"token", token}}).status, 410);
    EXPECT_EQ(post_from(kApp, {{"token", "rubbish"}}).status, 410);
    EXPECT_EQ(post_from(kApp, {}).status, 410);
}

TEST_F(SsoPage, WishToGoElsewhereIsNotGranted) {
    int number = 0;
    for (const char* wish :
         {"https://evil.example/",
          "//evil.example",
          "/sup//evil.example",
          "/other/",
          "/sup/../x",
          "/sup/\\evil",
          "/sup/%2e%2e",
          "/sup/a?b=c",
          "/sup/a#b",
          "javascript:x",
          "/support/"}) {
        const std::string id = "id-number-" + std::to_string(++number);
        post_from(kApp, {{"token", hand_off(id)}, {"to", wish}});
        EXPECT_EQ(header(browser.get("/sup/sign-in/arrive"), "Location"), "/sup/") << wish;
        browser.cookies.clear();
    }
}

TEST_F(SsoPage, WayBackIsAskedForAgain) {
    desk.request(13, desk.bob);
    post_from(kApp, {{"token", hand_off()}, {"to", "/sup/requests/SUP-13"}});
    const auto in = browser.get("/sup/sign-in/arrive");
    EXPECT_EQ(browser.get(header(in, "Location")).status, 404);
}

TEST_F(SsoPage, WithoutATicketNothingHappens) {
    EXPECT_EQ(header(browser.get("/sup/sign-in/arrive"), "Location"), "/sup/");
    browser.cookies[kTicketCookie] = std::string(48, 'A');
    EXPECT_EQ(header(browser.get("/sup/sign-in/arrive"), "Location"), "/sup/");
    EXPECT_EQ(desk.count("sessions"), 0);
}

TEST_F(SsoPage, HandOffsOfOneNetworkAreLimited) {
    int status = 0;
    for (int i = 0; i < 70 && status != 429; ++i) status = post_from(kApp, {}).status;
    EXPECT_EQ(status, 429);
}

}  // namespace
