#include <gtest/gtest.h>

#include "connector/provision/webhook_wish.hpp"
#include "tests/connector/provision/provision_desk.hpp"

namespace {

using base::ErrorKind;
using connector::provision::State;
using connector::provision::StepKind;
using tests::ProvisionDesk;

class WebhookCheck : public testing::Test {
protected:
    WebhookCheck() { desk_.is_provisioned(); }

    jira::Webhook& webhook() { return desk_.site.registered.front(); }

    /// "filter, state": what differs.
    std::string differences() {
        std::string names;
        const auto finding = desk_.finding("webhook");
        if (!finding.step) return "";
        EXPECT_EQ(finding.step->kind, StepKind::RepairWebhook);
        for (const auto& difference : finding.step->differences) names += difference.what + " ";
        return names;
    }

    ProvisionDesk desk_;
};

TEST_F(WebhookCheck, ARegisteredOneIsOkWhateverItsNameAndSpacing) {
    webhook().name = "Made by hand";
    webhook().filter = "project in (SUP)";
    webhook().events.emplace_back("sprint_started");

    EXPECT_EQ(desk_.state("webhook"), State::Ok);
}

TEST_F(WebhookCheck, EachDifferenceIsSeen) {
    webhook().events.pop_back();
    EXPECT_EQ(differences(), "events ");
    webhook() = ProvisionDesk::webhook();
    webhook().filter = "";
    EXPECT_EQ(differences(), "filter ");
    webhook() = ProvisionDesk::webhook();
    webhook().is_enabled = false;
    EXPECT_EQ(differences(), "state ");
    webhook() = ProvisionDesk::webhook();
    webhook().has_body = false;
    EXPECT_EQ(differences(), "body ");
    webhook() = ProvisionDesk::webhook();
    webhook().is_signed = false;
    EXPECT_EQ(differences(), "secret ");
}

TEST_F(WebhookCheck, AChangedSecretIsRegisteredAnew) {
    desk_.settings.webhooks.front().secret_mark = 4712;

    EXPECT_EQ(differences(), "secret ");
}

TEST_F(WebhookCheck, ASecretThatWeDidNotSetIsNotTrusted) {
    ProvisionDesk fresh;
    fresh.site.registered.push_back(ProvisionDesk::webhook());

    EXPECT_EQ(fresh.state("webhook"), State::Wrong);
}

TEST_F(WebhookCheck, RepairKeepsWhatIsBeyondOurWishes) {
    jira::Webhook found = ProvisionDesk::webhook();
    found.events = {"sprint_started", "comment_created"};
    found.is_enabled = false;

    const auto repaired = repaired_webhook(found, desk_.settings.webhooks.front());

    EXPECT_EQ(repaired.id, "17");
    EXPECT_EQ(repaired.name, "Ours");
    EXPECT_EQ(repaired.events.front(), "sprint_started");
    EXPECT_EQ(repaired.events.size(), 7U);
    EXPECT_TRUE(repaired.is_enabled);
}

TEST_F(WebhookCheck, OthersAreLeftAlone) {
    webhook().url = "https://elsewhere.example/hook";

    const auto finding = desk_.finding("webhook");

    ASSERT_TRUE(finding.step);
    EXPECT_EQ(finding.step->kind, StepKind::RegisterWebhook);
}

TEST_F(WebhookCheck, TwoThatLeadHereAreByHand) {
    desk_.site.registered.push_back(ProvisionDesk::webhook());

    EXPECT_EQ(desk_.state("webhook"), State::ByHand);
}

TEST_F(WebhookCheck, WhoMayNotListThemIsToldWhereToLook) {
    desk_.site.fails("webhooks", ErrorKind::Denied);
    const auto finding = desk_.finding("webhook");
    EXPECT_EQ(finding.state, State::ByHand);
    EXPECT_EQ(finding.link, "https://acme.atlassian.net/plugins/servlet/webhooks");
    desk_.site.fails("webhooks", ErrorKind::Unavailable);
    EXPECT_EQ(desk_.state("webhook"), State::Unknown);
}

TEST_F(WebhookCheck, BehindTheGatewayItIsByHandAndNotAsked) {
    desk_.settings.is_gateway = true;

    EXPECT_EQ(desk_.state("webhook"), State::ByHand);
    EXPECT_EQ(desk_.site.calls("webhooks"), 0);
}

TEST_F(WebhookCheck, AProjectWithASecretOfItsOwnHasAWebhookOfItsOwn) {
    desk_.settings.webhooks.push_back(
        {.subject = "OPS",
         .url = "https://support.acme.example/webhooks/jira/OPS",
         .secret = base::Secret("webhook-secret-of-ops"),
         .secret_mark = 99,
         .projects = {base::ProjectKey("OPS")}}
    );

    desk_.apply();

    ASSERT_EQ(desk_.site.registered.size(), 2U);
    EXPECT_EQ(desk_.site.registered.back().url, "https://support.acme.example/webhooks/jira/OPS");
    EXPECT_EQ(desk_.site.registered.back().filter, R"(project in ("OPS"))");
    EXPECT_EQ(desk_.site.last_secret, "webhook-secret-of-ops");
    const int writes = desk_.site.writes();
    for (int i = 0; i < 3; ++i) desk_.apply();
    EXPECT_EQ(desk_.site.writes(), writes);
}

TEST_F(WebhookCheck, TheSecretIsNowhereInAFinding) {
    desk_.site.registered.clear();
    const auto finding = desk_.finding("webhook");

    EXPECT_EQ(describe(*finding.step).find("webhook-secret-of-a-test"), std::string::npos);
}

}  // namespace
