#include "connector/mirror/poll.hpp"

#include <gtest/gtest.h>

#include "tests/connector/mirror/mirrored_desk.hpp"
#include "tests/support/filling_store.hpp"

namespace {

using namespace std::chrono_literals;
using base::ErrorKind;

/// A project that was read once, when there was nothing in it yet.
class Poll : public testing::Test {
protected:
    Poll() { work(); }

    void work() {
        while (desk.poll.work_some()) {
        }
    }

    void poll_after(base::milliseconds time = 60s) {
        desk.wall_clock.advance(time);
        work();
    }

    base::RequestId raise(int number = 12) {
        desk.wall_clock.advance(1s);
        return desk.jira.has_request(number, "ann").id;
    }

    std::size_t searches() { return desk.jira.searches().size(); }

    std::string cursor() { return desk.value("select cursor_at from projects"); }

    void expect_asks_back(const std::string& minutes) {
        const std::string clause = "updated >= \"-" + minutes + "\"";
        EXPECT_NE(desk.jira.searches().back().find(clause), std::string::npos)
            << desk.jira.searches().back();
    }

    /// Jira hides it, a webhook says so, and we look.
    void withdraw(base::RequestId id) {
        desk.jira.hides(id);
        desk.hint(id, 200);
        ASSERT_TRUE(desk.reader.work_off_some());
        ASSERT_FALSE(desk.visible(id));
    }

    tests::MirroredDesk desk;
};

TEST_F(Poll, FindsWhatNoWebhookToldOfAndMailsIt) {
    const auto request = raise();
    desk.jira.has_comment(request, "agent", "Hello");

    poll_after();

    ASSERT_TRUE(desk.visible(request));
    EXPECT_EQ(desk.comments(request).size(), 1U);
    EXPECT_EQ(desk.mails("request_created"), 1);
    EXPECT_EQ(desk.mails("agent_replied"), 1);
    EXPECT_TRUE(desk.jira.reads().empty()) << "the page told all";
    EXPECT_TRUE(desk.log.contains("poll.found applied=1 hinted=0"));

    desk.jira.moves_to_status(request, "Done", jira::StatusCategory::Done);
    poll_after();
    EXPECT_EQ(desk.mails("request_resolved"), 1);
}

TEST_F(Poll, IsOneCallAnIntervalWhenNothingHappens) {
    const std::size_t before = searches();
    const int proofs = desk.jira.proofs();

    for (int i = 0; i < 9; ++i) poll_after();

    EXPECT_EQ(searches(), before + 9);
    EXPECT_EQ(desk.jira.proofs(), proofs);
    desk.wall_clock.advance(59s);
    EXPECT_FALSE(desk.poll.work_some());
    EXPECT_EQ(searches(), before + 9);
}

TEST_F(Poll, ReachesBackFiveMinutesMoreThanTheLastOneThatEnded) {
    raise();
    poll_after();
    poll_after(60s);
    expect_asks_back("6m");

    poll_after(90s);
    expect_asks_back("7m");

    // As after three hours of being switched off.
    desk.wall_clock.advance(3h);
    auto next = desk.make_poll();
    ASSERT_TRUE(next.work_some());
    expect_asks_back("185m");
}

TEST_F(Poll, ChangeThatAWebhookToldOfFirstIsOneMail) {
    const auto request = raise();
    desk.jira.has_comment(request, "agent", "Hello");
    desk.hint(request);
    ASSERT_TRUE(desk.reader.work_off_some());

    poll_after();
    desk.hint(request, 2);
    ASSERT_TRUE(desk.reader.work_off_some());

    EXPECT_EQ(desk.mails("request_created"), 1);
    EXPECT_EQ(desk.mails("agent_replied"), 1);
    EXPECT_EQ(desk.count("outbox"), 2);
}

TEST_F(Poll, WhatTheMirrorHasIsLeftAlone) {
    const auto request = raise();
    poll_after();
    const auto revision = desk.visible(request)->revision;

    poll_after();

    EXPECT_EQ(desk.visible(request)->revision, revision);
    EXPECT_FALSE(desk.log.contains("poll.found applied=0"));
}

TEST_F(Poll, OlderStateFromALaggingSearchOverwritesNothing) {
    const auto request = raise();
    const auto old = desk.jira.request(request);
    desk.wall_clock.advance(1s);
    desk.jira.has_comment(request, "agent", "Hello");
    desk.refresh(request);
    desk.jira.search_lags_with(old);

    poll_after();

    EXPECT_EQ(desk.comments(request).size(), 1U);
}

TEST_F(Poll, ChangeThatSearchShowsLateIsFoundByTheNextOne) {
    const auto request = raise();
    poll_after();
    const auto old = desk.jira.request(request);
    desk.wall_clock.advance(1s);
    desk.jira.has_comment(request, "agent", "Hello");
    desk.jira.search_lags_with(old);
    for (int i = 0; i < 4; ++i) {
        poll_after(30s);
        raise(20 + i);  // so that there is always something to find, and the cursor moves
        poll_after(30s);
    }
    ASSERT_TRUE(desk.comments(request).empty());

    desk.jira.search_catches_up();
    poll_after(30s);
    poll_after(30s);

    EXPECT_EQ(desk.comments(request).size(), 1U);
}

TEST_F(Poll, FailureLeavesTheCursor) {
    poll_after();
    const std::string before = cursor();
    const auto request = raise();
    for (int i = 0; i < 60; ++i) {
        desk.jira.fails_next({ErrorKind::Unavailable, "503", {}});
        poll_after();
    }
    EXPECT_EQ(cursor(), before);
    EXPECT_TRUE(desk.log.contains("poll.failed kind=unavailable"));
    EXPECT_FALSE(desk.visible(request));

    poll_after();

    EXPECT_TRUE(desk.visible(request));
    EXPECT_EQ(desk.mails("request_created"), 1);
}

TEST_F(Poll, CursorMovesOnlyWithItsData) {
    const std::string before = cursor();
    const auto request = raise();
    desk.database.write([](connector::store::Connection& connection) {
        connection.run(
            "create trigger broken before insert on requests begin "
            "select raise(abort, 'no'); end"
        );
        connection.run(
            "create trigger broken_too before insert on inbox begin "
            "select raise(abort, 'no'); end"
        );
    });

    EXPECT_ANY_THROW(poll_after());
    EXPECT_EQ(cursor(), before);
    EXPECT_FALSE(desk.visible(request));
    const std::size_t asked = searches();
    desk.wall_clock.advance(1s);
    EXPECT_FALSE(desk.poll.work_some()) << "Jira is not asked every second meanwhile";
    EXPECT_EQ(searches(), asked);

    desk.database.write([](connector::store::Connection& connection) {
        connection.run("drop trigger broken");
        connection.run("drop trigger broken_too");
    });
    poll_after();
    EXPECT_TRUE(desk.visible(request));
    EXPECT_NE(cursor(), before);
}

TEST_F(Poll, RequestThatCannotBeProjectedHoldsUpNobody) {
    const auto odd = raise(12);
    const auto fine = raise(13);
    const std::string before = cursor();
    desk.database.write([](connector::store::Connection& connection) {
        connection.run(
            "create trigger broken before insert on requests when new.id = 10012 begin "
            "select raise(abort, 'no'); end"
        );
    });

    poll_after();
    ASSERT_TRUE(desk.reader.work_off_some());

    EXPECT_TRUE(desk.log.contains("poll.page_hinted"));
    EXPECT_TRUE(desk.visible(fine));
    EXPECT_FALSE(desk.visible(odd));
    EXPECT_EQ(desk.count("inbox where request_id = 10012 and due_at is not null"), 1);
    EXPECT_NE(cursor(), before);
}

TEST_F(Poll, PageIsNotTriedAgainAsHintsWhileTheStoreIsFull) {
    raise();
    tests::FillingStore full(desk.database, 0);
    connector::mirror::Poll poll{
        {.projects = {desk.project()}, .interval = 60s},
        full,
        desk.jira,
        desk.authorship,
        desk.projection,
        desk.outbox,
        desk.wall_clock,
        desk.log,
        desk.metrics,
        [] {}};

    EXPECT_THROW(poll.work_some(), connector::store::StoreUnavailable);

    EXPECT_EQ(full.writes, 1);
    EXPECT_FALSE(desk.log.contains("poll.page_hinted"));
}

TEST_F(Poll, LongThreadIsReadByIdOnceForEachState) {
    const auto request = raise();
    desk.jira.has_comment(request, "agent", "Hello");
    desk.jira.has_long_thread(request);

    poll_after();
    EXPECT_FALSE(desk.visible(request));
    EXPECT_EQ(desk.hint_calls, 1);
    ASSERT_TRUE(desk.reader.work_off_some());

    EXPECT_EQ(desk.comments(request).size(), 1U);
    EXPECT_EQ(desk.mails("agent_replied"), 1);
    poll_after();
    EXPECT_FALSE(desk.reader.work_off_some());
    desk.jira.has_comment(request, "agent", "Once more");
    poll_after();
    ASSERT_TRUE(desk.reader.work_off_some());
    EXPECT_EQ(desk.comments(request).size(), 2U);
}

TEST_F(Poll, SearchThatStillShowsADeletedRequestDoesNotBringItBack) {
    const auto request = raise();
    poll_after();
    desk.wall_clock.advance(1s);
    desk.jira.has_comment(request, "agent", "canary");
    const auto shown = desk.jira.request(request);  // newer than what the mirror had
    withdraw(request);
    desk.jira.search_lags_with(shown);

    poll_after();
    while (desk.reader.work_off_some()) {
    }

    EXPECT_FALSE(desk.visible(request));
    EXPECT_TRUE(desk.comments(request).empty());
}

TEST_F(Poll, RequestThatIsShownAgainComesBack) {
    const auto request = raise();
    poll_after();
    const auto shown = desk.jira.request(request);
    withdraw(request);
    desk.jira.has_request(12, "ann").created = shown.created;
    desk.jira.request(request).updated = desk.clock.now();

    poll_after();
    ASSERT_TRUE(desk.reader.work_off_some());

    EXPECT_TRUE(desk.visible(request));
}

TEST_F(Poll, UnreadableOneIsTriedByIdAndKeepsNobodyWaiting) {
    const auto odd = raise(12);
    const auto fine = raise(13);
    desk.jira.garbles(odd);

    poll_after();

    EXPECT_TRUE(desk.visible(fine));
    EXPECT_EQ(desk.count("inbox where event = 'poll' and request_id = 10012"), 1);
    poll_after();
    EXPECT_EQ(desk.count("inbox where event = 'poll'"), 1);
}

TEST_F(Poll, EmptyAnswerIsBelievedOnlyWhileJiraKnowsWhoAsks) {
    raise(11);
    poll_after();
    const std::string before = cursor();
    desk.jira.forgets_who_asks();
    const auto request = raise(12);
    for (int i = 0; i < 9; ++i) poll_after();
    EXPECT_EQ(cursor(), before);
    poll_after(5min);
    EXPECT_EQ(cursor(), before);
    EXPECT_TRUE(desk.log.contains("poll.failed kind=unauthorized"));

    desk.jira.forgets_who_asks(false);
    poll_after();

    EXPECT_TRUE(desk.visible(request));
}

TEST_F(Poll, ProvenEmptinessMovesTheCursor) {
    const std::string before = cursor();
    const int proofs = desk.jira.proofs();

    for (int i = 0; i < 10; ++i) poll_after();

    EXPECT_EQ(desk.jira.proofs(), proofs + 1);
    EXPECT_NE(cursor(), before);
}

TEST_F(Poll, PagesThatRepeatAreNoticed) {
    for (int i = 1; i <= 5; ++i) raise(i);
    desk.jira.has_pages_of(2);
    desk.jira.loses_its_place();
    const std::string before = cursor();

    poll_after();

    EXPECT_TRUE(desk.log.contains("the pages of the search repeat"));
    EXPECT_LE(searches(), 10U);
    EXPECT_LT(std::stoll(cursor()), base::to_millis(desk.clock.now()) - 60'000);
    EXPECT_GE(cursor(), before);
}

TEST_F(Poll, TokenThatRepeatsIsNoticed) {
    for (int i = 1; i <= 9; ++i) raise(i);
    desk.jira.has_pages_of(2);
    desk.jira.repeats_its_token();

    poll_after();

    EXPECT_TRUE(desk.log.contains("names a page that was read before"));
    EXPECT_LE(searches(), 10U);
}

TEST_F(Poll, GoesOnWithItsPageWhenJiraSaysWait) {
    for (int i = 1; i <= 4; ++i) raise(i);
    desk.jira.has_pages_of(2);
    desk.wall_clock.advance(60s);
    ASSERT_TRUE(desk.poll.work_some());
    ASSERT_EQ(desk.count("requests"), 2);
    const std::size_t before = searches();
    desk.jira.fails_next({ErrorKind::Limited, "429", 30s});
    ASSERT_TRUE(desk.poll.work_some());

    desk.wall_clock.advance(29s);
    EXPECT_FALSE(desk.poll.work_some());
    desk.wall_clock.advance(1s);
    work();

    EXPECT_EQ(desk.count("requests"), 4);
    EXPECT_EQ(searches(), before + 2) << "the refused one, and the second page";
}

TEST_F(Poll, RefusedQueryWaitsForTheNextInterval) {
    desk.jira.fails_next({ErrorKind::Rejected, "400", {}});
    poll_after();
    const std::size_t before = searches();

    desk.wall_clock.advance(59s);
    EXPECT_FALSE(desk.poll.work_some());
    desk.wall_clock.advance(1s);
    EXPECT_TRUE(desk.poll.work_some());

    EXPECT_EQ(searches(), before + 1);
}

TEST_F(Poll, ClockSetBackMakesOneDueAndReachesFurther) {
    raise();
    poll_after();
    const std::size_t before = searches();

    desk.wall_clock.advance(-2h);
    work();

    EXPECT_GE(searches(), before + 1);
    expect_asks_back("125m");
    poll_after();
    expect_asks_back("6m");
}

TEST_F(Poll, ClockThatJumpedAheadAndWasPutRightLosesNothing) {
    raise();
    poll_after();

    desk.wall_clock.jump(3h);
    const auto meanwhile = raise(13);
    work();
    desk.wall_clock.jump(-3h);
    const auto afterwards = raise(14);
    work();

    EXPECT_TRUE(desk.visible(meanwhile));
    EXPECT_TRUE(desk.visible(afterwards));
    EXPECT_EQ(desk.mails("request_created"), 3);
    poll_after();
    expect_asks_back("6m");
}

TEST_F(Poll, MetricsTellTheLag) {
    raise();
    poll_after();
    EXPECT_NE(desk.metrics.as_text().find("connector_poll_lag_seconds 0\n"), std::string::npos);

    desk.jira.fails_next({ErrorKind::Unavailable, "503", {}});
    poll_after(70s);
    desk.wall_clock.advance(1s);
    (void)desk.poll.work_some();

    const std::string text = desk.metrics.as_text();
    EXPECT_NE(text.find("connector_poll_lag_seconds 71\n"), std::string::npos) << text;
    EXPECT_NE(text.find("connector_poll_calls_total{outcome=\"failed\"} 1\n"), std::string::npos);
}

}  // namespace
