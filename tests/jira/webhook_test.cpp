#include "jira/webhook.hpp"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"

namespace {

using base::ErrorKind;
using base::Secret;

// Atlassian's documented vector.
constexpr std::string_view kSecret = "It's a Secret to Everybody";
constexpr std::string_view kBody = "Hello World!";
constexpr std::string_view kDigits =
    "a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9";

std::string header(std::string_view digits = kDigits, std::string_view method = "sha256=") {
    return std::string(method) + std::string(digits);
}

std::vector<Secret> secrets(std::initializer_list<std::string_view> values) {
    std::vector<Secret> result;
    for (const std::string_view value : values) result.emplace_back(std::string(value));
    return result;
}

bool verifies(
    std::optional<std::string_view> value,
    std::string_view body = kBody,
    std::initializer_list<std::string_view> keys = {kSecret}
) {
    const auto verified = jira::verify_signature(value, body, secrets(keys));
    EXPECT_TRUE(verified || verified.error().kind == ErrorKind::Unauthorized);
    return verified.has_value();
}

TEST(WebhookSignature, DocumentedVectorIsAccepted) {
    EXPECT_TRUE(verifies(header()));
}

TEST(WebhookSignature, EitherCaseOfHexIsTheSameBytes) {
    EXPECT_TRUE(verifies(header("A4771C39FBE90F317C7824E83DDEF3CAAE9CB3D976C214ACE1F2937E133263C9"))
    );
}

TEST(WebhookSignature, ChangedBodyIsRefused) {
    EXPECT_FALSE(verifies(header(), "Hello World?"));
    EXPECT_FALSE(verifies(header(), "Hello World!\n"));
}

TEST(WebhookSignature, ChangedDigitIsRefused) {
    for (std::size_t i = 0; i < kDigits.size(); ++i) {
        std::string digits(kDigits);
        digits[i] = digits[i] == '0' ? '1' : '0';
        EXPECT_FALSE(verifies(header(digits))) << i;
    }
}

TEST(WebhookSignature, WrongSecretIsRefused) {
    EXPECT_FALSE(verifies(header(), kBody, {"another"}));
}

TEST(WebhookSignature, SecondSecretIsAccepted) {
    EXPECT_TRUE(verifies(header(), kBody, {"the next one", kSecret}));
    EXPECT_TRUE(verifies(header(), kBody, {kSecret, "the last one"}));
}

TEST(WebhookSignature, MissingHeaderIsRefused) {
    EXPECT_FALSE(verifies(std::nullopt));
}

TEST(WebhookSignature, NoSecretAcceptsNothing) {
    EXPECT_FALSE(verifies(header(), kBody, {}));
}

TEST(WebhookSignature, EmptySecretAcceptsNothing) {
    const base::Bytes32 tag = base::hmac_sha256({}, base::as_bytes(kBody));

    EXPECT_FALSE(verifies(header(base::to_hex(tag)), kBody, {""}));
}

TEST(WebhookSignature, OtherMethodsAreRefused) {
    EXPECT_FALSE(verifies(header(kDigits, "sha1=")));
    EXPECT_FALSE(verifies(header(kDigits, "sha512=")));
    EXPECT_FALSE(verifies(header(kDigits, "SHA256=")));
    EXPECT_FALSE(verifies("sha1=" + std::string(kDigits.substr(0, 40))));
}

TEST(WebhookSignature, MalformedHeadersAreRefused) {
    const std::string good = header();
    const std::string digits(kDigits);
    for (const std::string& value : std::vector<std::string>{
             "",
             "sha256",
             "sha256=",
             digits,
             good + "00",
             good.substr(0, good.size() - 1),
             " " + good,
             good + " ",
             "sha256= " + digits.substr(1),
             good + "," + good,
             "sha256=" + digits.substr(0, 62) + "zz",
             std::string("sha256=\0", 8) + digits}) {
        EXPECT_FALSE(verifies(value)) << value;
    }
}

base::Result<std::optional<jira::WebhookHint>> parse(std::string_view body) {
    return jira::parse_webhook(body);
}

TEST(Webhook, IssueIdMayBeTextOrNumber) {
    const auto text = parse(R"({"webhookEvent":"jira:issue_updated","issue":{"id":"10042"}})");
    const auto number = parse(R"({"webhookEvent":"jira:issue_updated","issue":{"id":10042}})");

    ASSERT_TRUE(text && *text);
    ASSERT_TRUE(number && *number);
    EXPECT_EQ((*text)->request.value(), 10042);
    EXPECT_EQ((*number)->request.value(), 10042);
}

TEST(Webhook, EveryEventOfOursGivesAHint) {
    for (const std::string event :
         {"jira:issue_created",
          "jira:issue_updated",
          "jira:issue_deleted",
          "comment_created",
          "comment_updated",
          "comment_deleted"}) {
        const auto hint = parse(R"({"webhookEvent":")" + event + R"(","issue":{"id":"7"}})");
        ASSERT_TRUE(hint && *hint) << event;
        EXPECT_EQ((*hint)->event, event);
    }
}

TEST(Webhook, OtherEventsConcernNoRequest) {
    for (const std::string event :
         {"attachment_created",
          "user_updated",
          "jira:version_released",
          "issue_property_set",
          "JIRA:ISSUE_CREATED",
          ""}) {
        const auto hint = parse(R"({"webhookEvent":")" + event + R"(","issue":{"id":"7"}})");
        ASSERT_TRUE(hint) << event;
        EXPECT_FALSE(*hint) << event;
    }
}

TEST(Webhook, BodyWithoutAnEventConcernsNoRequest) {
    for (const std::string_view body :
         {"{}", R"({"webhookEvent":7})", R"({"webhookEvent":null})"}) {
        const auto hint = parse(body);
        ASSERT_TRUE(hint) << body;
        EXPECT_FALSE(*hint) << body;
    }
}

TEST(Webhook, EventOfOursWithoutAReadableIssueIdIsInvalid) {
    for (const std::string rest :
         {R"()",
          R"(,"issue":{})",
          R"(,"issue":{"id":""})",
          R"(,"issue":{"id":"KEY-1"})",
          R"(,"issue":{"id":-4})",
          R"(,"issue":{"id":0})",
          R"(,"issue":{"id":1.5})",
          R"(,"issue":{"id":18446744073709551615})",
          R"(,"issue":{"id":"99999999999999999999"})",
          R"(,"issue":{"id":{}})",
          R"(,"issue":[10042])",
          R"(,"issue":"10042")",
          R"(,"comment":{"self":"https://x/rest/api/2/comment/3"})",
          R"(,"comment":{"self":7})",
          R"(,"comment":{"self":"/issue/"})",
          R"(,"comment":{"self":"/issue/abc/comment/1"})"}) {
        const auto hint = parse(R"({"webhookEvent":"comment_created")" + rest + "}");
        ASSERT_FALSE(hint) << rest;
        EXPECT_EQ(hint.error().kind, ErrorKind::Invalid);
    }
}

TEST(Webhook, IdOfDataCenterComesFromTheCommentsAddress) {
    const auto hint = parse(
        R"({"webhookEvent":"comment_created",)"
        R"("comment":{"self":"https://jira.example.com/issue/1/rest/api/2/issue/10013/comment/9"}})"
    );

    ASSERT_TRUE(hint && *hint);
    EXPECT_EQ((*hint)->request.value(), 10013);
    EXPECT_FALSE((*hint)->project);
}

TEST(Webhook, ProjectAndTimeAreOptional) {
    const auto hint = parse(R"({"webhookEvent":"comment_created","timestamp":1550286678321,)"
                            R"("issue":{"id":"1","fields":{"project":{"key":"SUP"}}}})");

    ASSERT_TRUE(hint && *hint);
    EXPECT_EQ((*hint)->project, base::ProjectKey("SUP"));
    EXPECT_EQ((*hint)->sent_at, base::from_millis(1'550'286'678'321));
}

TEST(Webhook, OddExtrasAreIgnored) {
    const auto hint = parse(R"({"webhookEvent":"comment_created","timestamp":"soon",)"
                            R"("issue":{"id":"1","fields":[{"project":{"key":7}}]}})");

    ASSERT_TRUE(hint && *hint);
    EXPECT_FALSE((*hint)->project);
    EXPECT_FALSE((*hint)->sent_at);
}

TEST(Webhook, GarbageIsInvalid) {
    const std::string deep(100'000, '[');
    const std::string deep_object = [] {
        std::string text;
        for (int i = 0; i < 50'000; ++i) text += "{\"a\":";
        return text + "1" + std::string(50'000, '}');
    }();
    for (const std::string& body : std::vector<std::string>{
             "",
             " ",
             "null",
             "7",
             "[]",
             "\"x\"",
             "{",
             "{\"a\"",
             "{\"webhookEvent\":\"\xFF\xFE\"}",
             std::string(1 << 20, 'A'),
             std::string(1000, '\0'),
             deep,
             deep_object}) {
        const auto hint = parse(body);
        ASSERT_FALSE(hint) << body.substr(0, 30);
        EXPECT_EQ(hint.error().kind, ErrorKind::Invalid);
    }
}

}  // namespace
