#include "jira/gateway.hpp"

#include <gtest/gtest.h>

#include "jira/authorised.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"

namespace {

using base::ErrorKind;

constexpr const char* kTenant = R"({"cloudId":"11111111-2222-4333-8444-555555555555"})";

class Gateway : public testing::Test {
protected:
    tests::FakeClock clock_;
    tests::FakeTransport site_;
    jira::GatewayAuthority gateway_{
        {"https://acme.atlassian.net", "https://api.atlassian.com", base::Secret("Basic x")},
        site_,
        clock_};
};

TEST_F(Gateway, CloudIdIsAskedForOnceAndWithoutACredential) {
    site_.answer(200, kTenant);

    for (int i = 0; i < 3; ++i) {
        const auto got = gateway_.get();
        ASSERT_TRUE(got);
        EXPECT_EQ(
            got->api_url, "https://api.atlassian.com/ex/jira/11111111-2222-4333-8444-555555555555"
        );
    }
    ASSERT_EQ(site_.calls(), 1U);
    const base::HttpRequest request = site_.requests().at(0);
    EXPECT_EQ(request.url, "https://acme.atlassian.net/_edge/tenant_info");
    for (const auto& header : request.headers) EXPECT_EQ(header.name, "Accept");
}

TEST_F(Gateway, LookUpThatFailedIsTriedAgainAfterAPause) {
    site_.fail(ErrorKind::Unavailable);
    for (int i = 0; i < 10; ++i) {
        const auto got = gateway_.get();
        ASSERT_FALSE(got);
        EXPECT_EQ(got.error().kind, ErrorKind::Unavailable);
    }
    EXPECT_EQ(site_.calls(), 1U);
    clock_.advance(jira::GatewayAuthority::kPauseAfterFailure);
    site_.answer(200, kTenant);
    EXPECT_TRUE(gateway_.get());
}

TEST_F(Gateway, WhatIsNoCloudIdNeverBecomesAnAddress) {
    for (const char* body :
         {R"({"cloudId":"../../admin"})",
          R"({"cloudId":"11111111-2222-4333-8444-55555555555/"})",
          R"({"cloudId":7})",
          "{}"}) {
        site_.answer(200, body);
        EXPECT_FALSE(gateway_.get()) << body;
        clock_.advance(jira::GatewayAuthority::kPauseAfterFailure);
    }
}

/// One credential after the other.
class Credentials final : public jira::AuthoritySource {
public:
    base::Result<jira::Authority> get() override { return current(); }

    base::Result<jira::Authority> instead_of(const jira::Authority&) override {
        ++asked;
        if (!has_another) return base::fail(ErrorKind::Unauthorized, "none");
        ++number;
        return current();
    }

    [[nodiscard]] jira::Authority current() const {
        return {"https://gateway.example/ex/1", base::Secret("Bearer " + std::to_string(number))};
    }

    int number = 1;
    int asked = 0;
    bool has_another = true;
};

class Authorised : public testing::Test {
protected:
    base::Result<base::HttpResponse> send(const std::string& url) {
        return authorised_.send({.method = "POST", .url = url, .body = "{}"});
    }

    Credentials credentials_;
    tests::FakeTransport site_;
    jira::AuthorisedTransport authorised_{"https://acme.atlassian.net", credentials_, site_};
};

TEST_F(Authorised, CallGoesThroughTheDoorWithTheCredential) {
    site_.answer(200, "{}");

    ASSERT_TRUE(send("https://acme.atlassian.net/rest/api/3/myself?x=1"));
    const auto sent = site_.requests().at(0);
    EXPECT_EQ(sent.url, "https://gateway.example/ex/1/rest/api/3/myself?x=1");
    EXPECT_EQ(sent.headers.at(0).value, "Bearer 1");
}

TEST_F(Authorised, CredentialGoesNowhereElse) {
    for (const char* url :
         {"https://evil.example/rest",
          "https://acme.atlassian.net.evil.example/rest",
          "https://acme.atlassian.net@evil.example/",
          "https://acme.atlassian.net",
          "/rest"}) {
        EXPECT_EQ(send(url).error().kind, ErrorKind::Invalid) << url;
    }
    EXPECT_EQ(site_.calls(), 0U);
}

TEST_F(Authorised, RefusedCredentialIsReplacedOnce) {
    site_.answer(401, "{}");
    site_.answer(401, "{}");

    EXPECT_EQ(send("https://acme.atlassian.net/x")->status, 401);
    ASSERT_EQ(site_.calls(), 2U);
    EXPECT_EQ(site_.requests()[1].headers.at(0).value, "Bearer 2");
    EXPECT_EQ(site_.requests()[1].headers.size(), 1U);
    EXPECT_EQ(credentials_.asked, 1);
}

TEST_F(Authorised, WithoutAnotherCredentialTheRefusalIsTheAnswer) {
    credentials_.has_another = false;
    site_.answer(401, "{}");

    EXPECT_EQ(send("https://acme.atlassian.net/x")->status, 401);
    EXPECT_EQ(site_.calls(), 1U);
}

TEST_F(Authorised, OtherRefusalsAreNoMatterOfCredentials) {
    for (const int status : {400, 403, 404, 429, 500}) {
        site_.answer(status, "{}");
        EXPECT_EQ(send("https://acme.atlassian.net/x")->status, status);
    }
    EXPECT_EQ(credentials_.asked, 0);
}

}  // namespace
