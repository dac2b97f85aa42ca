#include "jira/call_budget.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"

namespace {

using base::seconds;
using jira::Urgency;

class CallBudget : public testing::Test {
protected:
    void told(std::int64_t remaining, std::optional<base::Time> renewed_at = {}) {
        budget_.learn(
            {.limit = 100, .remaining = remaining, .renewed_at = renewed_at}, clock_.now()
        );
    }

    [[nodiscard]] bool may_go(Urgency urgency = Urgency::Event) const {
        return !budget_.closed_until(urgency, clock_.now());
    }

    /// How many calls go, one after the other and all under way together.
    int burst() {
        int count = 0;
        for (; count < 1000 && may_go(); ++count) budget_.begin(clock_.now());
        return count;
    }

    tests::FakeClock clock_;
    jira::CallBudget budget_;
};

TEST_F(CallBudget, SaysNothingWhileNothingWasTold) {
    EXPECT_EQ(burst(), 1000);
}

TEST_F(CallBudget, NoMoreGoThanAreLeft) {
    told(7);

    EXPECT_EQ(burst(), 7);
    EXPECT_EQ(
        budget_.closed_until(Urgency::Event, clock_.now()),
        clock_.now() + jira::CallBudget::kUnnamedWindow
    );
}

TEST_F(CallBudget, HoldsUntilTheTimeOfRenewal) {
    told(0, clock_.now() + seconds{40});
    clock_.advance(seconds{39});
    EXPECT_FALSE(may_go());
    clock_.advance(seconds{1});
    EXPECT_TRUE(may_go());
}

TEST_F(CallBudget, TimeOfRenewalThatIsPastOrFarIsNotBelieved) {
    for (const auto renewed : {clock_.now() - seconds{1}, clock_.now() + seconds{36'000}}) {
        told(0, renewed);
        EXPECT_EQ(budget_.closed_until(Urgency::Event, clock_.now()), clock_.now() + seconds{10});
    }
}

TEST_F(CallBudget, CallsUnderWayAreTakenOffWhatAnAnswerTells) {
    for (int i = 0; i < 4; ++i) budget_.begin(clock_.now());
    told(5);  // of the first of the four; Jira may not have seen the others yet
    budget_.end();

    EXPECT_EQ(burst(), 2);
}

TEST_F(CallBudget, AnswerThatWasOvertakenBringsNothingBack) {
    told(10);
    for (int i = 0; i < 3; ++i) budget_.begin(clock_.now());
    told(4);
    budget_.end();
    told(9);  // was sent before the other

    budget_.end();
    EXPECT_EQ(burst(), 2);
}

TEST_F(CallBudget, AnswerOfTheOnlyCallIsBelieved) {
    told(0);
    clock_.advance(seconds{10});
    budget_.begin(clock_.now());
    told(80);
    budget_.end();

    EXPECT_EQ(burst(), 80);
}

TEST_F(CallBudget, SilenceOfAnAnswerChangesNothing) {
    told(1);
    budget_.begin(clock_.now());
    budget_.learn({}, clock_.now());
    budget_.end();

    EXPECT_FALSE(may_go());
}

TEST_F(CallBudget, BackgroundWorkLeavesAFifthToOthers) {
    told(21);
    budget_.begin(clock_.now());
    EXPECT_TRUE(may_go(Urgency::Poll));
    budget_.begin(clock_.now());
    EXPECT_FALSE(may_go(Urgency::Poll));
    EXPECT_FALSE(may_go(Urgency::Backfill));
    EXPECT_TRUE(may_go(Urgency::Event));
}

TEST_F(CallBudget, ReplyIsTriedOnceAMinuteThoughNothingIsLeft) {
    told(0, clock_.now() + seconds{3000});
    EXPECT_FALSE(may_go(Urgency::Reply));

    clock_.advance(seconds{60});
    EXPECT_TRUE(may_go(Urgency::Reply));
    EXPECT_FALSE(may_go(Urgency::Visitor));
    budget_.begin(clock_.now());
    budget_.end();
    EXPECT_FALSE(may_go(Urgency::Reply));
}

TEST_F(CallBudget, CallThatWasNotSentIsLeft) {
    told(1);
    budget_.begin(clock_.now());
    EXPECT_FALSE(may_go());
    budget_.take_back();
    EXPECT_EQ(burst(), 1);
}

TEST_F(CallBudget, ClockThatWasSetBackHoldsNothingUp) {
    told(0, clock_.now() + seconds{3000});
    clock_.advance(-seconds{7200});

    EXPECT_TRUE(may_go());
}

}  // namespace
