#include <gtest/gtest.h>

#include "tests/jira/rest_client_fixture.hpp"

namespace {

using base::ErrorKind;
using nlohmann::json;
using tests::comment;
using tests::issue;

class RestClientComments : public tests::RestClientTest {
protected:
    /// Jira embeds one of `total` comments.
    static json long_issue(int total) {
        json value = issue(10042);
        value["fields"]["comment"] = {
            {"comments", json::array({comment(total, "newest")})}, {"total", total}};
        return value;
    }

    void given_a_request_with_comments(int total) {
        site_has_fields();
        site_.answer(200, bulk({long_issue(total)}));
    }

    void answer_page(int first, int count, int total) {
        json comments = json::array();
        for (int id = first; id < first + count; ++id) comments.push_back(comment(id, "x"));
        site_.answer(200, json{{"comments", comments}, {"total", total}}.dump());
    }
};

TEST_F(RestClientComments, EmbeddedOnesNeedNoFurtherCall) {
    given_a_request_with_comments(1);

    const auto requests = read({10042});
    ASSERT_TRUE(requests);
    EXPECT_EQ(requests->front().comments.size(), 1U);
    EXPECT_EQ(site_.calls(), 2U);
}

TEST_F(RestClientComments, OverflowingOnesAreReadPageByPage) {
    given_a_request_with_comments(150);
    answer_page(1, 100, 150);
    answer_page(101, 50, 150);

    const auto requests = read({10042});
    ASSERT_TRUE(requests);
    EXPECT_EQ(requests->front().comments.size(), 150U);
    EXPECT_EQ(
        asked(2).url,
        "https://acme.atlassian.net/rest/api/3/issue/10042/comment"
        "?startAt=0&maxResults=100&orderBy=created&expand=renderedBody"
    );
    EXPECT_NE(asked(3).url.find("?startAt=100&"), std::string::npos);
}

TEST_F(RestClientComments, InternalOnesOfAPageAreDropped) {
    given_a_request_with_comments(2);
    json internal = comment(2, "secret");
    internal["jsdPublic"] = "true";
    site_.answer(
        200, json{{"comments", json::array({comment(1, "x"), internal})}, {"total", 2}}.dump()
    );

    const auto requests = read({10042});
    ASSERT_TRUE(requests);
    ASSERT_EQ(requests->front().comments.size(), 1U);
    EXPECT_EQ(requests->front().comments.front().id.value(), 1);
}

TEST_F(RestClientComments, RepeatedPageDropsTheRequestAndSaysSo) {
    given_a_request_with_comments(300);
    answer_page(1, 100, 300);
    answer_page(1, 100, 300);

    const auto requests = read({10042});
    ASSERT_TRUE(requests);
    EXPECT_TRUE(requests->empty());
    EXPECT_EQ(site_.calls(), 4U);
    EXPECT_TRUE(log_.contains("jira.issue_unreadable issue=10042"));
}

TEST_F(RestClientComments, RequestDeletedMeanwhileIsAbsent) {
    given_a_request_with_comments(150);
    site_.answer(404, R"({"errorMessages":["Issue does not exist"],"errors":{}})");

    const auto requests = read({10042});
    ASSERT_TRUE(requests);
    EXPECT_TRUE(requests->empty());
}

TEST_F(RestClientComments, PageFromSomebodyElseFailsTheBatch) {
    for (const int status : {200, 403, 404}) {
        tests::FakeTransport site;
        jira::RestClient client({kApi, base::Secret("x")}, site, clock_, log_);
        site.answer(200, kFields);
        site.answer(200, bulk({long_issue(150)}));
        site.queue({status, {{"Content-Type", "text/html"}}, "<h1>Page unavailable</h1>"});
        EXPECT_FALSE(client.read_requests(std::vector{base::RequestId(10042)})) << status;
    }
}

TEST_F(RestClientComments, FailingPageFailsTheBatch) {
    given_a_request_with_comments(150);
    answer_page(1, 100, 150);
    site_.answer(503, "{}");

    EXPECT_EQ(read({10042}).error().kind, ErrorKind::Unavailable);
}

}  // namespace
