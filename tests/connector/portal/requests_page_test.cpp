#include <gtest/gtest.h>

#include "tests/connector/portal/portal_desk.hpp"

namespace {

using tests::Browser;

class RequestsPage : public testing::Test {
protected:
    std::string list() {
        browser.cookies[tests::kSessionCookie] = desk.session(desk.ann, desk.request(12, desk.ann));
        const auto shown = browser.get("/sup/");
        EXPECT_EQ(shown.status, 200);
        EXPECT_EQ(shown.cache_control, "no-store");
        return shown.body;
    }

    void close(base::RequestId id) {
        auto closed = desk.request_of(id);
        closed.status = "Done";
        closed.status_category = connector::model::StatusCategory::Done;
        desk.save(closed);
    }

    tests::PortalDesk desk;
    Browser browser{desk.router};
};

TEST_F(RequestsPage, SendsAnonymousVisitorsToSignIn) {
    const auto response = browser.get("/sup/");

    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(tests::header(response, "Location"), "/sup/sign-in");
}

TEST_F(RequestsPage, ShowsTheContactsOwnRequestsOnly) {
    desk.request(13, desk.bob);

    const std::string page = list();

    EXPECT_NE(page.find("Summary of SUP-12"), std::string::npos);
    EXPECT_EQ(page.find("SUP-13"), std::string::npos);
}

TEST_F(RequestsPage, MarksThoseThatOneTakesPartIn) {
    EXPECT_EQ(list().find("you take part"), std::string::npos);
    auto shared = desk.request_of(desk.request(13, desk.bob));
    shared.participants = {desk.ann};
    desk.save(shared);

    const std::string page = list();

    const std::size_t at = page.find("Summary of SUP-13");
    ASSERT_NE(at, std::string::npos);
    EXPECT_NE(
        page.find("<span><bdi>SUP-13</bdi></span><span>you take part</span>", at), std::string::npos
    );
    EXPECT_EQ(tests::occurrences(page, "you take part"), 1);
}

TEST_F(RequestsPage, EmptyListSaysWhatToDoNext) {
    const std::string token = desk.database.write([&](connector::store::Connection& connection) {
        return desk.links.issue(connection, {.contact = desk.bob, .project = desk.project()}).token;
    });
    const auto opened = browser.open_link(token);
    EXPECT_EQ(opened.status, 303);
    EXPECT_EQ(tests::header(opened, "Location"), "/sup/");

    const std::string page = browser.get("/sup/").body;

    EXPECT_NE(page.find("you have no requests with <bdi>Acme Help</bdi>"), std::string::npos);
    EXPECT_NE(page.find("href=\"/sup/help\""), std::string::npos);
}

TEST_F(RequestsPage, LeavesOtherProjectsOut) {
    auto elsewhere = desk.request_of(desk.request(14, desk.ann));
    elsewhere.project = base::ProjectKey("OPS");
    desk.save(elsewhere);

    EXPECT_EQ(list().find("SUP-14"), std::string::npos);
}

TEST_F(RequestsPage, OpenAndClosedAreTwoViews) {
    close(desk.request(15, desk.ann));

    const std::string open = list();
    EXPECT_NE(open.find("Summary of SUP-12"), std::string::npos);
    EXPECT_EQ(open.find("Summary of SUP-15"), std::string::npos);
    EXPECT_NE(open.find("<a href=\"/sup/\" aria-current=\"page\">Open</a>"), std::string::npos);

    const std::string closed = browser.get("/sup/?show=closed").body;
    EXPECT_EQ(closed.find("Summary of SUP-12"), std::string::npos);
    EXPECT_NE(closed.find("Summary of SUP-15"), std::string::npos);
    EXPECT_NE(closed.find("show=closed\" aria-current=\"page\">Closed</a>"), std::string::npos);
}

TEST_F(RequestsPage, OlderRequestsAreALinkAway) {
    for (int number = 100; number < 160; ++number) desk.request(number, desk.ann);

    const std::string first = list();
    EXPECT_EQ(tests::occurrences(first, "class=\"request\""), 50);
    const std::size_t at = first.find("/sup/?after=");
    ASSERT_NE(at, std::string::npos);
    const std::string second = browser.get(first.substr(at, first.find('"', at) - at)).body;

    EXPECT_EQ(tests::occurrences(second, "class=\"request\""), 11);
    EXPECT_NE(second.find("Summary of SUP-12<"), std::string::npos);
    EXPECT_EQ(second.find("Older requests"), std::string::npos);
    EXPECT_NE(second.find("href=\"/sup/\">Newest requests"), std::string::npos);
}

TEST_F(RequestsPage, ManyRequestsOfAnotherProjectHideNone) {
    for (int number = 100; number < 160; ++number) {
        auto elsewhere = desk.request_of(desk.request(number, desk.ann));
        elsewhere.project = base::ProjectKey("OPS");
        elsewhere.updated += std::chrono::seconds(1);
        desk.save(elsewhere);
    }

    EXPECT_NE(list().find("Summary of SUP-12<"), std::string::npos);
}

TEST_F(RequestsPage, PlaceThatMakesNoSenseIsTheBeginning) {
    const std::string beginning = list();
    for (const char* place : {"", "x", "1", "x-1", "1-1-1", "%00", "99999999999999999999-1"}) {
        const auto shown = browser.get(std::string("/sup/?after=").append(place));
        EXPECT_EQ(shown.status, 200) << place;
        EXPECT_EQ(shown.body, beginning) << place;
    }
    EXPECT_NE(browser.get("/sup/?after=0-0").body.find("no older requests"), std::string::npos);
}

TEST_F(RequestsPage, BarePathLeadsToTheList) {
    EXPECT_EQ(tests::header(browser.get("/sup"), "Location"), "/sup/");
}

}  // namespace
