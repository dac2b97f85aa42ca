#include "jira/rest_client.hpp"

#include <gtest/gtest.h>

#include "tests/jira/rest_client_fixture.hpp"

namespace {

using base::ErrorKind;
using nlohmann::json;
using tests::issue;

class RestClient : public tests::RestClientTest {};

TEST_F(RestClient, EveryCallCarriesTheCommonHeaders) {
    site_.answer(200, kMyself);

    ASSERT_TRUE(client_.myself());
    const base::HttpRequest request = asked(0);
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.url, "https://acme.atlassian.net/rest/api/3/myself");
    EXPECT_EQ(header(request, "Authorization"), "Basic c2VjcmV0");
    EXPECT_EQ(header(request, "Accept"), "application/json");
    EXPECT_EQ(header(request, "X-Force-Accept-Language"), "true");
    EXPECT_EQ(header(request, "Accept-Language"), "en-US");
}

TEST_F(RestClient, MyselfWithoutAnAccountIsInvalid) {
    site_.answer(200, "{}");

    EXPECT_EQ(client_.myself().error().kind, ErrorKind::Invalid);
}

TEST_F(RestClient, BatchIsOneCallWithAllFields) {
    site_has_fields();
    site_.answer(200, bulk({issue(1), issue(2)}));

    const auto requests = read({1, 2});
    ASSERT_TRUE(requests);
    EXPECT_EQ(requests->size(), 2U);
    ASSERT_EQ(site_.calls(), 2U);
    EXPECT_EQ(asked(1).method, "POST");
    EXPECT_EQ(asked(1).url, "https://acme.atlassian.net/rest/api/3/issue/bulkfetch");
    EXPECT_EQ(header(asked(1), "Content-Type"), "application/json");
    EXPECT_EQ(json::parse(asked(1).body), json::parse(R"({"issueIdsOrKeys":["1","2"],
            "fields":["summary","status","created","updated","reporter","creator","description",
                      "comment","attachment","project","customfield_10010"]})"));
}

TEST_F(RestClient, NothingAskedIsNoCall) {
    EXPECT_TRUE(read({}));
    EXPECT_EQ(site_.calls(), 0U);
}

TEST_F(RestClient, MoreThanABatchIsRefusedUnsent) {
    const std::vector<base::RequestId> ids(101, base::RequestId(1));

    EXPECT_EQ(client_.read_requests(ids).error().kind, ErrorKind::Invalid);
    EXPECT_EQ(site_.calls(), 0U);
}

TEST_F(RestClient, FieldsAreReadOncePerHour) {
    site_has_fields();
    for (int i = 0; i < 2; ++i) site_.answer(200, bulk({issue(1)}));
    ASSERT_TRUE(read({1}) && read({1}));
    EXPECT_EQ(site_.calls(), 3U);

    clock_.advance(std::chrono::hours{1});
    site_has_fields();
    site_.answer(200, bulk({issue(1)}));
    ASSERT_TRUE(read({1}));
    EXPECT_EQ(site_.calls(), 5U);
}

TEST_F(RestClient, SiteWithoutRequestTypesIsAnErrorNotAnEmptyAnswer) {
    for (int i = 0; i < 2; ++i) {
        site_.answer(200, R"([{"id":"summary"}])");
        EXPECT_EQ(read({1}).error().kind, ErrorKind::Unavailable);
    }
    EXPECT_EQ(site_.calls(), 2U);
}

TEST_F(RestClient, IssuesThatAreNoRequestsAreAbsent) {
    json plain = issue(2);
    plain["fields"]["customfield_10010"] = nullptr;
    site_has_fields();
    site_.answer(200, bulk({issue(1), plain}));

    const auto requests = read({1, 2});
    ASSERT_TRUE(requests);
    ASSERT_EQ(requests->size(), 1U);
    EXPECT_EQ(requests->front().id.value(), 1);
}

TEST_F(RestClient, AbsenceIsBelievedWhileTheCredentialIsHonoured) {
    site_has_fields();
    site_.answer(200, bulk({issue(1)}));
    site_.answer(200, kMyself);

    const auto requests = read({1, 2});
    ASSERT_TRUE(requests);
    EXPECT_EQ(requests->size(), 1U);
    EXPECT_EQ(asked(2).url, "https://acme.atlassian.net/rest/api/3/myself");
}

// Without a credential Jira answers 200 and nothing: that must not read as "all deleted".
TEST_F(RestClient, AbsenceIsNotBelievedWithoutTheCredential) {
    site_has_fields();
    site_.answer(200, bulk({}));
    site_.answer(401, "{}");

    EXPECT_EQ(read({1}).error().kind, ErrorKind::Unauthorized);
}

TEST_F(RestClient, UnreadableIssueIsDroppedAndLogged) {
    json odd = issue(2);
    odd["fields"]["created"] = "yesterday";
    site_has_fields();
    site_.answer(200, bulk({issue(1), odd, issue(3)}));

    const auto requests = read({1, 2, 3});
    ASSERT_TRUE(requests);
    EXPECT_EQ(requests->size(), 2U);
    EXPECT_TRUE(log_.contains("jira.issue_unreadable issue=2 reason=issue 2: no readable created"));
}

TEST_F(RestClient, IssuesJiraCouldNotReadAreAskedAgain) {
    site_has_fields();
    site_.answer(
        200,
        json{{"issues", {issue(1)}}, {"issueErrors", {{{"id", "2"}, {"errorMessage", "x"}}}}}.dump()
    );
    site_.answer(200, bulk({issue(2)}));

    const auto requests = read({1, 2});
    ASSERT_TRUE(requests);
    EXPECT_EQ(requests->size(), 2U);
    EXPECT_EQ(json::parse(asked(2).body)["issueIdsOrKeys"], json::parse(R"(["2"])"));
}

TEST_F(RestClient, IssuesJiraNeverReadsAreUnavailableNotAbsent) {
    site_has_fields();
    site_.answer(200, R"({"issues":[],"issueErrors":[{"id":"1"}]})");

    EXPECT_EQ(read({1}).error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(site_.calls(), 2U);
}

TEST_F(RestClient, ErrorListThatMakesNoSenseIsUnavailable) {
    for (const char* errors : {"{}", "[7]", R"([{"id":"9"}])", R"([{"id":"SUP-1"}])"}) {
        tests::FakeTransport site;
        jira::RestClient client({kApi, base::Secret("x")}, site, clock_, log_);
        site.answer(200, kFields);
        site.answer(200, R"({"issues":[],"issueErrors":)" + std::string(errors) + "}");
        const std::vector<base::RequestId> ids{base::RequestId(1), base::RequestId(2)};
        EXPECT_EQ(client.read_requests(ids).error().kind, ErrorKind::Unavailable) << errors;
    }
}

TEST_F(RestClient, AnswerThatIsTooLargeIsAskedForInHalves) {
    site_has_fields();
    site_.fail(ErrorKind::Rejected, "answer too big");
    site_.answer(200, bulk({issue(2), issue(3)}));
    site_.answer(200, bulk({issue(1)}));

    const auto requests = read({1, 2, 3});
    ASSERT_TRUE(requests);
    EXPECT_EQ(requests->size(), 3U);
}

TEST_F(RestClient, OneRequestThatIsTooLargeIsRejected) {
    site_has_fields();
    site_.fail(ErrorKind::Rejected, "answer too big");

    EXPECT_EQ(read({1}).error().kind, ErrorKind::Rejected);
}

TEST_F(RestClient, AnswerWithoutIssuesIsInvalid) {
    for (const char* odd : {"[]", "{}", R"({"issues":{}})", "7"}) {
        site_has_fields();
        site_.answer(200, odd);
        EXPECT_FALSE(read({1})) << odd;
        clock_.advance(std::chrono::hours{2});
    }
}

TEST_F(RestClient, TransportErrorNamesTheCall) {
    site_.fail(ErrorKind::Unavailable, "connection reset");

    const auto failed = client_.myself();
    EXPECT_EQ(failed.error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(failed.error().message, "GET myself: connection reset");
}

TEST_F(RestClient, LimitIsPassedOnWithItsWait) {
    site_has_fields();
    site_.answer(429, "{}", {{"Retry-After", "7"}});

    const auto limited = read({1});
    EXPECT_EQ(limited.error().kind, ErrorKind::Limited);
    EXPECT_EQ(limited.error().retry_after, base::seconds{7});
}

TEST_F(RestClient, DeepDocumentOfOneRequestLeavesTheOthersReadable) {
    std::string deep = issue(2).dump();
    const std::string text = R"({"text":"It burns","type":"text"})";
    std::string nested;
    for (int i = 0; i < 3000; ++i) nested += R"({"type":"listItem","content":[)";
    nested += text;
    for (int i = 0; i < 3000; ++i) nested += "]}";
    deep.replace(deep.find(text), text.size(), nested);
    site_has_fields();
    site_.answer(200, R"({"issues":[)" + issue(1).dump() + "," + deep + "]}");

    const auto requests = read({1, 2});
    ASSERT_TRUE(requests);
    EXPECT_EQ(requests->size(), 2U);
}

}  // namespace
