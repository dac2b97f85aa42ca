#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/store/articles.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using base::ErrorKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using tests::Browser;

constexpr const char* kArticle = "/sup/help/8786001";

class ArticlePage : public testing::Test {
protected:
    ArticlePage() {
        browser.cookies[tests::kSessionCookie] = desk.session(desk.ann, desk.request(12, desk.ann));
        know(desk.project());
    }

    void know(const base::ProjectKey& project, const std::string& id = "8786001") {
        desk.database.write([&](connector::store::Connection& connection) {
            connector::store::Articles(connection)
                .save(
                    project,
                    {"Toner <b>", "How to", "https://acme.atlassian.net/a/1", id},
                    desk.clock.now()
                );
        });
    }

    std::string said() {
        return desk.value("select helped || ' ' || did_not_help || ' ' || deflected from articles");
    }

    connector::http::Response vote(const std::string& answer) {
        return browser.submit(std::string(kArticle) + "/helped", {{"answer", answer}});
    }

    tests::PortalDesk desk;
    Browser browser{desk.router};
};

TEST_F(ArticlePage, ShowsWhatWasFoundForTheProject) {
    const auto page = browser.get(kArticle);

    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.cache_control, "no-store");
    EXPECT_THAT(page.body, HasSubstr("Toner &lt;b&gt;"));
    EXPECT_THAT(page.body, HasSubstr("<p>What is in article 8786001</p>"));
    EXPECT_THAT(page.body, HasSubstr("Did this help?"));
    EXPECT_THAT(desk.articles_read, ElementsAre("8786001"));
}

TEST_F(ArticlePage, WhatNoSearchHasFoundIsNotAskedFor) {
    know(base::ProjectKey("HR"), "8786002");

    for (const char* path :
         {"/sup/help/8786002", "/sup/help/1", "/sup/help/..%2e", "/sup/help/x"}) {
        EXPECT_EQ(browser.get(path).status, 404) << path;
    }

    EXPECT_THAT(desk.articles_read, IsEmpty());
}

TEST_F(ArticlePage, AnonymousVisitorsSignInFirst) {
    Browser nobody(desk.router);

    EXPECT_EQ(nobody.get(kArticle).status, 303);
    EXPECT_THAT(desk.articles_read, IsEmpty());
}

TEST_F(ArticlePage, AnonymousVisitorsOfAProjectForAnybodyReadAndVote) {
    desk.settings.projects.front().doors.anonymous = true;
    Browser nobody(desk.router);

    EXPECT_EQ(nobody.get(kArticle).status, 200);
    EXPECT_EQ(nobody.submit(std::string(kArticle) + "/helped", {{"answer", "yes"}}).status, 303);

    EXPECT_EQ(said(), "1 0 0");
}

TEST_F(ArticlePage, ArticleThatIsGoneOrHiddenIsNotThere) {
    for (const ErrorKind kind : {ErrorKind::Denied, ErrorKind::Unauthorized, ErrorKind::NotFound}) {
        desk.help_failure = base::Error{kind, "operator's words", std::nullopt};
        const auto page = browser.get(kArticle);
        EXPECT_EQ(page.status, 404);
        EXPECT_THAT(page.body, Not(HasSubstr("Toner")));
        EXPECT_THAT(page.body, Not(HasSubstr("operator's words")));
    }
}

TEST_F(ArticlePage, WhatCannotBeShownHereIsReadOnTheSite) {
    for (const ErrorKind kind : {ErrorKind::Invalid, ErrorKind::Rejected}) {
        desk.help_failure = base::Error{kind, "operator's words", std::nullopt};
        const auto page = browser.get(kArticle);
        EXPECT_EQ(page.status, 200);
        EXPECT_THAT(page.body, HasSubstr("href=\"https://acme.atlassian.net/a/1\""));
        EXPECT_THAT(page.body, HasSubstr("How to"));
        EXPECT_THAT(page.body, Not(HasSubstr("Did this help?")));
        EXPECT_THAT(page.body, Not(HasSubstr("operator's words")));
    }
}

TEST_F(ArticlePage, SaysThatJiraIsAway) {
    desk.help_failure = base::Error{ErrorKind::Unavailable, "operator's words", std::nullopt};

    EXPECT_EQ(browser.get(kArticle).status, 503);
    EXPECT_TRUE(desk.log.contains("help.read_failed"));
}

TEST_F(ArticlePage, VoteIsCountedOnceADayForEachBrowser) {
    browser.get(kArticle);
    const auto voted = vote("yes");
    EXPECT_EQ(voted.status, 303);
    EXPECT_EQ(tests::header(voted, "Location"), "/sup/help/8786001?thanks=yes#said");
    EXPECT_EQ(said(), "1 0 0");

    browser.get(kArticle);
    EXPECT_EQ(vote("no").status, 303);
    EXPECT_EQ(said(), "1 0 0");

    desk.wall_clock.advance(std::chrono::hours{24});
    browser.cookies[tests::kSessionCookie] = desk.session(desk.ann, desk.request(13, desk.ann));
    browser.get(kArticle);
    vote("no");
    EXPECT_EQ(said(), "1 1 0");
}

TEST_F(ArticlePage, YesBesideANewRequestIsADeflection) {
    EXPECT_THAT(browser.get(std::string(kArticle) + "?from=new").body, HasSubstr("value=\"new\""));

    const auto voted = browser.submit(
        std::string(kArticle) + "/helped", {{"answer", "yes"}, {"from", browser.hidden("from")}}
    );

    EXPECT_EQ(tests::header(voted, "Location"), "/sup/help/8786001?thanks=yes&from=new#said");
    EXPECT_EQ(said(), "1 0 1");
    const auto thanks = browser.get("/sup/help/8786001?thanks=yes&from=new").body;
    EXPECT_THAT(thanks, HasSubstr("nothing to send"));
    EXPECT_THAT(thanks, Not(HasSubstr("Did this help?")));
}

TEST_F(ArticlePage, VoteNeedsAFormOfOursAndAnAnswer) {
    browser.get(kArticle);
    EXPECT_EQ(browser.post(std::string(kArticle) + "/helped", {{"answer", "yes"}}).status, 403);
    browser.get(kArticle);
    EXPECT_EQ(vote("perhaps").status, 400);
    EXPECT_EQ(said(), "0 0 0");
}

TEST_F(ArticlePage, SixtyReadsInFiveMinutes) {
    for (int i = 0; i < 60; ++i) ASSERT_EQ(browser.get(kArticle).status, 200);

    EXPECT_EQ(browser.get(kArticle).status, 429);
    EXPECT_EQ(desk.articles_read.size(), 60U);
}

}  // namespace
