#include "jira/customers_knowledge.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/jira/knowledge_base_fake.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_customer_proof.hpp"
#include "tests/support/fake_transport.hpp"
#include "tests/support/recording_log.hpp"

namespace {

using base::ErrorKind;

constexpr const char* kMe =
    R"({"accountId":"712020:7d1e","displayName":"Replies","accountType":"atlassian","active":true})";
const base::AccountId kReplies("712020:7d1e");

class CustomersKnowledge : public testing::Test {
protected:
    explicit CustomersKnowledge(std::optional<base::AccountId> named = std::nullopt)
        : for_customers_(
              {"https://acme.atlassian.net", base::Secret("Basic c2VjcmV0")},
              site_,
              std::move(named),
              proof_,
              articles_,
              clock_,
              log_
          ) {}

    auto search() { return for_customers_.search(base::ProjectKey("SUP"), "vpn", 10); }

    tests::FakeTransport site_;
    tests::FakeCustomerProof proof_;
    tests::FakeClock clock_;
    tests::RecordingLog log_;
    tests::FakeKnowledgeBase articles_;
    jira::CustomersKnowledge for_customers_;
};

/// The configuration names the account's id.
class CustomersKnowledgeOfANamedAccount : public CustomersKnowledge {
protected:
    CustomersKnowledgeOfANamedAccount() : CustomersKnowledge(kReplies) {}
};

TEST_F(CustomersKnowledge, AsksForACustomerOnlyAndProvesItOnce) {
    site_.answer(200, kMe);

    ASSERT_TRUE(search());
    ASSERT_TRUE(search());

    EXPECT_EQ(articles_.calls, 2);
    ASSERT_EQ(site_.calls(), 1U);
    EXPECT_EQ(site_.requests().at(0).url, "https://acme.atlassian.net/rest/api/3/myself");
    EXPECT_EQ(proof_.calls, 1);
    EXPECT_EQ(proof_.asked_of, kReplies);
}

TEST_F(CustomersKnowledge, AccountThatIsNotProvenGetsNothing) {
    proof_.standing = {.is_customer = false, .obstacle = "in a group", .remedy = "leave it"};
    site_.answer(200, kMe);

    EXPECT_EQ(search().error().kind, ErrorKind::Denied);
    EXPECT_EQ(search().error().kind, ErrorKind::Denied);

    EXPECT_EQ(articles_.calls, 0);
    EXPECT_EQ(proof_.calls, 1) << "a no is believed, too";
    EXPECT_TRUE(log_.contains("help.not_a_customer"));
    EXPECT_EQ(for_customers_.standing().value().remedy, "leave it");
}

TEST_F(CustomersKnowledge, ProofThatEndsInAnErrorIsANo) {
    for (const ErrorKind kind :
         {ErrorKind::Unauthorized, ErrorKind::Invalid, ErrorKind::Rejected}) {
        proof_.failure = kind;
        site_.answer(200, kMe);
        EXPECT_EQ(search().error().kind, ErrorKind::Denied);
        EXPECT_NE(for_customers_.standing().value().remedy, "");
        clock_.advance(jira::kProofLife);
    }
    EXPECT_EQ(articles_.calls, 0);
}

TEST_F(CustomersKnowledge, WhoeverIsNotToldWhoTheyAreGetsNothing) {
    site_.answer(403, R"({"errorMessages":["no licence"],"errors":{}})");

    EXPECT_EQ(search().error().kind, ErrorKind::Denied);
    EXPECT_EQ(search().error().kind, ErrorKind::Denied);

    EXPECT_EQ(site_.calls(), 1U);
    EXPECT_EQ(proof_.calls + articles_.calls, 0);
}

TEST_F(CustomersKnowledgeOfANamedAccount, IsProvenByItsNameWhereJiraDoesNotTellIt) {
    site_.answer(403, R"({"errorMessages":["no licence"],"errors":{}})");

    EXPECT_TRUE(search());
    EXPECT_EQ(proof_.asked_of, kReplies);
}

TEST_F(CustomersKnowledgeOfANamedAccount, IsNotWhomAnotherCredentialBelongsTo) {
    site_.answer(200, R"({"accountId":"712020:agent","displayName":"A","active":true})");

    EXPECT_EQ(search().error().kind, ErrorKind::Denied);
    EXPECT_EQ(proof_.calls + articles_.calls, 0);
}

TEST_F(CustomersKnowledge, NoAnswerIsANoForNowOnly) {
    site_.fail(ErrorKind::Unavailable);
    EXPECT_EQ(search().error().kind, ErrorKind::Unavailable);
    proof_.failure = ErrorKind::Limited;
    site_.answer(200, kMe);
    EXPECT_EQ(search().error().kind, ErrorKind::Limited);
    EXPECT_EQ(articles_.calls, 0);

    proof_.failure.reset();
    site_.answer(200, kMe);
    EXPECT_TRUE(search());
}

/// Somebody gave the account a licence.
TEST_F(CustomersKnowledge, ProofEndsAfterFiveMinutes) {
    site_.answer(200, kMe);
    ASSERT_TRUE(search());
    site_.answer(200, kMe);
    proof_.standing.is_customer = false;

    clock_.advance(jira::kProofLife - base::milliseconds{1});
    EXPECT_TRUE(search());
    clock_.advance(base::milliseconds{1});

    EXPECT_EQ(search().error().kind, ErrorKind::Denied);
}

TEST_F(CustomersKnowledge, RefusedCredentialIsProvenAnew) {
    site_.answer(200, kMe);
    ASSERT_TRUE(search());
    articles_.failure = ErrorKind::Unauthorized;
    EXPECT_EQ(search().error().kind, ErrorKind::Unauthorized);
    articles_.failure.reset();

    site_.answer(401, "{}");

    EXPECT_EQ(search().error().kind, ErrorKind::Denied);
    EXPECT_EQ(articles_.calls, 2);
}

TEST_F(CustomersKnowledge, ArticlesAreReadWithTheSameProof) {
    proof_.standing = {.is_customer = false, .obstacle = "in a group", .remedy = "leave it"};
    site_.answer(200, kMe);
    EXPECT_EQ(for_customers_.read("1").error().kind, ErrorKind::Denied);
    EXPECT_EQ(articles_.reads, 0);

    clock_.advance(jira::kProofLife);
    proof_.standing = {.is_customer = true};
    site_.answer(200, kMe);
    EXPECT_TRUE(for_customers_.read("1"));
    EXPECT_EQ(articles_.reads, 1);
}

TEST_F(CustomersKnowledge, CredentialThatIsRefusedWhenAnArticleIsReadIsProvenAnew) {
    site_.answer(200, kMe);
    articles_.failure = ErrorKind::Unauthorized;
    EXPECT_EQ(for_customers_.read("1").error().kind, ErrorKind::Unauthorized);

    articles_.failure.reset();
    site_.answer(200, kMe);
    EXPECT_TRUE(for_customers_.read("1"));
    EXPECT_EQ(proof_.calls, 2);
}

}  // namespace
