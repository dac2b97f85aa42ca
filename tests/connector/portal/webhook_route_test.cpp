#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using base::HttpHeader;

constexpr std::string_view kBody =
    R"({"webhookEvent":"jira:issue_updated","issue":{"id":"10012"}})";

std::string signature() {
    const auto tag =
        base::hmac_sha256(base::as_bytes(tests::kWebhookSecret), base::as_bytes(kBody));
    return std::string("sha256=").append(base::to_hex(tag));
}

class WebhookRoute : public testing::Test {
protected:
    int status_for(std::vector<HttpHeader> headers, const std::string& path = "/webhooks/jira") {
        connector::http::Request request;
        request.method = connector::http::Method::Post;
        request.path = path;
        request.headers = std::move(headers);
        request.body = kBody;
        return answer(std::move(request));
    }

    int answer(connector::http::Request request) {
        auto match = desk.router.find(request.method, request.path);
        request.path_values = std::move(match.path_values);
        return match.route->handler(request).status;
    }

    tests::PortalDesk desk;
};

TEST_F(WebhookRoute, AnswersYesOnceTheHintIsStored) {
    EXPECT_EQ(
        status_for({{"x-hub-signature", signature()}, {"x-atlassian-webhook-identifier", "d-7"}}),
        200
    );

    EXPECT_EQ(desk.count("inbox where request_id = 10012 and delivery_id = 'd-7'"), 1);
}

TEST_F(WebhookRoute, RefusesMissingWrongAndRepeatedSignatures) {
    EXPECT_EQ(status_for({}), 401);
    EXPECT_EQ(status_for({{"x-hub-signature", "sha256=00"}}), 401);
    EXPECT_EQ(
        status_for({{"x-hub-signature", signature()}, {"x-hub-signature", signature()}}), 401
    );

    EXPECT_EQ(desk.count("inbox"), 0);
}

TEST_F(WebhookRoute, NeedsNoFormTokenAndNoOrigin) {
    EXPECT_EQ(status_for({{"x-hub-signature", signature()}, {"origin", "https://x.example"}}), 200);
}

TEST_F(WebhookRoute, AProjectHasAPathOfItsOwn) {
    EXPECT_EQ(status_for({{"x-hub-signature", signature()}}, "/webhooks/jira/SUP"), 200);
    EXPECT_EQ(status_for({{"x-hub-signature", signature()}}, "/webhooks/jira/HR"), 401);
}

TEST_F(WebhookRoute, AutomationRulesShowTheirSecretInEitherHeader) {
    const std::string bearer = std::string("Bearer ").append(tests::kAutomationSecret);
    const std::string token(tests::kAutomationSecret);
    for (const char* path : {"/webhooks/automation", "/webhooks/automation/SUP"}) {
        EXPECT_EQ(status_for({{"authorization", bearer}}, path), 200);
        EXPECT_EQ(status_for({{"x-automation-webhook-token", token}}, path), 200);
        EXPECT_EQ(status_for({}, path), 401);
        EXPECT_EQ(status_for({{"authorization", token}}, path), 401);
        EXPECT_EQ(status_for({{"x-hub-signature", signature()}}, path), 401);
    }
    EXPECT_EQ(status_for({{"authorization", bearer}}, "/webhooks/automation/HR"), 401);
}

TEST_F(WebhookRoute, ARuleWithoutABodyNamesTheRequestInTheAddress) {
    connector::http::Request request;
    request.method = connector::http::Method::Post;
    request.path = "/webhooks/automation";
    request.query = "issue=10077";
    request.headers = {{"x-automation-webhook-token", std::string(tests::kAutomationSecret)}};

    EXPECT_EQ(answer(std::move(request)), 200);

    EXPECT_EQ(desk.count("inbox where request_id = 10077"), 1);
}

}  // namespace
