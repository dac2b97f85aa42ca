#include "jira/token_endpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"

namespace {

using base::ErrorKind;
using testing::HasSubstr;
using testing::Not;

class TokenEndpoint : public testing::Test {
protected:
    base::Result<jira::Grant> renew() { return endpoint_.renew(base::Secret("old-refresh")); }

    tests::FakeClock clock_;
    tests::FakeTransport server_;
    jira::TokenEndpoint endpoint_{
        {.url = "https://auth.atlassian.com/oauth/token",
         .client_id = "client",
         .client_secret = base::Secret("client-secret")},
        server_,
        clock_};
};

TEST_F(TokenEndpoint, AsksAsAtlassianWantsIt) {
    server_.answer(
        200, R"({"access_token":"a","refresh_token":"r","expires_in":3600,"token_type":"Bearer"})"
    );

    const auto grant = renew();
    ASSERT_TRUE(grant);
    EXPECT_EQ(grant->access_token.reveal(), "a");
    EXPECT_EQ(grant->refresh_token.reveal(), "r");
    EXPECT_EQ(grant->expires, clock_.now() + base::seconds{3600});
    const auto request = server_.requests().at(0);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, "https://auth.atlassian.com/oauth/token");
    EXPECT_EQ(
        nlohmann::json::parse(request.body),
        (nlohmann::json{
            {"grant_type", "refresh_token"},
            {"client_id", "client"},
            {"client_secret", "client-secret"},
            {"refresh_token", "old-refresh"}})
    );
}

TEST_F(TokenEndpoint, WithoutANewRefreshTokenTheOldOneStays) {
    server_.answer(200, R"({"access_token":"a","expires_in":3600})");

    const auto grant = renew();
    ASSERT_TRUE(grant);
    EXPECT_EQ(grant->refresh_token.reveal(), "old-refresh");
}

TEST_F(TokenEndpoint, InvalidGrantIsTheEndOfTheConsentUnderWhateverStatus) {
    for (const int status : {400, 401, 403}) {
        server_.answer(status, R"({"error":"invalid_grant","error_description":"Unknown"})");
        EXPECT_EQ(renew().error().kind, ErrorKind::Unauthorized) << status;
    }
}

TEST_F(TokenEndpoint, OtherRefusalsDoNotEndTheConsent) {
    for (const int status : {400, 401, 403, 404, 429, 500, 503, 302}) {
        server_.answer(status, "{}");
        const auto kind = renew().error().kind;
        EXPECT_EQ(kind == ErrorKind::Unauthorized, status == 401) << status;
    }
}

TEST_F(TokenEndpoint, WrongClientIsNamed) {
    server_.answer(401, R"({"error":"invalid_client"})");

    const auto error = renew().error();
    EXPECT_EQ(error.kind, ErrorKind::Rejected);
    EXPECT_THAT(error.message, HasSubstr("client_secret"));
}

TEST_F(TokenEndpoint, AnswerWithoutATokenIsNoGrant) {
    for (const char* body :
         {"{}", "[]", R"({"access_token":"","expires_in":1})", R"({"access_token":"a"})"}) {
        server_.answer(200, body);
        EXPECT_EQ(renew().error().kind, ErrorKind::Invalid) << body;
    }
}

TEST_F(TokenEndpoint, MessagesHoldNoSecret) {
    server_.answer(403, R"({"error":"invalid_grant","refresh_token":"old-refresh"})");
    server_.answer(500, "old-refresh client-secret");

    for (int i = 0; i < 2; ++i) {
        const std::string message = renew().error().message;
        EXPECT_THAT(message, Not(HasSubstr("old-refresh")));
        EXPECT_THAT(message, Not(HasSubstr("client-secret")));
    }
}

}  // namespace
