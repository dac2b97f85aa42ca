#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "jira/answer.hpp"
#include "jira/issue_reader.hpp"
#include "jira/webhook.hpp"
#include "tests/support/recording_log.hpp"

// What Jira really sent: fixtures/payloads/README.md.
namespace {

std::string payload(const std::string& name) {
    std::ifstream file(std::string(JSM_PAYLOADS) + "/" + name);
    EXPECT_TRUE(file) << name;
    return {std::istreambuf_iterator<char>(file), {}};
}

struct Recorded {
    std::string file;
    std::string event;
    std::int64_t request;
    std::optional<base::ProjectKey> project;
};

TEST(RecordedWebhooks, EachGivesItsHint) {
    using base::ProjectKey;
    for (const Recorded& expected : {
             Recorded{"cloud-comment_created", "comment_created", 10040, ProjectKey("TES")},
             Recorded{"cloud-comment_deleted", "comment_deleted", 10357, ProjectKey("KT")},
             Recorded{"cloud-issue_created-2024", "jira:issue_created", 10021, ProjectKey("KAN")},
             Recorded{"cloud-issue_created", "jira:issue_created", 10509, ProjectKey("KT")},
             Recorded{"cloud-issue_updated-status", "jira:issue_updated", 10040, ProjectKey("TES")},
             Recorded{"datacenter-comment_created", "comment_created", 10013, std::nullopt},
         }) {
        const auto hint = jira::parse_webhook(payload("webhook-" + expected.file + ".json"));
        ASSERT_TRUE(hint && *hint) << expected.file;
        EXPECT_EQ((*hint)->event, expected.event);
        EXPECT_EQ((*hint)->request.value(), expected.request);
        EXPECT_EQ((*hint)->project, expected.project);
        EXPECT_TRUE((*hint)->sent_at) << expected.file;
    }
}

TEST(RecordedWebhooks, AnswersOfTheApiAreNoEvents) {
    for (const std::string name :
         {"rest-request.json",
          "rest-request-comments.json",
          "rest-request-sla.json",
          "rest-request-attachment-created.json",
          "rest-issue-jsm-customer-reporter.json",
          "http-recorded-answers.json"}) {
        const auto hint = jira::parse_webhook(payload(name));
        ASSERT_TRUE(hint) << name;
        EXPECT_FALSE(*hint) << name;
    }
}

base::ErrorKind expected_kind(const nlohmann::json& answer) {
    const int status = answer.at("status");
    const std::string type = answer.at("contentType");
    if (status != 404) return base::ErrorKind::Rejected;
    if (type.starts_with("application/problem+json")) return base::ErrorKind::Rejected;
    const bool is_jiras = answer.at("body").is_object() && answer["body"].contains("errorMessages");
    return is_jiras ? base::ErrorKind::NotFound : base::ErrorKind::Unavailable;
}

TEST(RecordedAnswers, EachIsReadOrTyped) {
    const auto recorded = nlohmann::json::parse(payload("http-recorded-answers.json"));
    for (const auto& answer : recorded.at("answers")) {
        const auto& body = answer.at("body");
        base::HttpResponse response{answer.at("status"), {}, {}};
        response.headers.push_back({"Content-Type", answer.at("contentType")});
        response.body = body.is_string() ? body.get<std::string>() : body.dump();

        const auto read = jira::read_answer("GET x", response, {});
        if (response.status == 200) {
            EXPECT_TRUE(read) << answer.at("file");
            continue;
        }
        ASSERT_FALSE(read) << answer.at("file");
        EXPECT_EQ(read.error().kind, expected_kind(answer)) << answer.at("file");
    }
}

/// Made from Atlassian's description, since no recording of one can be attributed.
TEST(DocumentedIssue, ReadsAsARequestWithoutItsInternalComment) {
    auto issue = nlohmann::json::parse(payload("rest-issue-jsm-customer-reporter.json"));
    issue["fields"]["customfield_10010"] = {{"requestType", {{"id", "25"}}}};
    tests::RecordingLog log;

    const auto read = jira::read_issue(issue, {.types = {"customfield_10010"}}, log);
    ASSERT_TRUE(read && *read);
    const jira::Request& request = (*read)->request;
    EXPECT_EQ(request.key.value(), "SUP-2");
    EXPECT_EQ(request.status, "Waiting for customer");
    EXPECT_EQ(request.status_category, jira::StatusCategory::InProgress);
    ASSERT_TRUE(request.reporter);
    EXPECT_TRUE(request.reporter->is_customer);
    EXPECT_EQ(request.reporter->email, "customer@example.com");
    EXPECT_TRUE((*read)->has_all_comments);
    EXPECT_TRUE(request.comments.empty());
    EXPECT_EQ(
        request.description.value(), "<p>Main order flow broken</p><p>It was fine yesterday.</p>"
    );
}

}  // namespace
