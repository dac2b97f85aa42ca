#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/http/security_headers.hpp"
#include "connector/portal/routes.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using connector::http::Router;
using testing::HasSubstr;
using testing::Not;
using tests::Browser;

constexpr const char* kCrossOrigin = "Cross-Origin-Resource-Policy: cross-origin";

std::string headers_of(const connector::http::Response& response) {
    std::string lines = connector::http::SecurityHeaders(true).lines_for(response);
    for (const auto& [name, value] : response.headers) lines += name + ": " + value + "\r\n";
    return lines;
}

class Embed : public testing::Test {
protected:
    connector::http::Response get(const std::string& path) { return browser_.get(path); }

    tests::PortalDesk desk_;
    Browser browser_{desk_.router};
};

TEST_F(Embed, TheFrameIsForTheConfiguredOriginsOnly) {
    const std::string headers = headers_of(get("/sup/embed"));

    EXPECT_THAT(headers, HasSubstr("frame-ancestors https://www.acme.example\r\n"));
    EXPECT_THAT(headers, HasSubstr("default-src 'none';"));
    EXPECT_THAT(headers, HasSubstr("form-action 'none';"));
    EXPECT_THAT(
        headers, HasSubstr("sandbox allow-same-origin allow-popups allow-popups-to-escape-")
    );
    EXPECT_THAT(headers, Not(HasSubstr("script")));
    EXPECT_THAT(headers, Not(HasSubstr(kCrossOrigin)));
}

TEST_F(Embed, NothingElseMayBeFramedOrLoaded) {
    browser_.open_link(desk_.link(desk_.ann, desk_.request(12, desk_.ann)));
    for (const char* path :
         {"/sup/",
          "/sup/new",
          "/sup/account",
          "/sup/help",
          "/sup/requests/SUP-12",
          "/sup/nothing"}) {
        const std::string headers = headers_of(get(path));
        EXPECT_THAT(headers, HasSubstr("frame-ancestors 'none'")) << path;
        EXPECT_THAT(headers, Not(HasSubstr(kCrossOrigin))) << path;
    }
    EXPECT_THAT(headers_of(get("/sup/embed.js")), HasSubstr("frame-ancestors 'none'"));
}

TEST_F(Embed, TheFrameKnowsNobodyAndCanDoNothing) {
    const auto nobodys = get("/sup/embed");
    EXPECT_TRUE(browser_.cookies.empty()) << "it sets none";
    browser_.open_link(desk_.link(desk_.ann, desk_.request(12, desk_.ann)));
    const auto anns = get("/sup/embed");

    EXPECT_EQ(anns.body, nobodys.body);
    EXPECT_THAT(anns.body, Not(HasSubstr("<form")));
    EXPECT_THAT(anns.body, Not(HasSubstr("<script")));
    EXPECT_THAT(anns.body, HasSubstr("href=\"/sup/new\" target=\"_blank\" rel=\"noopener\""));
    EXPECT_THAT(anns.body, HasSubstr("href=\"/sup/\" target=\"_blank\" rel=\"noopener\""));
    EXPECT_THAT(anns.body, HasSubstr("href=\"/sup/help\" target=\"_blank\" rel=\"noopener\""));
}

TEST_F(Embed, TheScriptMayBeLoadedFromOtherSites) {
    const auto script = get("/sup/embed.js");

    EXPECT_EQ(script.content_type, "text/javascript; charset=utf-8");
    EXPECT_EQ(script.cache_control, "public, max-age=3600");
    EXPECT_THAT(headers_of(script), HasSubstr(kCrossOrigin));
    EXPECT_THAT(headers_of(script), Not(HasSubstr("Access-Control")));
    EXPECT_THAT(script.body, HasSubstr("{\"fill\":\"#0b5fff\",\"ink\":\"#ffffff\","));
    EXPECT_THAT(script.body, HasSubstr("\"name\":\"Acme Help\"}"));
    EXPECT_LT(script.body.size(), 3U * 1024);
}

TEST_F(Embed, WithoutOriginsThereIsNoSuchPage) {
    desk_.settings.projects.front().embed_origins.clear();
    Router bare;
    connector::portal::add_public_routes(bare, desk_.rooms, {desk_.webhooks, desk_.automation});
    Browser browser(bare);

    EXPECT_EQ(browser.get("/sup/embed").status, 404);
    EXPECT_EQ(browser.get("/sup/embed.js").status, 404);
    EXPECT_EQ(browser.get("/sup/sign-in").status, 200);
}

}  // namespace
