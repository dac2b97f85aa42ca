#include "jira/breaker.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"

namespace {

using base::seconds;
using jira::Breaker;
using Change = Breaker::Change;
using Outcome = Breaker::Outcome;
using Pass = Breaker::Pass;

class BreakerTest : public testing::Test {
protected:
    /// Lets a call through that must be let through.
    Change call(Outcome outcome) {
        const auto pass = breaker_.enter(clock_.now());
        EXPECT_TRUE(pass);
        return breaker_.report(pass.value_or(Pass::Normal), outcome, clock_.now());
    }

    void open() {
        for (int i = 0; i < Breaker::kFailuresToOpen; ++i) (void)call(Outcome::Failure);
    }

    bool lets_through() { return breaker_.enter(clock_.now()).has_value(); }

    Breaker breaker_;
    tests::FakeClock clock_;
};

TEST_F(BreakerTest, OpensAtTheFifthFailureInARow) {
    for (int i = 0; i < 4; ++i) EXPECT_EQ(call(Outcome::Failure), Change::None);
    EXPECT_EQ(call(Outcome::Failure), Change::Opened);

    EXPECT_FALSE(lets_through());
    EXPECT_EQ(breaker_.wait(clock_.now()), seconds{5});
}

TEST_F(BreakerTest, SuccessStartsTheCountAgain) {
    for (int i = 0; i < 4; ++i) (void)call(Outcome::Failure);
    (void)call(Outcome::Success);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(call(Outcome::Failure), Change::None);
}

TEST_F(BreakerTest, OneProbeIsLetThrough) {
    open();
    clock_.advance(seconds{5});

    EXPECT_EQ(breaker_.enter(clock_.now()), Pass::Probe);
    EXPECT_FALSE(lets_through());
}

TEST_F(BreakerTest, GoodProbeCloses) {
    open();
    clock_.advance(seconds{5});

    EXPECT_EQ(call(Outcome::Success), Change::Closed);
    EXPECT_EQ(breaker_.enter(clock_.now()), Pass::Normal);
}

TEST_F(BreakerTest, PauseDoublesUpToAMinute) {
    open();
    for (const int expected : {10, 20, 40, 60, 60}) {
        clock_.advance(breaker_.wait(clock_.now()));
        EXPECT_EQ(call(Outcome::Failure), Change::Opened);
        EXPECT_EQ(breaker_.wait(clock_.now()), seconds{expected});
    }
}

TEST_F(BreakerTest, PauseIsShortAgainAfterSuccess) {
    open();
    clock_.advance(seconds{5});
    (void)call(Outcome::Failure);
    clock_.advance(seconds{10});
    (void)call(Outcome::Success);

    open();
    EXPECT_EQ(breaker_.wait(clock_.now()), seconds{5});
}

TEST_F(BreakerTest, LateAnswersChangeNothing) {
    const auto good = breaker_.enter(clock_.now());
    const auto bad = breaker_.enter(clock_.now());
    open();

    EXPECT_EQ(breaker_.report(*bad, Outcome::Failure, clock_.now()), Change::None);
    EXPECT_EQ(breaker_.report(*good, Outcome::Success, clock_.now()), Change::None);
    EXPECT_FALSE(lets_through());
    EXPECT_EQ(breaker_.wait(clock_.now()), seconds{5});
}

TEST_F(BreakerTest, ClockSetBackDoesNotKeepItOpen) {
    open();
    clock_.advance(-std::chrono::hours{24});

    EXPECT_TRUE(lets_through());
}

}  // namespace
