#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/store/requests.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using base::ErrorKind;
using connector::model::Article;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using tests::Browser;

class HelpPage : public testing::Test {
protected:
    HelpPage() {
        browser.cookies[tests::kSessionCookie] = desk.session(desk.ann, desk.request(12, desk.ann));
    }

    connector::http::Response search(const std::string& query) {
        return browser.get("/sup/help?q=" + query);
    }

    tests::PortalDesk desk;
    Browser browser{desk.router};
};

TEST_F(HelpPage, AnonymousVisitorsSignInFirst) {
    Browser nobody(desk.router);

    const auto response = nobody.get("/sup/help?q=vpn");

    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(tests::header(response, "Location"), "/sup/sign-in");
    EXPECT_THAT(desk.questions, ElementsAre());
}

TEST_F(HelpPage, AnonymousVisitorsOfAProjectForAnybodySearch) {
    desk.settings.projects.front().doors.anonymous = true;
    desk.articles = {{"VPN", "", ""}};
    Browser nobody(desk.router);

    const auto response = nobody.get("/sup/help?q=vpn");

    EXPECT_EQ(response.status, 200);
    EXPECT_THAT(response.body, HasSubstr("VPN"));
}

TEST_F(HelpPage, IsAnEmptyFieldAtFirst) {
    const auto page = browser.get("/sup/help");

    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.cache_control, "no-store");
    EXPECT_THAT(page.body, HasSubstr("name=\"q\""));
    EXPECT_THAT(desk.questions, ElementsAre());
}

TEST_F(HelpPage, ShowsWhatWasFound) {
    desk.articles = {
        {"Printer <toner>", "Change & \"check\" it.", "https://acme.atlassian.net/a/1?x=1&y=2"},
        {"Paper", "", ""}};

    const auto page = search("printer+%26%0Atoner").body;

    EXPECT_THAT(desk.questions, ElementsAre("SUP: printer &toner"));
    EXPECT_THAT(page, HasSubstr("2 articles"));
    EXPECT_THAT(page, HasSubstr("Printer &lt;toner&gt;"));
    EXPECT_THAT(page, HasSubstr("href=\"https://acme.atlassian.net/a/1?x=1&amp;y=2\""));
    EXPECT_THAT(page, HasSubstr("Change &amp; &quot;check&quot; it."));
    EXPECT_EQ(tests::occurrences(page, "rel=\"noopener noreferrer\""), 1);
    EXPECT_THAT(page, Not(HasSubstr("<iframe")));
}

TEST_F(HelpPage, ArticleWithAnIdIsReadHere) {
    desk.articles = {{"Toner", "", "https://acme.atlassian.net/a/1", "8786001"}};

    const auto page = search("toner").body;

    EXPECT_THAT(page, HasSubstr("href=\"/sup/help/8786001\""));
    EXPECT_THAT(page, Not(HasSubstr("https://acme.atlassian.net")));
    EXPECT_THAT(page, Not(HasSubstr("opens on another site")));
    EXPECT_EQ(desk.count("articles where article_id = '8786001' and project = 'SUP'"), 1);
}

TEST_F(HelpPage, StandsBesideTheOpenRequests) {
    const auto done = desk.request(13, desk.ann);
    desk.request(14, desk.bob);
    desk.database.write([&](connector::store::Connection& connection) {
        connector::store::Requests requests(connection);
        auto request = requests.find(done).value();
        request.status_category = connector::model::StatusCategory::Done;
        requests.save(request);
    });

    const auto page = browser.get("/sup/help").body;

    EXPECT_THAT(page, HasSubstr("Your open requests"));
    EXPECT_THAT(page, HasSubstr("Summary of SUP-12"));
    EXPECT_THAT(page, Not(HasSubstr("SUP-13")));
    EXPECT_THAT(page, Not(HasSubstr("SUP-14")));
}

TEST_F(HelpPage, OffersAFewArticlesForASummary) {
    desk.articles = {
        {"One <b>", "", "", "1"},
        {"Elsewhere", "", "https://acme.atlassian.net/x", ""},
        {"Two", "", "", "2"},
        {"Three", "", "", "3"},
        {"Four", "", "", "4"}};

    const auto page = browser.get("/sup/help/offers?q=toner").body;

    EXPECT_THAT(page, HasSubstr("href=\"/sup/help/1?from=new\""));
    EXPECT_THAT(page, HasSubstr("One &lt;b&gt;"));
    EXPECT_EQ(tests::occurrences(page, "<li"), 3);
    EXPECT_THAT(page, Not(HasSubstr("Elsewhere")));
    EXPECT_THAT(page, Not(HasSubstr("<html")));
    EXPECT_EQ(desk.count("articles"), 3);
}

TEST_F(HelpPage, OffersNothingWhereItKnowsNothing) {
    EXPECT_THAT(browser.get("/sup/help/offers?q=toner").body, Not(HasSubstr("<li")));
    EXPECT_THAT(browser.get("/sup/help/offers").body, Not(HasSubstr("<li")));
    desk.articles = {{"One", "", "", "1"}};
    desk.help_failure = base::Error{ErrorKind::Unavailable, "away", std::nullopt};
    EXPECT_THAT(browser.get("/sup/help/offers?q=toner").body, Not(HasSubstr("<li")));
    EXPECT_EQ(browser.get("/sup/help/offers?q=%zz").status, 400);
}

TEST_F(HelpPage, OffersEndWithTheLimitAndWithoutAWord) {
    desk.articles = {{"One", "", "", "1"}};
    for (int i = 0; i < 60; ++i) ASSERT_EQ(browser.get("/sup/help/offers?q=vpn").status, 200);
    ASSERT_EQ(desk.questions.size(), 60U);

    EXPECT_THAT(browser.get("/sup/help/offers?q=vpn").body, Not(HasSubstr("<li")));
    EXPECT_EQ(desk.questions.size(), 60U);
}

TEST_F(HelpPage, SaysThatNothingWasFoundAndKeepsWhatWasTyped) {
    const auto page = search("%3Cb%3E%22x").body;

    EXPECT_THAT(page, HasSubstr("Nothing was found"));
    EXPECT_THAT(page, HasSubstr("value=\"&lt;b&gt;&quot;x\""));
}

TEST_F(HelpPage, WithoutACustomersEyesThereIsNothingHere) {
    desk.articles = {{"Canary", "", ""}};
    for (const ErrorKind kind : {ErrorKind::Denied, ErrorKind::Unauthorized, ErrorKind::NotFound}) {
        desk.help_failure = base::Error{kind, "operator's words", std::nullopt};
        const auto page = search("canary");
        EXPECT_EQ(page.status, 200);
        EXPECT_THAT(page.body, HasSubstr("Articles are not available in this portal."));
        EXPECT_THAT(page.body, Not(HasSubstr("operator's words")));
        EXPECT_THAT(page.body, Not(HasSubstr("Canary")));
    }
}

TEST_F(HelpPage, SaysThatJiraIsAway) {
    desk.help_failure = base::Error{ErrorKind::Unavailable, "operator's words", std::nullopt};

    const auto page = search("vpn");

    EXPECT_EQ(page.status, 503);
    EXPECT_THAT(page.body, HasSubstr("be searched right now"));
    EXPECT_THAT(page.body, Not(HasSubstr("operator's words")));
    EXPECT_TRUE(desk.log.contains("help.search_failed"));
    EXPECT_FALSE(desk.log.contains("vpn"));
}

TEST_F(HelpPage, ThirtySearchesInFiveMinutes) {
    for (int i = 0; i < 30; ++i) ASSERT_EQ(search("vpn").status, 200);

    const auto refused = search("vpn");

    EXPECT_EQ(refused.status, 429);
    EXPECT_THAT(refused.body, HasSubstr("A little too fast"));
    EXPECT_EQ(desk.questions.size(), 30U);
    EXPECT_EQ(browser.get("/sup/help").status, 200);

    desk.wall_clock.advance(std::chrono::minutes{5});
    EXPECT_EQ(search("vpn").status, 200);
}

TEST_F(HelpPage, LongAndSenselessQuestionsAreNotAsked) {
    EXPECT_EQ(search(std::string(601, 'a')).status, 422);
    EXPECT_EQ(search("%zz").status, 400);
    EXPECT_EQ(search("%FF").status, 400);
    EXPECT_EQ(search("++%09").status, 200);

    EXPECT_THAT(desk.questions, ElementsAre());
}

TEST_F(HelpPage, IsInTheMenuOfItsProjectOnly) {
    EXPECT_THAT(browser.get("/sup/").body, HasSubstr("href=\"/sup/help\""));

    desk.settings.projects.front().help = false;

    EXPECT_THAT(browser.get("/sup/").body, Not(HasSubstr("/sup/help")));
}

}  // namespace
