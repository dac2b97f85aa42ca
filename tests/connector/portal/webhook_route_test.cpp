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
    int status_for(std::vector<HttpHeader> headers) {
        connector::http::Request request;
        request.method = connector::http::Method::Post;
        request.path = "/webhooks/jira";
        request.headers = std::move(headers);
        request.body = kBody;
        return desk.router.find(request.method, request.path).route->handler(request).status;
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

}  // namespace
