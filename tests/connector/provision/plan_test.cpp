#include "connector/provision/plan.hpp"

#include <set>

#include <gtest/gtest.h>

#include "tests/connector/provision/provision_desk.hpp"

namespace {

using connector::provision::Difference;
using connector::provision::Finding;
using connector::provision::plan_of;
using connector::provision::State;
using connector::provision::Step;
using connector::provision::StepKind;
using tests::ProvisionDesk;

Finding finding(State state) {
    return {
        .check = "channel_access",
        .subject = "SUP",
        .state = state,
        .evidence = "seen",
        .step = Step{StepKind::OpenChannel, {{"channel access", "Restricted", "Open"}}}};
}

TEST(Plan, HoldsTheStepsOfWhatIsWrongAndOfNothingElse) {
    EXPECT_EQ(plan_of({finding(State::Wrong)}).size(), 1U);
    for (const State state : {State::Ok, State::ByHand, State::Unknown}) {
        EXPECT_TRUE(plan_of({finding(state)}).empty()) << name_of(state);
    }
    Finding without_step = finding(State::Wrong);
    without_step.step.reset();
    EXPECT_TRUE(plan_of({without_step}).empty());
}

TEST(Plan, OfASiteThatMatchesIsEmpty) {
    ProvisionDesk desk;
    desk.is_provisioned();

    const auto findings = desk.look();

    EXPECT_TRUE(is_all_ok(findings));
    EXPECT_TRUE(plan_of(findings).empty());
    EXPECT_EQ(desk.site.writes(), 0);
}

TEST(Plan, OfAFreshSiteNamesEveryStepInOrder) {
    ProvisionDesk desk;
    desk.site.access.is_open = false;

    std::string steps;
    for (const auto& planned : plan_of(desk.look())) steps += planned.check + " ";

    EXPECT_EQ(steps, "webhook channel_access kbot_user kbot_membership ");
}

TEST(Plan, AStepIsToldWithBeforeAndAfter) {
    const Step step{
        StepKind::RepairWebhook,
        {{"filter", "everything", "project in (\"SUP\")"}, {"state", "disabled", "enabled"}}};

    EXPECT_EQ(
        describe(step), "filter: everything -> project in (\"SUP\"); state: disabled -> enabled"
    );
}

TEST(Plan, EveryCheckHasANameOfItsOwn) {
    std::set<std::string_view> names;
    for (const auto& check : connector::provision::checks()) {
        EXPECT_TRUE(names.insert(check.name).second) << check.name;
    }
}

}  // namespace
