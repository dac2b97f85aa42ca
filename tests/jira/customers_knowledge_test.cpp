#include "jira/customers_knowledge.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/jira/knowledge_base_fake.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"
#include "tests/support/recording_log.hpp"

namespace {

using base::ErrorKind;

constexpr const char* kCustomer =
    R"({"accountId":"qm:1","displayName":"Replies","accountType":"customer","active":true})";

class CustomersKnowledge : public testing::Test {
protected:
    auto search() { return for_customers_.search(base::ProjectKey("SUP"), "vpn", 10); }

    tests::FakeTransport site_;
    tests::FakeClock clock_;
    tests::RecordingLog log_;
    tests::FakeKnowledgeBase articles_;
    jira::CustomersKnowledge for_customers_{
        {"https://acme.atlassian.net", base::Secret("Basic c2VjcmV0")},
        site_,
        articles_,
        clock_,
        log_};
};

TEST_F(CustomersKnowledge, AsksForACustomerOnlyAndProvesItOnce) {
    site_.answer(200, kCustomer);

    ASSERT_TRUE(search());
    ASSERT_TRUE(search());

    EXPECT_EQ(articles_.calls, 2);
    ASSERT_EQ(site_.calls(), 1U);
    EXPECT_EQ(site_.requests().at(0).url, "https://acme.atlassian.net/rest/api/3/myself");
}

TEST_F(CustomersKnowledge, WhateverIsNotSaidToBeACustomerGetsNothing) {
    for (const char* me :
         {R"({"accountId":"a","displayName":"A","accountType":"atlassian","active":true})",
          R"({"accountId":"a","displayName":"A","accountType":"app","active":true})",
          R"({"accountId":"a","displayName":"A","accountType":"Customer","active":true})",
          R"({"accountId":"a","displayName":"A","accountType":null,"active":true})",
          R"({"accountId":"a","displayName":"A","active":true})",
          R"({"accountId":"a","displayName":"A","accountType":"customer","active":false})",
          R"({"accountType":"customer"})",
          "[]"}) {
        site_.answer(200, me);
        const auto found = search();
        ASSERT_FALSE(found) << me;
        EXPECT_EQ(found.error().kind, ErrorKind::Denied) << me;
        clock_.advance(jira::kProofLife);
    }
    EXPECT_EQ(articles_.calls, 0);
    EXPECT_TRUE(log_.contains("help.not_a_customer"));
}

TEST_F(CustomersKnowledge, RefusalIsANoThatIsRemembered) {
    site_.answer(403, R"({"errorMessages":["no licence"],"errors":{}})");

    EXPECT_EQ(search().error().kind, ErrorKind::Denied);
    EXPECT_EQ(search().error().kind, ErrorKind::Denied);

    EXPECT_EQ(site_.calls(), 1U);
    EXPECT_EQ(articles_.calls, 0);
}

TEST_F(CustomersKnowledge, NoAnswerIsANoForNowOnly) {
    site_.fail(ErrorKind::Unavailable);
    EXPECT_EQ(search().error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(articles_.calls, 0);

    site_.answer(200, kCustomer);
    EXPECT_TRUE(search());
}

/// Somebody gave the account a licence.
TEST_F(CustomersKnowledge, ProofEndsAfterFiveMinutes) {
    site_.answer(200, kCustomer);
    ASSERT_TRUE(search());
    site_.answer(200, R"({"accountId":"qm:1","displayName":"R","accountType":"atlassian"})");

    clock_.advance(jira::kProofLife - base::milliseconds{1});
    EXPECT_TRUE(search());
    clock_.advance(base::milliseconds{1});

    EXPECT_EQ(search().error().kind, ErrorKind::Denied);
}

TEST_F(CustomersKnowledge, RefusedCredentialIsProvenAnew) {
    site_.answer(200, kCustomer);
    ASSERT_TRUE(search());
    articles_.failure = ErrorKind::Unauthorized;
    EXPECT_EQ(search().error().kind, ErrorKind::Unauthorized);
    articles_.failure.reset();

    site_.answer(401, "{}");

    EXPECT_EQ(search().error().kind, ErrorKind::Denied);
    EXPECT_EQ(articles_.calls, 2);
}

}  // namespace
