#include "jira/datacenter_client.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "jira/start_at.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"
#include "tests/support/recording_log.hpp"

namespace {

using base::ErrorKind;
using nlohmann::json;

json person(const std::string& key) {
    return {
        {"name", "name-of-" + key},
        {"key", key},
        {"emailAddress", key + "@acme.example"},
        {"displayName", "Ann"},
        {"active", true}};
}

/// As the platform's version 2 has it: no word about who may see it.
json comment(int id, const std::string& text) {
    return {
        {"id", std::to_string(id)},
        {"author", person("JIRAUSER10100")},
        {"body", text},
        {"created", "2026-11-21T10:00:00.000+0000"},
        {"updated", "2026-11-21T10:00:00.000+0000"}};
}

json issue(int id, const json& comments = json::array()) {
    json value = json::parse(R"({
        "key": "SUP-42",
        "fields": {
            "summary": "Printer on fire", "description": "It *burns*",
            "status": {"name": "Open", "statusCategory": {"key": "new"}},
            "created": "2026-11-20T10:00:00.000+0100",
            "updated": "2026-11-21T10:00:00.000+0100",
            "project": {"key": "SUP"},
            "customfield_10010": {"requestType": {"id": "25", "name": "Help"}}}})");
    value["id"] = std::to_string(id);
    value["fields"]["reporter"] = person("JIRAUSER10100");
    value["fields"]["comment"] = {
        {"comments", comments}, {"total", comments.size()}, {"startAt", 0}};
    return value;
}

/// An array even of one: braces alone would copy it.
json list(std::vector<json> entries) {
    return json(std::move(entries));
}

std::string found(const json& issues, std::size_t total) {
    return json{{"startAt", 0}, {"maxResults", 100}, {"total", total}, {"issues", issues}}.dump();
}

/// servicedeskapi's word on some comments.
std::string said(const json& values) {
    return json{{"size", values.size()}, {"start", 0}, {"isLastPage", true}, {"values", values}}
        .dump();
}

json word(int id, const json& is_public) {
    return {{"id", std::to_string(id)}, {"public", is_public}};
}

class DatacenterClient : public testing::Test {
protected:
    static constexpr const char* kApi = "https://jira.acme.example/jira";
    static constexpr const char* kMyself =
        R"({"name":"bot","key":"JIRAUSER10000","displayName":"Bot"})";

    DatacenterClient() {
        site_.answer(200, R"([{"id":"customfield_10010",
            "schema":{"custom":"com.atlassian.servicedesk:vp-origin"}}])");
    }

    base::Result<jira::DatacenterClient::Reading> read(std::vector<int> numbers) {
        std::vector<base::RequestId> ids;
        for (const int number : numbers) ids.emplace_back(number);
        return client_.read_requests(ids);
    }

    /// The request's public comments, when servicedeskapi says this.
    std::vector<jira::PublicComment> comments_of(const json& comments, const std::string& word) {
        site_.answer(200, found(list({issue(1, comments)}), 1));
        site_.answer(200, word);
        const auto reading = read({1});
        EXPECT_TRUE(reading && reading->requests.size() == 1);
        if (!reading || reading->requests.size() != 1) return {};
        return reading->requests.front().comments;
    }

    std::string path(std::size_t index) const {
        return site_.requests().at(index).url.substr(std::string_view(kApi).size());
    }

    json body(std::size_t index) const { return json::parse(site_.requests().at(index).body); }

    tests::FakeTransport site_;
    tests::FakeClock clock_;
    tests::RecordingLog log_;
    jira::DatacenterClient client_{
        {.api_url = kApi, .authorization = base::Secret("Bearer pat"), .platform = "/rest/api/2"},
        site_,
        clock_,
        log_};
};

TEST_F(DatacenterClient, PeopleAreTheirKeys) {
    site_.answer(200, found(list({issue(1)}), 1));
    const auto reading = read({1});
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->requests.at(0).reporter->account_id.value(), "JIRAUSER10100");
}

TEST_F(DatacenterClient, BatchIsOneSearchAndOneCallForEachWithComments) {
    site_.answer(200, found(list({issue(1), issue(2, list({comment(7, "Hello")}))}), 2));
    site_.answer(200, said(list({word(7, true)})));
    const auto reading = read({2, 1});
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->requests.size(), 2U);
    ASSERT_EQ(site_.calls(), 3U);
    EXPECT_EQ(path(1), "/rest/api/2/search");
    EXPECT_EQ(body(1)["jql"], "id in (1, 2) ORDER BY id ASC");
    EXPECT_EQ(body(1)["validateQuery"], false);
    EXPECT_EQ(
        path(2),
        "/rest/servicedeskapi/request/2/comment?public=true&internal=false&start=0&limit=100"
    );
}

TEST_F(DatacenterClient, CommentIsPublicOnlyByAnExplicitTrue) {
    const json comments =
        list({comment(1, "one"), comment(2, "two"), comment(3, "three"), comment(4, "x")});
    const auto shown =
        comments_of(comments, said(list({word(1, true), word(2, "true"), word(3, false)})));
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown[0].text, "one");
}

TEST_F(DatacenterClient, WordOfThePlatformItselfMakesNothingPublic) {
    json claims = comment(1, "CANARY");
    claims["jsdPublic"] = true;
    EXPECT_TRUE(comments_of(list({claims}), said(json::array())).empty());
}

TEST_F(DatacenterClient, CommentForARoleOnlyIsInternalWhateverIsSaidOfIt) {
    json restricted = comment(1, "CANARY");
    restricted["visibility"] = {{"type", "role"}, {"value", "Administrators"}};
    EXPECT_TRUE(comments_of(list({restricted}), said(list({word(1, true)}))).empty());
}

TEST_F(DatacenterClient, WithoutTheWordNothingIsSaidAboutTheRequest) {
    site_.answer(200, found(list({issue(1, list({comment(1, "CANARY")}))}), 1));
    site_.answer(403, R"({"errorMessage":"no"})");
    const auto reading = read({1});
    ASSERT_TRUE(reading);
    EXPECT_TRUE(reading->requests.empty());
    EXPECT_EQ(reading->unreadable, std::vector{base::RequestId(1)});
}

TEST_F(DatacenterClient, AnswerThatFailsIsAnErrorAndNoEmptyThread) {
    site_.answer(200, found(list({issue(1, list({comment(1, "Hello")}))}), 1));
    site_.answer(503, "{}");
    EXPECT_EQ(read({1}).error().kind, ErrorKind::Unavailable);
}

TEST_F(DatacenterClient, CommentsThatAreNotEmbeddedAreReadPageByPageAndMarkedToo) {
    json some = issue(1, list({comment(1, "one")}));
    some["fields"]["comment"]["total"] = 2;
    site_.answer(200, found(list({some}), 1));
    site_.answer(200, said(list({word(1, true)})));
    site_.answer(
        200,
        json{{"total", 2}, {"comments", list({comment(1, "one"), comment(2, "CANARY")})}}.dump()
    );
    const auto reading = read({1});
    ASSERT_TRUE(reading);
    ASSERT_EQ(reading->requests.at(0).comments.size(), 1U);
    EXPECT_EQ(reading->requests.at(0).comments[0].text, "one");
}

TEST_F(DatacenterClient, WikiIsShownAsJiraRendersIt) {
    json rendered = issue(1, list({comment(7, "{color:red}Hi{color}")}));
    rendered["renderedFields"] = {
        {"description", "<p>It <b>burns</b></p><script>alert(1)</script>"},
        {"comment",
         {{"comments", list({json{{"id", "7"}, {"body", "<p><font color=red>Hi</font></p>"}}})}}}};
    site_.answer(200, found(list({rendered}), 1));
    site_.answer(200, said(list({word(7, true)})));
    const auto reading = read({1});
    ASSERT_TRUE(reading);
    const jira::Request& request = reading->requests.at(0);
    EXPECT_EQ(request.description.value(), "<p>It <strong>burns</strong></p>");
    EXPECT_EQ(request.comments.at(0).text, "Hi");
}

TEST_F(DatacenterClient, FileIsShownByItsUploadersOwnTextOnly) {
    json shown = issue(1, list({comment(7, "!a.png! !b.png!")}));
    const auto file = [](int id, const char* key) {
        return json{
            {"id", std::to_string(id)},
            {"filename", "a.png"},
            {"mimeType", "image/png"},
            {"size", 3},
            {"created", "2026-11-21T10:00:00.000+0000"},
            {"author", person(key)}};
    };
    shown["fields"]["attachment"] = list({file(5, "JIRAUSER10100"), file(6, "JIRAUSER10200")});
    shown["renderedFields"]["comment"]["comments"] = {
        {{"id", "7"},
         {"body",
          R"(<img src="/secure/attachment/5/a.png"><img src="/secure/attachment/6/b.png">)"}}};
    site_.answer(200, found(list({shown}), 1));
    site_.answer(200, said(list({word(7, true)})));
    const auto reading = read({1});
    ASSERT_TRUE(reading);
    const auto& files = reading->requests.at(0).comments.at(0).attachments;
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(files[0].id.value(), 5);
    EXPECT_TRUE(reading->requests.at(0).attachments.empty());
}

TEST_F(DatacenterClient, SearchThatIsRefusedForAMissingIssueIsHalvedUntilItIsFound) {
    const std::string refusal = R"({"errorMessages":["A value with ID '2' does not exist"]})";
    site_.answer(400, refusal);                    // 1, 2
    site_.answer(400, refusal);                    // 2
    site_.answer(404, R"({"errorMessages":[]})");  // 2 by itself
    site_.answer(200, found(list({issue(1)}), 1));
    site_.answer(200, kMyself);
    const auto reading = read({1, 2});
    ASSERT_TRUE(reading) << reading.error().message;
    ASSERT_EQ(reading->requests.size(), 1U);
    EXPECT_EQ(reading->requests[0].id.value(), 1);
    EXPECT_TRUE(path(3).starts_with("/rest/api/2/issue/2?fields="));
}

TEST_F(DatacenterClient, AbsenceIsNotBelievedWithoutTheCredential) {
    site_.answer(200, found(json::array(), 0));
    site_.answer(401, "{}");
    EXPECT_EQ(read({1}).error().kind, ErrorKind::Unauthorized);
}

TEST_F(DatacenterClient, PageThatIsShorterThanItsTotalMakesNothingLookGone) {
    site_.answer(200, found(list({issue(1)}), 2));
    site_.answer(200, found(list({issue(2)}), 1));
    site_.answer(200, found(list({issue(1)}), 1));
    const auto reading = read({1, 2});
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->requests.size(), 2U);
}

TEST_F(DatacenterClient, PlainIssueIsNoRequestAndCostsNoCall) {
    json plain = issue(1, list({comment(1, "CANARY")}));
    plain["fields"]["customfield_10010"] = nullptr;
    site_.answer(200, found(list({plain}), 1));
    const auto reading = read({1});
    ASSERT_TRUE(reading);
    EXPECT_TRUE(reading->requests.empty());
    EXPECT_EQ(site_.calls(), 2U);
}

TEST_F(DatacenterClient, SearchTellsWhoChangedAndLeavesCommentsToTheRead) {
    json hit = issue(1);
    hit["fields"].erase("comment");
    site_.answer(200, found(list({hit}), 1));
    const auto page = client_.search("project = SUP", std::nullopt);
    ASSERT_TRUE(page);
    ASSERT_EQ(page->requests.size(), 1U);
    EXPECT_FALSE(page->requests[0].has_all_comments);
    EXPECT_FALSE(page->next);
    const json fields = body(1)["fields"];
    EXPECT_EQ(std::count(fields.begin(), fields.end(), "comment"), 0);
}

TEST_F(DatacenterClient, PagesGoOnWhereTheLastOneEnded) {
    site_.answer(200, found(list({issue(1), issue(2)}), 3));
    site_.answer(200, found(list({issue(1), issue(2), issue(3)}), 3));
    const auto first = client_.list("project = SUP", std::nullopt);
    ASSERT_TRUE(first && first->next);
    const auto second = client_.list("project = SUP", first->next);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->ids, std::vector{base::RequestId(3)});
    EXPECT_FALSE(second->next);
}

TEST_F(DatacenterClient, ListThatMovedTooFarIsRejectedRatherThanSkipped) {
    std::vector<base::RequestId> before;
    for (int id = 1; id <= 300; ++id) before.emplace_back(id);
    const std::string token = jira::StartAt().behind(0, before).to_token();
    site_.answer(200, found(list({issue(500)}), 400));
    site_.answer(200, found(list({issue(401)}), 400));
    const auto page = client_.list("project = SUP", token);
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().kind, ErrorKind::Rejected);
    EXPECT_EQ(body(1)["startAt"], 290);
    EXPECT_EQ(body(2)["startAt"], 200);
}

TEST_F(DatacenterClient, TokenOfAnotherMakingIsRejected) {
    EXPECT_EQ(client_.list("project = SUP", "CAEaAggD").error().kind, ErrorKind::Rejected);
}

TEST_F(DatacenterClient, MarksAreAskedForOneByOne) {
    tests::FakeTransport site;
    jira::DatacenterClient client({.api_url = kApi, .platform = "/rest/api/2"}, site, clock_, log_);
    site.answer(404, R"({"errorMessages":["no property"]})");
    site.answer(
        200, R"({"key":"jsm-connector.reply","value":{"reply":"r-1","contact":"JIRAUSER10100"}})"
    );
    const std::vector<base::CommentId> ids{base::CommentId(1), base::CommentId(2)};
    const auto marks = client.reply_marks(ids);
    ASSERT_TRUE(marks);
    ASSERT_EQ(marks->size(), 1U);
    EXPECT_EQ(marks->at(base::CommentId(2)).reply, "r-1");
}

}  // namespace
