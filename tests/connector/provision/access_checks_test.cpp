#include <gtest/gtest.h>

#include "tests/connector/provision/provision_desk.hpp"

namespace {

using base::ErrorKind;
using connector::provision::Enforcement;
using connector::provision::State;
using tests::ProvisionDesk;
using Verdict = jira::PortalView::Verdict;

class AccessChecks : public testing::Test {
protected:
    AccessChecks() { desk_.is_provisioned(); }

    connector::provision::ProjectSettings& project() { return desk_.settings.projects.front(); }

    bool has_step(std::string_view check) { return desk_.finding(check).step.has_value(); }

    ProvisionDesk desk_;
};

TEST_F(AccessChecks, AnOpenSiteIsOk) {
    EXPECT_EQ(desk_.state("channel_access"), State::Ok);
    EXPECT_EQ(desk_.state("portal_access"), State::Ok);
}

TEST_F(AccessChecks, ARestrictedDeskIsMendableOnlyWhereItIsToBeEnsured) {
    desk_.site.access.is_open = false;

    EXPECT_EQ(desk_.state("channel_access"), State::Wrong);
    EXPECT_TRUE(has_step("channel_access"));

    project().channel = Enforcement::Verify;
    EXPECT_EQ(desk_.state("channel_access"), State::ByHand);
    EXPECT_FALSE(has_step("channel_access"));
}

TEST_F(AccessChecks, WhatIsToBeIgnoredIsNotLookedAt) {
    project().channel = Enforcement::Ignore;
    project().portal = Enforcement::Ignore;

    EXPECT_EQ(desk_.finding("channel_access").check, "none");
    EXPECT_EQ(desk_.finding("portal_access").check, "none");
    EXPECT_EQ(desk_.site.calls("request_security"), 0);
    EXPECT_EQ(desk_.site.calls("look"), 0);
}

TEST_F(AccessChecks, WithoutLeaveTheInternalCallIsNotMade) {
    desk_.settings.allow_internal_api = false;
    desk_.site.access.is_open = false;

    const auto finding = desk_.finding("channel_access");

    EXPECT_EQ(desk_.site.calls("request_security"), 0);
    EXPECT_EQ(finding.state, State::ByHand);
    EXPECT_FALSE(finding.step);
    EXPECT_NE(finding.remedy.find("Channel access: Open"), std::string::npos);
    EXPECT_NE(finding.link.find("/SUP/settings/customer-permissions"), std::string::npos);
}

TEST_F(AccessChecks, BehindTheGatewayTheInternalCallIsNotMade) {
    desk_.settings.is_gateway = true;

    EXPECT_EQ(desk_.state("channel_access"), State::Ok);  // by what a visitor sees
    EXPECT_EQ(desk_.site.calls("request_security"), 0);
}

/// A site without the call, or an account that may not make it: what a visitor sees decides.
TEST_F(AccessChecks, WithoutTheInternalCallTheProbeDecides) {
    for (const ErrorKind kind : {ErrorKind::NotFound, ErrorKind::Denied}) {
        desk_.site.fails("request_security", kind);
        desk_.site.portal_verdict = Verdict::Open;
        EXPECT_EQ(desk_.state("channel_access"), State::Ok);
        EXPECT_EQ(desk_.state("portal_access"), State::Ok);
        desk_.site.portal_verdict = Verdict::Closed;
        EXPECT_EQ(desk_.state("channel_access"), State::ByHand);
        EXPECT_EQ(desk_.state("portal_access"), State::ByHand);
        desk_.site.portal_verdict = Verdict::Unknown;
        EXPECT_EQ(desk_.state("channel_access"), State::Unknown);
        EXPECT_EQ(desk_.state("portal_access"), State::Unknown);
        EXPECT_FALSE(has_step("channel_access"));
    }
}

TEST_F(AccessChecks, AReadThatFailsIsUnknownWhateverTheProbeSays) {
    desk_.site.access.is_open = false;
    for (const ErrorKind kind :
         {ErrorKind::Unavailable, ErrorKind::Limited, ErrorKind::Invalid, ErrorKind::Rejected}) {
        desk_.site.fails("request_security", kind);
        EXPECT_EQ(desk_.state("channel_access"), State::Unknown);
        EXPECT_FALSE(has_step("channel_access"));
    }
}

TEST_F(AccessChecks, TheSitesBoxIsByHandAndNeverAStep) {
    desk_.site.access.global_anonymous_access = false;

    const auto finding = desk_.finding("portal_access");

    EXPECT_EQ(finding.state, State::ByHand);
    EXPECT_FALSE(finding.step);
    EXPECT_NE(finding.remedy.find("without logging in"), std::string::npos);
    EXPECT_NE(finding.link.find("/customer-access"), std::string::npos);
}

TEST_F(AccessChecks, AClosedDeskDoesNotSpeakAgainstTheSitesBox) {
    desk_.site.access.is_open = false;

    EXPECT_EQ(desk_.state("portal_access"), State::Ok);
}

TEST_F(AccessChecks, ASettingThatTheProbeContradictsIsUnknown) {
    desk_.site.portal_verdict = Verdict::Closed;
    EXPECT_EQ(desk_.state("portal_access"), State::Unknown);

    desk_.site.access.global_anonymous_access = false;
    desk_.site.portal_verdict = Verdict::Open;
    EXPECT_EQ(desk_.state("portal_access"), State::Unknown);
}

TEST_F(AccessChecks, OneRoundAsksOnceForEach) {
    desk_.look();

    EXPECT_EQ(desk_.site.calls("request_security"), 1);
    EXPECT_EQ(desk_.site.calls("desks"), 1);
    EXPECT_EQ(desk_.site.calls("request_types"), 1);
    EXPECT_EQ(desk_.site.calls("look"), 1);
}

}  // namespace
