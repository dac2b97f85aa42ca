#include "jira/automation.hpp"

#include <gtest/gtest.h>

namespace {

TEST(AutomationBody, JirasFormatHasTheIssueInside) {
    const auto hint = jira::parse_automation(
        R"({"issue":{"id":"10042","key":"SUP-7","fields":{"updated":"2026-11-21T10:00:00.000+0000",
            "project":{"key":"SUP"},"comment":{"comments":[{"id":"9"}]}}}})"
    );

    ASSERT_TRUE(hint);
    EXPECT_EQ(hint->request, base::RequestId(10'042));
    EXPECT_EQ(hint->project, base::ProjectKey("SUP"));
    EXPECT_EQ(hint->updated, "2026-11-21T10:00:00.000+0000");
}

TEST(AutomationBody, AutomationsFormatIsTheIssueAndItsIdANumber) {
    const auto hint = jira::parse_automation(
        R"({"id":10042,"key":"SUP-7","changelog":{"histories":null},
            "fields":{"updated":1795262400000,"project":{"key":"SUP"}}})"
    );

    ASSERT_TRUE(hint);
    EXPECT_EQ(hint->request, base::RequestId(10'042));
    EXPECT_EQ(hint->project, base::ProjectKey("SUP"));
    EXPECT_EQ(hint->updated, "1795262400000");
}

TEST(AutomationBody, CustomDataNeedsTheIdOnly) {
    const auto hint = jira::parse_automation(R"({"issue":{"id":10042}})");

    ASSERT_TRUE(hint);
    EXPECT_FALSE(hint->project);
    EXPECT_EQ(hint->updated, "");
}

TEST(AutomationBody, WithoutAnIdItMakesNoSense) {
    for (const char* body :
         {"", "{", "[]", "{}", R"({"issue":{"key":"SUP-7"}})", R"({"id":"x"})", R"({"id":-1})"}) {
        EXPECT_FALSE(jira::parse_automation(body)) << body;
    }
}

}  // namespace
