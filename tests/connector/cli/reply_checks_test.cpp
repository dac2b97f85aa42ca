#include "connector/cli/reply_checks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_customer_proof.hpp"
#include "tests/support/fake_site.hpp"

namespace connector::cli {
namespace {

using provision::State;
using testing::HasSubstr;

/// The site as two accounts see it: an agent, and a customer without a licence.
class ReplyAccountCheck : public testing::Test {
protected:
    ReplyAccountCheck() {
        account_.email = "replies@acme.example";
        settings_.site_url = "https://acme.atlassian.net";
        settings_.projects = {{.key = base::ProjectKey("SUP")}};
        const jira::User customer{
            .account_id = base::AccountId("replies"),
            .display_name = "Portal Replies",
            .email = std::nullopt};
        replies_.bot = customer;
        replies_.fails("permissions", base::ErrorKind::Denied);
        connector_.users = {customer, connector_.bot};
    }

    provision::Findings look() {
        return check_reply_account(account_, settings_, connector_, replies_, proof_);
    }

    /// The one that is not well.
    provision::Finding trouble() {
        std::vector<provision::Finding> found;
        for (auto& finding : look()) {
            if (finding.state != State::Ok) found.push_back(finding);
        }
        EXPECT_EQ(found.size(), 1U);
        return found.empty() ? provision::Finding{} : found.front();
    }

    config::ReplyAccount account_{};
    provision::Settings settings_{};
    tests::FakeSite connector_;
    tests::FakeSite replies_;
    tests::FakeCustomerProof proof_;
};

TEST_F(ReplyAccountCheck, CustomerOfTheDeskIsWell) {
    const auto findings = look();

    ASSERT_EQ(findings.size(), 2U);
    EXPECT_TRUE(provision::is_all_ok(findings));
    EXPECT_THAT(findings[0].evidence, HasSubstr("Portal Replies"));
    EXPECT_EQ(findings[1].subject, "SUP");
}

TEST_F(ReplyAccountCheck, RefusedCredentialIsShownOnce) {
    replies_.fails("desks", base::ErrorKind::Unauthorized);

    const auto finding = trouble();
    EXPECT_EQ(finding.state, State::Wrong);
    EXPECT_THAT(finding.remedy, HasSubstr("site.replies"));
    EXPECT_EQ(replies_.calls("myself") + replies_.calls("permissions"), 0);
}

TEST_F(ReplyAccountCheck, SiteThatIsAwayIsNotTheAccountsFault) {
    replies_.fails("desks", base::ErrorKind::Unavailable);

    EXPECT_EQ(trouble().state, State::Unknown);
}

TEST_F(ReplyAccountCheck, AccountOfTheConnectorIsRefused) {
    replies_.bot = connector_.bot;

    EXPECT_THAT(trouble().evidence, HasSubstr("site.auth"));
}

TEST_F(ReplyAccountCheck, IdThatJiraDoesNotTellIsAskedForOnlyWhereItIsNotConfigured) {
    replies_.fails("myself", base::ErrorKind::Denied);
    EXPECT_THAT(trouble().remedy, HasSubstr("site.replies.account_id"));

    account_.account_id = "replies";
    EXPECT_TRUE(provision::is_all_ok(look()));
    account_.account_id = "nobody";
    EXPECT_THAT(trouble().evidence, HasSubstr("no account of that id"));
}

TEST_F(ReplyAccountCheck, DeactivatedAccountIsSaid) {
    connector_.users.front().is_active = false;

    EXPECT_THAT(trouble().evidence, HasSubstr("deactivated"));
}

TEST_F(ReplyAccountCheck, ProvenCustomerIsAskedNothingMore) {
    replies_.works("permissions");

    EXPECT_TRUE(provision::is_all_ok(look()));
    EXPECT_EQ(proof_.asked_of, base::AccountId("replies"));
    EXPECT_EQ(replies_.calls("permissions"), 0);
}

TEST_F(ReplyAccountCheck, ProofThatFailsProvesNothing) {
    replies_.works("permissions");
    proof_.failure = base::ErrorKind::Unavailable;

    EXPECT_THAT(trouble().evidence, HasSubstr("agent"));
}

TEST_F(ReplyAccountCheck, NameOfAnotherAccountIsRefused) {
    account_.account_id = "somebody-else";

    EXPECT_THAT(trouble().evidence, HasSubstr("site.replies.account_id"));
    EXPECT_EQ(proof_.calls, 0);
}

TEST_F(ReplyAccountCheck, AgentOfTheDeskIsNoCustomer) {
    proof_.standing = {.is_customer = false, .obstacle = "has a licence", .remedy = "take it away"};
    replies_.works("permissions");
    const auto finding = trouble();
    EXPECT_EQ(finding.state, State::Wrong);
    EXPECT_EQ(finding.subject, "SUP");
    EXPECT_THAT(finding.evidence, HasSubstr("agent"));

    replies_.held["SERVICEDESK_AGENT"] = false;
    EXPECT_TRUE(provision::is_all_ok(look())) << "a licence alone makes no agent";
}

TEST_F(ReplyAccountCheck, DeskThatItDoesNotSeeIsForAnAdministrator) {
    replies_.desks_of_site.clear();

    const auto finding = trouble();
    EXPECT_EQ(finding.state, State::ByHand);
    EXPECT_THAT(finding.remedy, HasSubstr("Customers"));
}

}  // namespace
}  // namespace connector::cli
