#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/connector/portal/portal_desk.hpp"

namespace {

using connector::http::Method;
using connector::http::Request;
using testing::HasSubstr;
using testing::Not;
using tests::Browser;

/// What the page offers as the one thing to do next; empty: nothing.
std::string way_on(const std::string& page) {
    constexpr std::string_view kButton = "class=\"button primary\" href=\"";
    const std::size_t at = page.find(kButton);
    if (at == std::string::npos) return "";
    const std::size_t begin = at + kButton.size();
    return page.substr(begin, page.find('"', begin) - begin);
}

class DeadEnds : public testing::Test {
protected:
    std::string page_of(int status, Method method, const std::string& target) {
        Request request;
        request.method = method;
        request.target = target;
        request.path = target.substr(0, target.find('?'));
        request.id = "id-of-the-request";
        const auto page = desk_.router.error_page(status, request);
        EXPECT_EQ(page.status, status);
        EXPECT_THAT(page.body, HasSubstr("Reference: <code>id-of-the-request</code>"));
        return page.body;
    }

    void add_project(const std::string& path) {
        auto other = desk_.settings.projects.front();
        other.path = path;
        other.brand = "Other Help";
        desk_.settings.projects.push_back(std::move(other));
    }

    tests::PortalDesk desk_;
};

TEST_F(DeadEnds, BelowAProjectsPathHaveItsLook) {
    add_project("/sup/other");
    EXPECT_THAT(page_of(404, Method::Get, "/sup/nothing"), HasSubstr("Acme Help"));
    EXPECT_THAT(page_of(404, Method::Get, "/sup"), HasSubstr("Acme Help"));
    EXPECT_THAT(page_of(500, Method::Get, "/sup/other/requests/A-1"), HasSubstr("Other Help"));
    for (const char* path : {"/", "/nothing", "/supper", "/l/token"}) {
        const std::string page = page_of(404, Method::Get, path);
        EXPECT_THAT(page, Not(HasSubstr("Acme Help"))) << path;
        EXPECT_THAT(page, Not(HasSubstr("Other Help"))) << path;
        EXPECT_EQ(way_on(page), "") << path;
    }
}

TEST_F(DeadEnds, HaveTheLookOfTheOnlyProjectElsewhere) {
    EXPECT_THAT(page_of(404, Method::Get, "/"), HasSubstr("Acme Help"));
    EXPECT_EQ(way_on(page_of(404, Method::Get, "/nothing")), "/sup/");
    Browser browser(desk_.router);
    EXPECT_EQ(browser.get("/l/unknown").status, 410);
    EXPECT_THAT(browser.page(), HasSubstr("Acme Help"));
}

TEST_F(DeadEnds, EachLeadsOn) {
    for (const int status : {400, 404, 405})
        EXPECT_EQ(way_on(page_of(status, Method::Get, "/sup/nothing")), "/sup/") << status;
    for (const int status : {429, 500, 502, 503}) {
        EXPECT_EQ(way_on(page_of(status, Method::Get, "/sup/help?q=vpn")), "/sup/help?q=vpn");
        EXPECT_EQ(way_on(page_of(status, Method::Post, "/sup/leave")), "/sup/") << status;
    }
    for (const int status : {403, 413}) {
        const auto after = [&](const char* path) {
            return way_on(page_of(status, Method::Post, path));
        };
        EXPECT_EQ(after("/sup/requests/SUP-1/comments"), "/sup/requests/SUP-1");
        EXPECT_EQ(after("/sup/new/12"), "/sup/new/12");
        EXPECT_EQ(after("/sup/sign-in/code"), "/sup/sign-in");
        EXPECT_EQ(after("/sup/account/sessions/1/end"), "/sup/account");
        EXPECT_EQ(after("/sup/leave"), "/sup/");
        EXPECT_EQ(after("/l/token/resend"), "/l/token");
    }
}

TEST_F(DeadEnds, NeverLeadElsewhere) {
    for (const char* target : {"//evil.example/", "/\\evil.example", "/sup/\"><script>"}) {
        EXPECT_THAT(page_of(503, Method::Get, target), Not(HasSubstr("href=\"//"))) << target;
        EXPECT_THAT(page_of(503, Method::Get, target), Not(HasSubstr("href=\"/\\"))) << target;
        EXPECT_THAT(page_of(503, Method::Get, target), Not(HasSubstr("<script"))) << target;
    }
}

TEST_F(DeadEnds, SayHowLongToWait) {
    EXPECT_THAT(page_of(429, Method::Get, "/sup/"), HasSubstr("Wait a minute"));
    EXPECT_THAT(page_of(503, Method::Get, "/sup/"), HasSubstr("in a minute"));
}

TEST_F(DeadEnds, OfSignInsLeadToTheSignInPage) {
    Browser browser(desk_.router);
    EXPECT_EQ(browser.get("/sup/sign-in/handoff?token=x").status, 410);
    EXPECT_EQ(way_on(browser.page()), "/sup/sign-in");
    EXPECT_EQ(browser.get("/sup/sign-in/acme/callback?error=denied").status, 200);
    EXPECT_EQ(way_on(browser.page()), "/sup/sign-in");
}

}  // namespace
