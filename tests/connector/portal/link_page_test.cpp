#include "connector/portal/link_page.hpp"

#include <gtest/gtest.h>

#include "tests/connector/portal/portal_desk.hpp"

namespace {

using tests::Browser;
using tests::header;
using namespace std::chrono_literals;

class LinkPage : public testing::Test {
protected:
    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    std::string token = desk.link(desk.ann, request);
    std::string path = std::string("/l/").append(token);
    Browser browser{desk.router};
};

TEST_F(LinkPage, ShowsKeyMaskedAddressAndOneButton) {
    const auto shown = browser.get(path);

    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(shown.cache_control, "no-store");
    EXPECT_NE(shown.body.find("SUP-12"), std::string::npos);
    EXPECT_NE(shown.body.find("a***@e***.com"), std::string::npos);
    EXPECT_EQ(tests::occurrences(shown.body, "<button"), 1);
    EXPECT_EQ(shown.body.find("<script"), std::string::npos);
}

TEST_F(LinkPage, LinkWithoutARequestNamesNone) {
    const std::string home = desk.database.write([&](connector::store::Connection& connection) {
        return desk.links.issue(connection, {.contact = desk.ann, .project = desk.project()}).token;
    });

    const auto shown = browser.get("/l/" + home);

    EXPECT_EQ(shown.status, 200);
    EXPECT_NE(shown.body.find("Open my requests"), std::string::npos);
    EXPECT_EQ(shown.body.find("SUP-"), std::string::npos);
    browser.submit("/l/" + home);
    EXPECT_EQ(header(browser.get("/l/" + home), "Location"), "/sup/") << "used, by this browser";
}

TEST_F(LinkPage, TellsNothingElseBeforeTheButton) {
    desk.comment(20'001, request, "canary");

    browser.get(path);

    for (const char* secret : {"ann@example.com", "Summary of", "Description of", "canary"}) {
        EXPECT_EQ(browser.page().find(secret), std::string::npos) << secret;
    }
    EXPECT_FALSE(browser.cookies.contains(tests::kSessionCookie));
}

TEST_F(LinkPage, LookingTenTimesChangesNothingAndTheButtonStillWorks) {
    const std::string audited = desk.value("select count(*) from audit");
    for (int i = 0; i < 10; ++i) {
        Browser scanner(desk.router);
        EXPECT_EQ(scanner.get(path).status, 200);
        EXPECT_EQ(scanner.head(path).status, 200);
    }
    EXPECT_EQ(desk.count("links where used_at is not null"), 0);
    EXPECT_EQ(desk.count("sessions"), 0);
    EXPECT_EQ(desk.value("select count(*) from audit"), audited);

    const auto opened = browser.open_link(token);

    EXPECT_EQ(opened.status, 303);
    EXPECT_EQ(header(opened, "Location"), "/sup/requests/SUP-12");
    EXPECT_EQ(desk.count("sessions"), 1);
}

TEST_F(LinkPage, SessionCookieIsHostBoundSecureAndHidden) {
    const auto opened = browser.open_link(token);

    const std::string cookie = header(opened, "Set-Cookie");
    EXPECT_TRUE(cookie.starts_with("__Host-jsm-session="));
    for (const char* part : {"; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax"}) {
        EXPECT_NE(cookie.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(cookie.find("Domain"), std::string::npos);
}

TEST_F(LinkPage, TokenLeavesTheAddressBarAndTheRequestOpens) {
    const auto opened = browser.open_link(token);

    EXPECT_EQ(header(opened, "Location").find(token), std::string::npos);
    const auto thread = browser.get(header(opened, "Location"));
    EXPECT_EQ(thread.status, 200);
    EXPECT_NE(thread.body.find("Summary of SUP-12"), std::string::npos);
    EXPECT_EQ(thread.body.find(token), std::string::npos);
}

TEST_F(LinkPage, SecondClickInTheSameBrowserGoesOnToTheRequest) {
    browser.open_link(token);

    const auto again = browser.get(path);

    EXPECT_EQ(again.status, 303);
    EXPECT_EQ(header(again, "Location"), "/sup/requests/SUP-12");
    EXPECT_EQ(desk.count("sessions"), 1);
}

TEST_F(LinkPage, UsedLinkOpensNothingInAnotherBrowser) {
    browser.open_link(token);
    Browser stranger(desk.router);

    EXPECT_EQ(stranger.get(path).status, 410);
    EXPECT_EQ(stranger.submit(path).status, 410);

    EXPECT_FALSE(stranger.cookies.contains(tests::kSessionCookie));
    EXPECT_EQ(desk.count("sessions"), 1);
}

TEST_F(LinkPage, ClientSuppliedSessionIsNeverAdopted) {
    const std::string planted = desk.session(desk.bob, desk.request(13, desk.bob));
    browser.cookies[tests::kSessionCookie] = planted;

    browser.open_link(token);

    EXPECT_NE(browser.cookies[tests::kSessionCookie], planted);
}

TEST_F(LinkPage, AsksBeforeItSwitchesToAnotherContact) {
    browser.cookies[tests::kSessionCookie] = desk.session(desk.bob, desk.request(13, desk.bob));

    browser.get(path);

    EXPECT_NE(browser.page().find("You are signed in as <bdi>bob</bdi>"), std::string::npos);
    EXPECT_EQ(desk.count("links where used_at is not null and contact_id = 1"), 0);
    EXPECT_EQ(browser.submit(path).status, 303);
    EXPECT_EQ(browser.get("/sup/requests/SUP-12").status, 200);
}

TEST_F(LinkPage, SwitchingEndsTheSessionOfTheOther) {
    const std::string bobs = desk.session(desk.bob, desk.request(13, desk.bob));
    browser.cookies[tests::kSessionCookie] = bobs;

    browser.get(path);
    EXPECT_TRUE(desk.is_signed_in(bobs)) << "asked, not done yet";
    browser.submit(path);

    EXPECT_FALSE(desk.is_signed_in(bobs));
    EXPECT_TRUE(desk.is_signed_in(browser.cookies[tests::kSessionCookie]));
    EXPECT_EQ(desk.count("audit where event = 'session.ended' and contact_id = 2"), 1);
}

TEST_F(LinkPage, FormShownBeforeSomebodySignedInSwitchesNobody) {
    browser.get(path);
    const std::string bobs = desk.session(desk.bob, desk.request(13, desk.bob));
    browser.cookies[tests::kSessionCookie] = bobs;  // in another tab

    EXPECT_EQ(browser.submit(path).status, 403);
    EXPECT_TRUE(desk.is_signed_in(bobs));
}

TEST_F(LinkPage, SigningInAgainLeavesOneSession) {
    browser.open_link(token);
    browser.open_link(desk.link(desk.ann, request));

    EXPECT_EQ(desk.count("sessions"), 1);
    EXPECT_EQ(browser.get("/sup/requests/SUP-12").status, 200);
}

/// A store that counts the looks into it.
class CountingStore final : public connector::store::Database {
public:
    explicit CountingStore(connector::store::Database& real) : real_(real) {}

    [[nodiscard]] bool can_write() const noexcept override { return real_.can_write(); }

    [[nodiscard]] bool shed_deleted() override { return real_.shed_deleted(); }

    int looks = 0;

protected:
    void run_write(const std::function<void(connector::store::Connection&)>& work) override {
        real_.write([&](connector::store::Connection& connection) { work(connection); });
    }

    void run_read(const std::function<void(connector::store::Connection&)>& work) override {
        if (depth_++ == 0) ++looks;
        real_.read([&](connector::store::Connection& connection) { work(connection); });
        --depth_;
    }

private:
    connector::store::Database& real_;
    int depth_ = 0;
};

TEST_F(LinkPage, IsOneLookIntoTheStore) {
    CountingStore counting(desk.database);
    connector::access::Links links(
        counting,
        desk.keys,
        {{tests::SupportDesk::project(), {}}},
        desk.clock,
        desk.random,
        desk.log,
        desk.metrics
    );
    const connector::portal::Rooms rooms{
        desk.settings,
        desk.renderer,
        desk.visitors,
        desk.conversations,
        counting,
        links,
        desk.sessions,
        desk.link_requests,
        desk.codes,
        desk.guests,
        desk.limits,
        desk.clock,
        desk.random,
        desk.log,
        [] {}};
    connector::http::Request opened;
    opened.path_values = {{"token", token}};

    EXPECT_EQ(connector::portal::LinkPage(rooms).show(opened).status, 200);
    EXPECT_EQ(counting.looks, 1);
}

TEST_F(LinkPage, LinkAskedForElsewhereWantsTheAddress) {
    token = desk.requested_link(desk.ann, request, tests::browser(7));
    path = std::string("/l/").append(token);

    browser.get(path);
    EXPECT_NE(browser.page().find("name=\"address\""), std::string::npos);
    const auto wrong = browser.submit(path, {{"address", "bob@example.com"}});
    EXPECT_EQ(wrong.status, 422);
    EXPECT_NE(wrong.body.find("not the address"), std::string::npos);
    EXPECT_EQ(wrong.body.find("bob@example.com"), std::string::npos);

    EXPECT_EQ(browser.submit(path, {{"address", "ann@example.com"}}).status, 303);
}

TEST_F(LinkPage, FiveWrongAddressesEndOnTheGonePage) {
    path = std::string("/l/").append(desk.requested_link(desk.ann, request, tests::browser(7)));
    browser.get(path);
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(browser.submit(path, {{"address", "bob@example.com"}}).status, 422);
    }

    EXPECT_EQ(browser.submit(path, {{"address", "ann@example.com"}}).status, 410);
    EXPECT_EQ(desk.count("sessions"), 0);
}

}  // namespace
