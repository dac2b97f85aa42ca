#include "connector/mirror/moving.hpp"

#include <deque>

#include <gtest/gtest.h>

#include "tests/connector/mirror/mirrored_desk.hpp"

namespace {

using namespace std::chrono_literals;
using base::ErrorKind;
using connector::store::Connection;
using connector::store::Moves;

/// Resolves the request of the desk, or answers what it was told to.
class FakeTransitions final : public jira::Transitions {
public:
    explicit FakeTransitions(tests::FakeJira& jira) : jira_(jira) {}

    base::Result<std::vector<jira::Transition>> of(base::RequestId) override {
        return base::fail(ErrorKind::Invalid, "nobody asks");
    }

    base::Result<void> perform(base::RequestId request, std::string_view transition) override {
        performed.emplace_back(transition);
        const auto failure = failures.empty() ? std::nullopt : std::optional(failures.front());
        if (failure) failures.pop_front();
        if (!failure || is_answer_lost) {
            jira_.moves_to_status(request, "Resolved", jira::StatusCategory::Done);
        }
        if (failure) return base::fail(*failure, "told to");
        return {};
    }

    std::deque<ErrorKind> failures;
    bool is_answer_lost = false;  ///< what fails was done all the same
    std::vector<std::string> performed;

private:
    tests::FakeJira& jira_;
};

class Moving : public testing::Test {
protected:
    Moving() { desk.refresh(request); }

    bool asks() {
        return desk.database
            .write([&](Connection& connection) {
                return Moves(connection)
                    .add(
                        {.request = request,
                         .contact = desk.ann,
                         .transition = "41",
                         .label = "Close request",
                         .from_status = desk.jira.request(request).status},
                        desk.clock.now()
                    );
            })
            .has_value();
    }

    void work_off() {
        while (moving.move_one()) {
        }
    }

    std::vector<Moves::Move> pending() {
        return desk.database.read([&](Connection& connection) {
            return Moves(connection).pending_of(request);
        });
    }

    tests::MirroredDesk desk;
    base::RequestId request = desk.jira.has_request(12, "ann").id;
    FakeTransitions transitions{desk.jira};
    int hints = 0;
    connector::mirror::Moving moving{
        desk.database, desk.jira, transitions, desk.clock, desk.log, desk.metrics, [this] {
            ++hints;
        }};
};

TEST_F(Moving, IsDoneReadAgainAtOnceAndShownUntilThen) {
    ASSERT_TRUE(asks());

    work_off();

    EXPECT_EQ(transitions.performed, std::vector<std::string>{"41"});
    EXPECT_EQ(hints, 1);
    EXPECT_EQ(desk.count("inbox where request_id = 10012 and event = 'connector:move'"), 1);
    ASSERT_EQ(pending().size(), 1U);
    EXPECT_TRUE(pending().front().is_done);
    desk.refresh(request);
    EXPECT_TRUE(pending().empty());
}

TEST_F(Moving, OfOneRequestOneAtATime) {
    ASSERT_TRUE(asks());
    EXPECT_FALSE(asks());
    work_off();
    EXPECT_TRUE(asks());
}

TEST_F(Moving, WhatWasSaidGoesFirst) {
    desk.reply(request, "One more thing");
    ASSERT_TRUE(asks());

    work_off();
    EXPECT_TRUE(transitions.performed.empty());

    ASSERT_TRUE(desk.outbound.send_one());
    work_off();
    EXPECT_EQ(transitions.performed.size(), 1U);
}

TEST_F(Moving, WaitsWhileJiraIsAway) {
    transitions.failures = {ErrorKind::Unavailable};
    ASSERT_TRUE(asks());

    work_off();

    ASSERT_EQ(pending().size(), 1U);
    EXPECT_FALSE(pending().front().is_done || pending().front().is_refused);
    EXPECT_FALSE(pending().front().error.empty());
    desk.wall_clock.advance(1min);
    work_off();
    EXPECT_EQ(transitions.performed.size(), 2U);
    EXPECT_TRUE(pending().front().is_done);
}

TEST_F(Moving, LooksBeforeItTriesAgain) {
    transitions.failures = {ErrorKind::Unavailable};
    transitions.is_answer_lost = true;
    ASSERT_TRUE(asks());
    work_off();
    desk.wall_clock.advance(1min);

    work_off();

    EXPECT_EQ(transitions.performed.size(), 1U) << "it was done the first time";
    EXPECT_TRUE(pending().front().is_done);
}

TEST_F(Moving, DoesNothingWhileItCannotLook) {
    transitions.failures = {ErrorKind::Unavailable};
    ASSERT_TRUE(asks());
    work_off();
    desk.wall_clock.advance(1min);
    desk.jira.fails_next({ErrorKind::Unavailable, "away", {}});

    work_off();

    EXPECT_EQ(transitions.performed.size(), 1U);
    EXPECT_FALSE(pending().front().is_done);
}

TEST_F(Moving, WhatJiraRefusesIsToldUntilTheRequestChanges) {
    transitions.failures = {ErrorKind::Rejected};
    ASSERT_TRUE(asks());

    work_off();

    ASSERT_EQ(pending().size(), 1U);
    EXPECT_TRUE(pending().front().is_refused);
    EXPECT_EQ(hints, 0);
    desk.refresh(request);
    EXPECT_TRUE(pending().empty());
}

}  // namespace
