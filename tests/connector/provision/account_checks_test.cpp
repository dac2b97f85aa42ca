#include <gtest/gtest.h>

#include "tests/connector/provision/provision_desk.hpp"

namespace {

using base::ErrorKind;
using connector::provision::State;
using tests::ProvisionDesk;

class AccountChecks : public testing::Test {
protected:
    AccountChecks() { desk_.is_provisioned(); }

    ProvisionDesk desk_;
};

TEST_F(AccountChecks, ARefusedAccountIsAskedNothingElse) {
    desk_.site.fails("myself", ErrorKind::Unauthorized);

    const auto findings = desk_.look();

    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].state, State::Wrong);
    EXPECT_NE(findings[0].remedy.find("site.auth"), std::string::npos);
    EXPECT_EQ(desk_.site.calls("permissions"), 0);
    EXPECT_EQ(desk_.site.calls("webhooks"), 0);
}

TEST_F(AccountChecks, ASiteThatIsAwayIsUnknown) {
    desk_.site.fails("server_info", ErrorKind::Unavailable);

    EXPECT_EQ(desk_.state("account"), State::Unknown);
}

TEST_F(AccountChecks, DataCenterAndADeactivatedAccountAreNotOk) {
    desk_.site.is_cloud = false;
    EXPECT_EQ(desk_.state("account"), State::Wrong);
    desk_.site.is_cloud = true;
    desk_.site.bot.is_active = false;
    EXPECT_EQ(desk_.state("account"), State::ByHand);
}

TEST_F(AccountChecks, SiteOfTheOtherKindIsSaidAndNothingElseAsked) {
    desk_.settings.is_datacenter = true;
    EXPECT_EQ(desk_.state("account"), State::Wrong);
    EXPECT_NE(desk_.finding("account").evidence.find("Jira Cloud"), std::string::npos);
    EXPECT_EQ(desk_.site.calls("myself"), 0);
    desk_.site.is_cloud = false;
    EXPECT_EQ(desk_.state("account"), State::Ok);
}

TEST_F(AccountChecks, DataCenterIsSentToItsOwnPages) {
    desk_.settings.is_datacenter = true;
    desk_.site.is_cloud = false;
    desk_.site.held["SERVICEDESK_AGENT"] = false;
    EXPECT_NE(
        desk_.finding("permissions").link.find("/plugins/servlet/project-config/SUP/roles"),
        std::string::npos
    );
}

TEST_F(AccountChecks, EachRequiredPermissionIsMissed) {
    for (const char* key : {"BROWSE_PROJECTS", "ADD_COMMENTS", "SERVICEDESK_AGENT"}) {
        desk_.site.held[key] = false;
        const auto finding = desk_.finding("permissions");
        EXPECT_EQ(finding.state, State::ByHand) << key;
        EXPECT_NE(finding.evidence.find(key), std::string::npos);
        desk_.site.held[key] = true;
    }
}

TEST_F(AccountChecks, APermissionThatTheSiteDoesNotKnowIsMissing) {
    desk_.site.held.erase("SERVICEDESK_AGENT");

    EXPECT_EQ(desk_.state("permissions"), State::ByHand);
}

TEST_F(AccountChecks, ToAdministerIsToldAndNotRequired) {
    desk_.site.held["ADMINISTER"] = false;
    desk_.site.held["ADMINISTER_PROJECTS"] = false;

    const auto finding = desk_.finding("permissions");

    EXPECT_EQ(finding.state, State::Ok);
    EXPECT_NE(finding.evidence.find("does not administer Jira"), std::string::npos);
}

TEST_F(AccountChecks, WhoMayNotRaiseForOthersIsNoAgent) {
    desk_.site.is_agent = false;

    EXPECT_EQ(desk_.state("permissions"), State::ByHand);
}

TEST_F(AccountChecks, AProjectOutOfSightIsToldApartFromASiteThatIsAway) {
    desk_.site.fails("permissions", ErrorKind::NotFound);
    EXPECT_EQ(desk_.state("permissions"), State::ByHand);
    desk_.site.fails("permissions", ErrorKind::Unavailable);
    EXPECT_EQ(desk_.state("permissions"), State::Unknown);
}

TEST_F(AccountChecks, TheRequestTypeFieldMustBeThere) {
    EXPECT_EQ(desk_.state("fields"), State::Ok);
    desk_.site.kinds = {"com.atlassian.jira.plugin:textfield"};
    EXPECT_EQ(desk_.state("fields"), State::ByHand);
    desk_.site.fails("field_kinds", ErrorKind::Limited);
    EXPECT_EQ(desk_.state("fields"), State::Unknown);
}

TEST_F(AccountChecks, TheHelpCenterNeedsATypeThatIsShownToEverybody) {
    EXPECT_EQ(desk_.state("help_center"), State::Ok);
    desk_.site.request_types_of_desk.front().is_open = false;
    EXPECT_EQ(desk_.state("help_center"), State::ByHand);
    desk_.site.request_types_of_desk.front().is_open = true;
    desk_.site.request_types_of_desk.front().is_shown = false;
    EXPECT_EQ(desk_.state("help_center"), State::ByHand);
    desk_.site.fails("request_types", ErrorKind::Unavailable);
    EXPECT_EQ(desk_.state("help_center"), State::Unknown);
}

TEST_F(AccountChecks, NotificationsAreByHandUntilTheConfigurationSaysSo) {
    EXPECT_EQ(desk_.state("notifications"), State::Ok);
    desk_.settings.projects.front().reminds_of_notifications = true;

    const auto finding = desk_.finding("notifications");

    EXPECT_EQ(finding.state, State::ByHand);
    EXPECT_EQ(
        finding.link,
        "https://acme.atlassian.net/jira/servicedesk/projects/SUP/settings/customer-notifications"
    );
}

}  // namespace
