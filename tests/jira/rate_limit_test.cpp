#include "jira/rate_limit.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/time.hpp"

namespace {

using base::seconds;

const base::Time kNow = *base::parse_time("2026-11-21T12:00:00Z");

std::optional<seconds> wait(const std::string& retry_after, const std::string& reset = "") {
    base::HttpResponse answer{429, {}, ""};
    if (!retry_after.empty()) answer.headers.push_back({"retry-after", retry_after});
    if (!reset.empty()) answer.headers.push_back({"X-RateLimit-Reset", reset});
    return jira::named_wait(answer, kNow);
}

TEST(RateLimit, RetryAfterInSeconds) {
    EXPECT_EQ(wait("17"), seconds{17});
    EXPECT_EQ(wait(" 17 "), seconds{17});
}

TEST(RateLimit, RetryAfterAsDate) {
    EXPECT_EQ(wait("Sat, 21 Nov 2026 12:00:42 GMT"), seconds{42});
}

TEST(RateLimit, ResetWithAndWithoutSeconds) {
    EXPECT_EQ(wait("", "2026-11-21T12:00:30Z"), seconds{30});
    EXPECT_EQ(wait("", "2026-11-21T12:05Z"), seconds{300});
}

TEST(RateLimit, TheLongerOfTheTwoCounts) {
    EXPECT_EQ(wait("10", "2026-11-21T12:05Z"), seconds{300});
    EXPECT_EQ(wait("400", "2026-11-21T12:05Z"), seconds{400});
}

TEST(RateLimit, WaitsAreBounded) {
    EXPECT_EQ(wait("0"), seconds{1});
    EXPECT_EQ(wait("-5"), seconds{1});
    EXPECT_EQ(wait("9999999999"), seconds{3600});
    EXPECT_EQ(wait("Sat, 21 Nov 2020 12:00:42 GMT"), seconds{1});
    EXPECT_EQ(wait("", "9999-11-21T12:05Z"), seconds{3600});
}

TEST(RateLimit, RubbishNamesNoTime) {
    for (const std::string value :
         {"",
          "soon",
          "1e3",
          "99999999999999999999",
          "17s",
          "Sat, 21 Foo 2026 12:00:42 GMT",
          "Sat, 21 Nov 2026 12:00:42 UTC",
          "Sat, 99 Nov 2026 99:00:42 GMT"}) {
        EXPECT_FALSE(wait(value, value)) << value;
    }
}

TEST(RateLimit, ReasonTellsTheScope) {
    const auto scope = [](const std::string& reason) {
        return jira::limit_scope({429, {{"RateLimit-Reason", reason}}, ""});
    };

    EXPECT_EQ(scope("jira-burst-based"), jira::LimitScope::Endpoint);
    EXPECT_EQ(scope("jira-per-issue-on-write"), jira::LimitScope::Call);
    EXPECT_EQ(scope("jira-quota-global-based"), jira::LimitScope::Quota);
    EXPECT_EQ(scope("jira-quota-tenant-based"), jira::LimitScope::Quota);
    EXPECT_EQ(scope("something new"), jira::LimitScope::Site);
    EXPECT_EQ(jira::limit_scope({429, {}, ""}), jira::LimitScope::Site);
}

TEST(Allowance, DataCentersTokenBucketIsNoQuota) {
    const base::HttpResponse answer{
        200,
        {{"X-RateLimit-Limit", "10"},
         {"X-RateLimit-Remaining", "1"},
         {"X-RateLimit-FillRate", "5"},
         {"X-RateLimit-Interval-Seconds", "1"}},
        ""};
    EXPECT_FALSE(jira::allowance(answer).is_told());
    EXPECT_FALSE(jira::allowance(answer).is_low());
}

}  // namespace
