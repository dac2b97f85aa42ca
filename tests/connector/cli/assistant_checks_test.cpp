#include "connector/cli/assistant_checks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/connector/mirror/fake_directory.hpp"
#include "tests/support/assistant_flows.hpp"

namespace connector::cli {
namespace {

using provision::State;
using testing::HasSubstr;
using testing::IsEmpty;

class AssistantCheck : public testing::Test {
protected:
    provision::Findings look(const std::string& type) {
        config::Config config;
        config.projects.push_back({.key = base::ProjectKey("SUP"), .name = "Support"});
        config.projects.back().assistant = tests::assistant_flow(
            "version: 1\nstart: a\npeople: p\nsteps:\n  a: {kind: request, say: Tell" + type +
            "}\n  p: {kind: people, say: Note}\n"
        );
        return check_assistants(config, directory_);
    }

    tests::FakeDirectory directory_;
};

TEST_F(AssistantCheck, FlowThatNamesNoTypeCostsNoCall) {
    EXPECT_THAT(look(""), IsEmpty());
    EXPECT_THAT(directory_.calls, IsEmpty());
}

TEST_F(AssistantCheck, TypesThatCustomersAreShownAreWell) {
    directory_.rows_a_page = 1;
    directory_.types = {
        {.id = "6", .name = "Other", .is_shown = true},
        {.id = "7", .name = "Get help", .is_shown = true}};
    for (const char* type : {", type: Get help", ", type: 7"}) {
        const auto found = look(type);
        ASSERT_EQ(found.size(), 1U) << type;
        EXPECT_EQ(found.front().state, State::Ok) << type;
    }
}

TEST_F(AssistantCheck, TypeThatIsNotThereOrNotShownIsNamedWithTheNearest) {
    directory_.types = {
        {.id = "6", .name = "Hidden", .is_shown = false},
        {.id = "7", .name = "Get help", .is_shown = true}};
    for (const char* type : {", type: Get hepl", ", type: 6", ", type: Hidden"}) {
        const auto found = look(type);
        ASSERT_EQ(found.size(), 1U) << type;
        EXPECT_EQ(found.front().state, State::Wrong) << type;
        EXPECT_EQ(found.front().subject, "SUP");
        EXPECT_THAT(found.front().evidence, HasSubstr("step 'a'"));
    }
    EXPECT_THAT(look(", type: Get hepl").front().evidence, HasSubstr("did you mean 'Get help'?"));
}

TEST_F(AssistantCheck, WhatJiraDoesNotTellIsUnknown) {
    directory_.fails("types", {base::ErrorKind::Unavailable, "away", std::nullopt});
    ASSERT_EQ(look(", type: 7").size(), 1U);
    EXPECT_EQ(look(", type: 7").front().state, State::Unknown);
}

}  // namespace
}  // namespace connector::cli
