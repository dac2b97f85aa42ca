#include "jira/rest_knowledge.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "jira/rendered_html.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"

namespace {

using base::ErrorKind;
using nlohmann::json;

class RestKnowledge : public testing::Test {
protected:
    void site_has_desk() {
        site_.answer(200, R"({"id":"7","projectId":"10000","projectKey":"SUP"})");
    }

    void site_finds(int first, int count, const std::string& cursor = "") {
        json page{{"values", json::array()}, {"_links", json::object()}};
        for (int i = first; i < first + count; ++i) {
            page["values"].push_back({{"title", "Article " + std::to_string(i)}, {"excerpt", "x"}});
        }
        if (!cursor.empty()) page["_links"]["next"] = kApi + "/elsewhere?cursor=" + cursor;
        site_.answer(200, page.dump());
    }

    auto search(std::size_t limit = 10) {
        return knowledge_.search(kSup, "printer & toner", limit);
    }

    [[nodiscard]] std::string url(std::size_t index) const {
        return site_.requests().at(index).url;
    }

    const base::ProjectKey kSup{"SUP"};
    const std::string kApi = "https://acme.atlassian.net";
    const std::string kArticles = kApi +
                                  "/rest/servicedeskapi/servicedesk/7/knowledgebase/article"
                                  "?query=printer%20%26%20toner&highlight=false&limit=";
    tests::FakeTransport site_;
    tests::FakeClock clock_;
    jira::RestKnowledge knowledge_{
        {"https://acme.atlassian.net", base::Secret("Basic c2VjcmV0")},
        "https://acme.atlassian.net",
        site_,
        clock_};
};

TEST_F(RestKnowledge, AsksTheProjectsDeskWhichItLooksUpOnce) {
    site_has_desk();
    site_finds(1, 2);
    site_finds(1, 2);

    const auto found = search();
    ASSERT_TRUE(search());

    ASSERT_TRUE(found);
    EXPECT_EQ(found->size(), 2U);
    EXPECT_EQ(found->at(0).title, "Article 1");
    EXPECT_EQ(url(0), kApi + "/rest/servicedeskapi/servicedesk/SUP");
    EXPECT_EQ(url(1), kArticles + "10");
    EXPECT_EQ(url(2), kArticles + "10");
}

TEST_F(RestKnowledge, FollowsTheCursorWithinItsOwnAddress) {
    site_has_desk();
    site_finds(1, 2, "abc%3D");
    site_finds(3, 2);

    const auto found = search();

    EXPECT_EQ(found->size(), 4U);
    EXPECT_EQ(url(2), kArticles + "10&cursor=abc%3D");
}

TEST_F(RestKnowledge, GivesNoMoreThanWasAskedFor) {
    site_has_desk();
    site_finds(1, 40, "more");

    EXPECT_EQ(search(3)->size(), 3U);
    EXPECT_EQ(site_.calls(), 2U);
}

TEST_F(RestKnowledge, ASiteThatGoesOnForEverIsLeft) {
    site_has_desk();
    for (int i = 0; i < 10; ++i) site_finds(i, 1, "again");

    EXPECT_EQ(search()->size(), 3U);
    EXPECT_EQ(site_.calls(), 4U);
}

TEST_F(RestKnowledge, AnAnswerThatIsNoPageIsInvalid) {
    site_has_desk();
    for (const char* odd : {"[]", "{}", R"({"values":{}})"}) {
        site_.answer(200, odd);
        const auto found = search();
        ASSERT_FALSE(found) << odd;
        EXPECT_EQ(found.error().kind, ErrorKind::Invalid) << odd;
    }
}

TEST_F(RestKnowledge, RefusalsAreHandedOnAndNotKept) {
    site_.answer(403, R"({"errorMessage":"no"})");
    EXPECT_EQ(search().error().kind, ErrorKind::Denied);

    site_has_desk();
    site_.answer(401, "{}");
    EXPECT_EQ(search().error().kind, ErrorKind::Unauthorized);

    site_.answer(500, "{}");
    EXPECT_EQ(search().error().kind, ErrorKind::Unavailable);
}

TEST_F(RestKnowledge, ReadsAnArticleAtAnAddressOfItsOwn) {
    site_.answer(
        200,
        "<html><head><title>x</title></head><body><h1>Toner</h1><script>1</script><p>Open it.</p>",
        {{"Content-Type", "text/html; charset=UTF-8"}}
    );

    const auto html = knowledge_.read("8786177");

    ASSERT_TRUE(html) << html.error().message;
    EXPECT_EQ(html->value(), "<h3>Toner</h3><p>Open it.</p>");
    EXPECT_EQ(url(0), kApi + "/rest/servicedeskapi/knowledgebase/article/view/8786177");
}

TEST_F(RestKnowledge, ArticleThatIsGoneIsNotFoundWhoeverSaysSo) {
    for (const int status : {403, 404}) {
        site_.answer(status, "<html>no</html>", {{"Content-Type", "text/html"}});
        EXPECT_EQ(knowledge_.read("1").error().kind, ErrorKind::NotFound) << status;
    }
}

TEST_F(RestKnowledge, WhatIsNoArticleIsNotShown) {
    const auto kind_of = [&](int status, const std::string& type, const std::string& body) {
        site_.answer(status, body, {{"Content-Type", type}});
        const auto html = knowledge_.read("1");
        return html ? std::nullopt : std::optional(html.error().kind);
    };

    EXPECT_EQ(kind_of(302, "text/html", ""), ErrorKind::Rejected);
    EXPECT_EQ(kind_of(500, "text/html", "<p>x"), ErrorKind::Unavailable);
    EXPECT_EQ(kind_of(200, "application/json", "{}"), ErrorKind::Invalid);
    EXPECT_EQ(
        kind_of(200, "text/html", std::string(jira::kMaxArticleBytes + 1, 'x')), ErrorKind::Invalid
    );
    EXPECT_EQ(kind_of(200, "text/html", std::string(jira::kMaxArticleBytes, 'x')), std::nullopt);
}

}  // namespace
