#include "jira/issue_reader.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "tests/jira/issues.hpp"
#include "tests/support/recording_log.hpp"

namespace {

using jira::StatusCategory;
using nlohmann::json;
using tests::comment;
using tests::issue;

const jira::RequestFields kFields{.types = {"customfield_10010", "customfield_10020"}};

base::Result<std::optional<jira::ReadIssue>> read(const json& value) {
    tests::RecordingLog log;
    return jira::read_issue(value, kFields, log);
}

/// Reads an issue that must be a request.
jira::ReadIssue request(const json& value) {
    auto result = read(value);
    EXPECT_TRUE(result && *result);
    return result && *result ? **std::move(result) : jira::ReadIssue{};
}

TEST(IssueReader, ReadsAllParts) {
    const jira::Request found = request(issue(10042)).request;

    EXPECT_EQ(found.id.value(), 10042);
    EXPECT_EQ(found.key.value(), "SUP-42");
    EXPECT_EQ(found.project.value(), "SUP");
    EXPECT_EQ(found.summary, "Printer on fire");
    EXPECT_EQ(found.description.value(), "<p>It burns</p>");
    EXPECT_EQ(found.status, "Waiting for support");
    EXPECT_EQ(found.status_category, StatusCategory::InProgress);
    EXPECT_EQ(found.reporter->display_name, "Ann");
    EXPECT_EQ(found.created, base::parse_time("2026-11-20T09:00:00Z"));
    EXPECT_EQ(found.updated, base::parse_time("2026-11-21T09:00:00Z"));
}

/// As version 2 of the API has it.
TEST(IssueReader, PlainDescriptionKeepsItsLines) {
    json value = issue(10042);
    value["fields"]["description"] = "It burns.\n\nGot it? <b>";

    EXPECT_EQ(
        request(value).request.description.value(), "<p>It burns.<br><br>Got it? &lt;b&gt;</p>"
    );
}

TEST(IssueReader, IssueWithoutRequestTypeIsNoRequest) {
    json null = issue(1);
    null["fields"]["customfield_10010"] = nullptr;
    json missing = issue(1);
    missing["fields"].erase("customfield_10010");
    json text = issue(1);
    text["fields"]["customfield_10010"] = "25";

    for (const json& value : {null, missing, text}) {
        const auto result = read(value);
        ASSERT_TRUE(result);
        EXPECT_FALSE(*result);
    }
}

TEST(IssueReader, SecondRequestTypeFieldCountsWhereTheFirstIsEmpty) {
    json value = issue(1);
    value["fields"]["customfield_10020"] = value["fields"]["customfield_10010"];
    value["fields"]["customfield_10010"] = nullptr;

    EXPECT_EQ(request(value).request.status, "Waiting for support");
}

TEST(IssueReader, WorkflowStatusShowsWhereTheRequestTypeMapsNone) {
    json value = issue(1);
    value["fields"]["customfield_10010"].erase("currentStatus");

    EXPECT_EQ(request(value).request.status, "In Triage");
}

/// Of the name that customers see only: when the workflow's own status began is nobody's business.
TEST(IssueReader, SinceWhenComesWithTheNameForCustomers) {
    json value = issue(1);
    EXPECT_FALSE(request(value).request.status_since);
    json& current = value["fields"]["customfield_10010"]["currentStatus"];
    current["statusDate"] = {{"epochMillis", 1'795'165'200'000}, {"friendly", "Yesterday"}};

    EXPECT_EQ(request(value).request.status_since, base::from_millis(1'795'165'200'000));

    current.erase("status");
    EXPECT_FALSE(request(value).request.status_since);
}

TEST(IssueReader, CategoryComesFromItsKey) {
    const auto category = [](const json& status_category) {
        json value = issue(1);
        value["fields"]["status"]["statusCategory"] = status_category;
        return request(value).request.status_category;
    };

    EXPECT_EQ(category({{"key", "new"}}), StatusCategory::New);
    EXPECT_EQ(category({{"key", "indeterminate"}}), StatusCategory::InProgress);
    EXPECT_EQ(category({{"key", "done"}}), StatusCategory::Done);
    EXPECT_EQ(category({{"key", "undefined"}}), StatusCategory::Undefined);
    EXPECT_EQ(category({{"key", 3}}), StatusCategory::Undefined);
    EXPECT_EQ(category(nullptr), StatusCategory::Undefined);
}

TEST(IssueReader, MissingPartIsNamedWithTheIssue) {
    for (const std::string part :
         {"/key", "/fields/summary", "/fields/created", "/fields/updated", "/fields/project/key"}) {
        json value = issue(10042);
        value[json::json_pointer(part)] = 7;
        const auto result = read(value);
        ASSERT_FALSE(result) << part;
        EXPECT_EQ(result.error().kind, base::ErrorKind::Invalid);
        EXPECT_TRUE(result.error().message.starts_with("issue 10042: no readable ")) << part;
    }
}

TEST(IssueReader, ShapesThatAreNoIssuesAreInvalid) {
    for (const char* odd : {"null", "7", "[]", "{}", R"({"fields":[]})", R"({"id":"1"})"}) {
        EXPECT_FALSE(read(json::parse(odd))) << odd;
    }
}

TEST(IssueReader, OptionalPartsMayBeMissing) {
    json value = issue(1);
    value["fields"].erase("reporter");
    value["fields"]["description"] = nullptr;

    const jira::Request found = request(value).request;
    EXPECT_FALSE(found.reporter);
    EXPECT_EQ(found.description.value(), "");
}

TEST(IssueReader, CommentsAreFilteredAndOldestFirst) {
    json value = issue(1);
    json internal = comment(3, "secret");
    internal["jsdPublic"] = false;
    value["fields"]["comment"] = {
        {"total", 3}, {"comments", json::array({comment(5, "b"), internal, comment(2, "a")})}};

    const jira::ReadIssue found = request(value);
    ASSERT_EQ(found.request.comments.size(), 2U);
    EXPECT_TRUE(found.has_all_comments);
    EXPECT_EQ(found.request.comments[0].text, "a");
    EXPECT_EQ(found.request.comments[1].text, "b");
}

TEST(IssueReader, IncompleteOrOddCommentsAskForPages) {
    for (const char* odd :
         {"null",
          "{}",
          "[]",
          R"({"total":2,"comments":[]})",
          R"({"comments":[]})",
          R"({"total":0})",
          R"({"total":"0","comments":[]})",
          R"({"total":0,"comments":{}})"}) {
        json value = issue(1);
        value["fields"]["comment"] = json::parse(odd);
        EXPECT_FALSE(request(value).has_all_comments) << odd;
    }
}

TEST(IssueReader, RequestTypeFieldsAreFoundByKindNotName) {
    const json fields = json::parse(R"([
        {"id": "summary", "name": "Request Type"},
        {"id": "customfield_1", "schema": {"custom": "com.atlassian.servicedesk:vp-origin"}},
        {"id": "customfield_2", "name": "Request Type", "schema": {"custom": "x:other"}},
        {"id": "customfield_3", "schema": {"custom": "com.atlassian.servicedesk:vp-origin"}},
        {"id": 4, "schema": {"custom": "com.atlassian.servicedesk:vp-origin"}}, 7, null])");

    EXPECT_EQ(
        jira::find_request_fields(fields).types,
        (std::vector<std::string>{"customfield_1", "customfield_3"})
    );
    EXPECT_TRUE(jira::find_request_fields(json::object()).types.empty());
}

}  // namespace
