#include <gtest/gtest.h>

#include "tests/connector/provision/provision_desk.hpp"

namespace {

using base::ErrorKind;
using connector::provision::State;
using connector::provision::StepKind;
using tests::ProvisionDesk;

class KbotChecks : public testing::Test {
protected:
    StepKind step(std::string_view check) {
        const auto finding = desk_.finding(check);
        EXPECT_TRUE(finding.step) << finding.evidence;
        return finding.step ? finding.step->kind : StepKind::OpenChannel;
    }

    ProvisionDesk desk_;
};

TEST_F(KbotChecks, WhereItIsMissingItIsToBeCreatedAndAdded) {
    EXPECT_EQ(step("kbot_user"), StepKind::CreateKbotUser);
    EXPECT_EQ(step("kbot_membership"), StepKind::AddKbotToDesk);
}

TEST_F(KbotChecks, ThePlanDoesNotShowTheWholeAddress) {
    EXPECT_EQ(describe(*desk_.finding("kbot_user").step).find("kbot@acme"), std::string::npos);
}

TEST_F(KbotChecks, FoundByAddressItIsToBeRememberedAndNotCreatedAgain) {
    desk_.site.users.push_back(ProvisionDesk::kbot());

    EXPECT_EQ(step("kbot_user"), StepKind::RememberKbotUser);
}

TEST_F(KbotChecks, AnotherPersonsAddressIsNeverAdopted) {
    auto person = ProvisionDesk::kbot();
    person.display_name = "Ann Example";
    desk_.site.users.push_back(person);

    const auto finding = desk_.finding("kbot_user");

    EXPECT_EQ(finding.state, State::ByHand);
    EXPECT_FALSE(finding.step);
}

TEST_F(KbotChecks, RenamedOrDeactivatedIsNoticed) {
    desk_.is_provisioned();
    EXPECT_EQ(desk_.state("kbot_user"), State::Ok);
    desk_.site.users.front().display_name = "Somebody";
    EXPECT_EQ(desk_.state("kbot_user"), State::ByHand);
    desk_.site.users.front() = ProvisionDesk::kbot();
    desk_.site.users.front().is_active = false;
    EXPECT_EQ(desk_.state("kbot_user"), State::ByHand);
}

TEST_F(KbotChecks, AnAccountThatMovedIsFoundAgainByItsAddress) {
    desk_.is_provisioned();
    desk_.site.users.front().account_id = base::AccountId("712020:moved");

    EXPECT_EQ(step("kbot_user"), StepKind::RememberKbotUser);
}

TEST_F(KbotChecks, AnotherAddressInTheConfigurationIsAnotherUser) {
    desk_.is_provisioned();
    desk_.settings.kbot_address = "other@acme.example";

    EXPECT_EQ(step("kbot_user"), StepKind::CreateKbotUser);
}

TEST_F(KbotChecks, WhatCannotBeReadIsUnknown) {
    desk_.site.fails("find_by_address", ErrorKind::Denied);
    EXPECT_EQ(desk_.state("kbot_user"), State::Unknown);
    desk_.is_provisioned();
    desk_.site.fails("user", ErrorKind::Unavailable);
    EXPECT_EQ(desk_.state("kbot_user"), State::Unknown);
    desk_.site.fails("is_customer", ErrorKind::Unavailable);
    EXPECT_EQ(desk_.state("kbot_membership"), State::Unknown);
}

TEST_F(KbotChecks, WithoutAnAddressItIsAskedForOnlyWhereItIsNeeded) {
    desk_.settings.kbot_address.reset();
    EXPECT_EQ(desk_.state("kbot_user"), State::Wrong);
    EXPECT_FALSE(desk_.finding("kbot_user").step);
    EXPECT_EQ(desk_.finding("kbot_membership").check, "none");
    desk_.settings.projects.front().takes_anonymous_requests = false;
    EXPECT_EQ(desk_.finding("kbot_user").check, "none");
}

}  // namespace
