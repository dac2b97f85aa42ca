#include <gtest/gtest.h>

#include "tests/jira/rest_client_fixture.hpp"

namespace {

using base::ErrorKind;
using nlohmann::json;
using tests::comment;
using tests::issue;

class RestClientSearch : public tests::RestClientTest {
protected:
    static std::string page(std::initializer_list<json> issues, json more = {{"isLast", true}}) {
        more["issues"] = json::array();
        for (const json& issue : issues) more["issues"].push_back(issue);
        return more.dump();
    }

    base::Result<jira::SearchPage> search(std::optional<std::string> token = std::nullopt) {
        return client_.search("project = SUP", token);
    }
};

TEST_F(RestClientSearch, PageIsOneCallWithAllFields) {
    site_has_fields();
    site_.answer(200, page({issue(2), issue(1)}));

    const auto found = search();

    ASSERT_TRUE(found);
    ASSERT_EQ(found->requests.size(), 2U);
    EXPECT_EQ(found->requests.front().request.id.value(), 2) << "in the query's order";
    EXPECT_TRUE(found->requests.front().has_all_comments);
    EXPECT_FALSE(found->next);
    ASSERT_EQ(site_.calls(), 2U);
    EXPECT_EQ(asked(1).method, "POST");
    EXPECT_EQ(asked(1).url, "https://acme.atlassian.net/rest/api/3/search/jql");
    EXPECT_EQ(header(asked(1), "Content-Type"), "application/json");
    EXPECT_EQ(json::parse(asked(1).body), json::parse(R"({"jql":"project = SUP","maxResults":100,
            "fields":["summary","status","created","updated","reporter","creator","description",
                      "comment","attachment","project","customfield_10010"]})"));
}

TEST_F(RestClientSearch, TokenIsHandedOnAndBack) {
    site_has_fields();
    site_.answer(200, page({issue(1)}, {{"isLast", false}, {"nextPageToken", "second"}}));
    site_.answer(200, page({issue(2)}, {{"isLast", false}, {"nextPageToken", "third"}}));

    EXPECT_EQ(search()->next, "second");
    EXPECT_EQ(search("second")->next, "third");
    EXPECT_FALSE(json::parse(asked(1).body).contains("nextPageToken"));
    EXPECT_EQ(json::parse(asked(2).body)["nextPageToken"], "second");
}

TEST_F(RestClientSearch, LastPageIsTheOneThatSaysSoOrNamesNoOther) {
    for (const json& more : {
             json{{"isLast", true}},
             json{{"isLast", true}, {"nextPageToken", "x"}},
             json{{"isLast", false}},
             json{{"nextPageToken", nullptr}},
             json::object(),
         }) {
        clock_.advance(std::chrono::hours{2});
        site_has_fields();
        site_.answer(200, page({issue(1)}, more));
        const auto found = search();
        ASSERT_TRUE(found) << more;
        EXPECT_FALSE(found->next) << more;
    }
}

TEST_F(RestClientSearch, OverflowingCommentsAreLeftForAReadById) {
    json long_thread = issue(1);
    long_thread["fields"]["comment"] = {
        {"comments", json::array({comment(7, "newest")})}, {"total", 21}};
    site_has_fields();
    site_.answer(200, page({long_thread}));

    const auto found = search();

    ASSERT_TRUE(found);
    EXPECT_FALSE(found->requests.front().has_all_comments);
    EXPECT_TRUE(found->requests.front().request.comments.empty());
    EXPECT_EQ(site_.calls(), 2U) << "no further call";
}

TEST_F(RestClientSearch, InternalCommentsAreDropped) {
    json mixed = issue(1);
    json internal = comment(2, "canary");
    internal["jsdPublic"] = false;
    json restricted = comment(3, "canary");
    restricted["visibility"] = {{"type", "role"}, {"value", "Team"}};
    json untold = comment(4, "canary");
    untold.erase("jsdPublic");
    mixed["fields"]["comment"] = {
        {"comments", json::array({comment(1, "public"), internal, restricted, untold})},
        {"total", 4}};
    site_has_fields();
    site_.answer(200, page({mixed}));

    const auto found = search();

    ASSERT_TRUE(found);
    ASSERT_EQ(found->requests.front().request.comments.size(), 1U);
    EXPECT_EQ(found->requests.front().request.comments.front().id.value(), 1);
}

TEST_F(RestClientSearch, OtherIssuesAreLeftOutAndOddOnesNamed) {
    json plain = issue(2);
    plain["fields"]["customfield_10010"] = nullptr;
    json odd = issue(3);
    odd["fields"]["updated"] = 7;
    site_has_fields();
    site_.answer(200, page({issue(1), plain, odd}));

    const auto found = search();

    ASSERT_TRUE(found);
    EXPECT_EQ(found->requests.size(), 1U);
    EXPECT_EQ(found->unreadable, std::vector{base::RequestId(3)});
    EXPECT_EQ(found->ids.size(), 3U);
    EXPECT_TRUE(log_.contains("jira.issue_unreadable issue=3"));
}

TEST_F(RestClientSearch, AnswerThatIsTooLargeIsAskedForWithHalfAsMany) {
    site_has_fields();
    site_.fail(ErrorKind::Rejected, "answer too big");
    site_.answer(200, page({issue(1)}));

    ASSERT_TRUE(search("second"));
    EXPECT_EQ(json::parse(asked(2).body)["maxResults"], 50);
    EXPECT_EQ(json::parse(asked(2).body)["nextPageToken"], "second");
}

TEST_F(RestClientSearch, OneRequestThatIsTooLargeIsRejected) {
    site_has_fields();
    for (int i = 0; i < 7; ++i) site_.fail(ErrorKind::Rejected, "answer too big");

    EXPECT_EQ(search().error().kind, ErrorKind::Rejected);
    EXPECT_EQ(site_.calls(), 8U);
}

TEST_F(RestClientSearch, RefusedQueryIsRejectedAndNotAskedAgain) {
    site_has_fields();
    site_.answer(400, R"({"errorMessages":["The provided next page token is invalid"]})");

    EXPECT_EQ(search("old").error().kind, ErrorKind::Rejected);
    EXPECT_EQ(site_.calls(), 2U);
}

TEST_F(RestClientSearch, OddAnswersAreInvalid) {
    for (const char* odd :
         {"[]",
          "{}",
          R"({"issues":{},"isLast":true})",
          R"({"issues":[],"isLast":"true"})",
          R"({"issues":[],"isLast":false,"nextPageToken":7})"}) {
        clock_.advance(std::chrono::hours{2});
        site_has_fields();
        site_.answer(200, odd);
        EXPECT_EQ(search().error().kind, ErrorKind::Invalid) << odd;
    }
}

TEST_F(RestClientSearch, ListIsAskedForWithoutWhatRequestsSay) {
    json plain = issue(2);
    plain["fields"]["customfield_10010"] = nullptr;
    json odd = issue(3);
    odd["fields"]["updated"] = 7;
    site_has_fields();
    site_.answer(200, page({issue(1), plain, odd}, {{"nextPageToken", "more"}}));

    const auto listed = client_.list("project = SUP", "second");

    ASSERT_TRUE(listed);
    ASSERT_EQ(listed->requests.size(), 2U);
    EXPECT_EQ(listed->requests[0].id.value(), 1);
    EXPECT_GT(listed->requests[0].updated, base::Time{});
    EXPECT_EQ(listed->requests[1].updated, base::Time{});
    EXPECT_EQ(listed->ids.size(), 3U);
    EXPECT_EQ(listed->next, "more");
    EXPECT_EQ(json::parse(asked(1).body), json::parse(R"({"jql":"project = SUP","maxResults":1000,
            "fields":["updated","customfield_10010"],"nextPageToken":"second"})"));
}

TEST_F(RestClientSearch, CountIsAboutHowMany) {
    site_.answer(200, R"({"count":153})");
    EXPECT_EQ(client_.count("project = SUP"), 153);
    EXPECT_EQ(asked(0).url, "https://acme.atlassian.net/rest/api/3/search/approximate-count");
    EXPECT_EQ(asked(0).body, R"({"jql":"project = SUP"})");
    for (const char* odd : {"{}", R"({"count":"3"})", R"({"count":-1})", "[]"}) {
        site_.answer(200, odd);
        EXPECT_EQ(client_.count("project = SUP").error().kind, ErrorKind::Invalid) << odd;
    }
}

}  // namespace
