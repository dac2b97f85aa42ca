#include "connector/portal/promise.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using connector::model::Sla;
using connector::portal::PromiseKind;
using connector::portal::promises_of;

const base::Time kNow = base::from_millis(1'795'262'400'000);

Sla sla(const std::string& name, base::milliseconds left) {
    return {.name = name, .ongoing = {{.started = kNow - 1h, .goal = 4h, .breaches = kNow + left}}};
}

TEST(Promise, SaysInPlainWordsWhatIsExpectedWhen) {
    const auto promises =
        promises_of({sla("Time to first response", 1h), sla("Time To Resolution", 2h)}, kNow);

    ASSERT_EQ(promises.size(), 2U);
    EXPECT_EQ(promises[0].kind, PromiseKind::AnswerBy);
    EXPECT_EQ(promises[0].by, kNow + 1h);
    EXPECT_EQ(promises[1].kind, PromiseKind::ResolutionBy);
}

TEST(Promise, LateOneNamesNoDate) {
    Sla told_by_jira = sla("Time to done", 1h);
    told_by_jira.ongoing->is_breached = true;

    const auto promises = promises_of({sla("Time to first response", 0h), told_by_jira}, kNow);

    ASSERT_EQ(promises.size(), 2U) << "the clock is asked, too";
    EXPECT_EQ(promises[0].kind, PromiseKind::LateAnswer);
    EXPECT_FALSE(promises[0].by);
    EXPECT_EQ(promises[1].kind, PromiseKind::LateResolution);
}

TEST(Promise, NothingRunsNothingIsPromised) {
    Sla paused = sla("Time to resolution", 1h);
    paused.ongoing->is_paused = true;
    Sla unknown_end = sla("Time to resolution", 1h);
    unknown_end.ongoing->breaches.reset();

    EXPECT_TRUE(promises_of({paused, unknown_end, {.name = "Time to resolution"}}, kNow).empty());
}

/// Their names are the team's own.
TEST(Promise, OtherServiceLevelsAreNobodysBusiness) {
    EXPECT_TRUE(promises_of({sla("Escalate to the vendor", 1h)}, kNow).empty());
}

}  // namespace
