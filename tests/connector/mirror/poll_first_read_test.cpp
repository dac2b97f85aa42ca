#include <gtest/gtest.h>

#include "connector/store/projects.hpp"
#include "tests/connector/mirror/mirrored_desk.hpp"

namespace {

using namespace std::chrono_literals;
using base::ErrorKind;

/// A project with a past, and a connector that is started for the first time.
class FirstRead : public testing::Test {
protected:
    /// Created and last changed so long before the first start.
    base::RequestId old_request(int number, base::milliseconds ago) {
        jira::Request& request = desk.jira.has_request(number, "ann");
        request.created = request.updated = start - ago;
        return request.id;
    }

    void old_comment(base::RequestId id, base::milliseconds ago) {
        desk.jira.has_comment(id, "agent", "Long ago");
        jira::Request& request = desk.jira.request(id);
        request.comments.back().created = request.comments.back().updated = start - ago;
        request.updated = start - ago;
    }

    void work() {
        while (desk.poll.work_some()) {
        }
    }

    void watch(const base::ProjectKey& project) {
        desk.database.write([&](connector::store::Connection& connection) {
            connector::store::Projects(connection).watch(project, desk.clock.now());
        });
    }

    bool is_read_once() { return desk.count("projects where first_read_at is not null") == 1; }

    std::size_t searches() { return desk.jira.searches().size(); }

    tests::MirroredDesk desk;
    base::Time start = desk.clock.now();
};

TEST_F(FirstRead, MirrorsAllThereIsAndMailsNobody) {
    const auto yesterday = old_request(1, 20h);
    const auto just_now = old_request(2, 1min);
    old_comment(just_now, 10s);
    old_request(3, 24h * 400);

    work();

    EXPECT_EQ(desk.count("requests"), 3);
    EXPECT_EQ(desk.count("comments"), 1);
    EXPECT_TRUE(desk.visible(yesterday));
    EXPECT_EQ(desk.count("outbox"), 0);
    EXPECT_TRUE(is_read_once());
    EXPECT_TRUE(desk.log.contains("poll.first_read_done project=SUP issues=3 pages=1"));
}

TEST_F(FirstRead, WhatHappenedSinceTheStartIsNews) {
    const auto old = old_request(1, 20h);
    old_comment(old, 2h);
    desk.wall_clock.advance(1min);
    desk.jira.has_comment(old, "agent", "Today");
    desk.jira.has_request(2, "ann");

    work();

    EXPECT_EQ(desk.mails("agent_replied"), 1);
    EXPECT_EQ(desk.mails("request_created"), 1);
    EXPECT_EQ(desk.count("outbox"), 2);
}

TEST_F(FirstRead, ChangeOfAnOldRequestThatTheMirrorKnowsIsNews) {
    const auto old = old_request(1, 20h);
    work();
    desk.wall_clock.advance(1min);
    desk.jira.moves_to_status(old, "Done", jira::StatusCategory::Done);

    work();

    EXPECT_EQ(desk.mails("request_resolved"), 1);
    EXPECT_EQ(desk.count("outbox"), 1);
}

TEST_F(FirstRead, WebhookDuringItMailsOnlyWhatIsNew) {
    const auto old = old_request(1, 20h);
    old_comment(old, 2h);
    desk.wall_clock.advance(1s);
    desk.jira.has_comment(old, "agent", "Today");
    desk.hint(old);

    ASSERT_TRUE(desk.reader.work_off_some());
    work();

    EXPECT_EQ(desk.comments(old).size(), 2U);
    EXPECT_EQ(desk.count("outbox"), 1);
}

TEST_F(FirstRead, GoesOnWhereItWasKilled) {
    desk.jira.has_pages_of(2);
    for (int i = 1; i <= 8; ++i) old_request(i, 24h * 10 - i * 1h);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(desk.poll.work_some());
    ASSERT_EQ(desk.count("requests"), 6);
    ASSERT_FALSE(is_read_once());
    const std::size_t before = searches();

    auto next = desk.make_poll();
    while (next.work_some()) {
    }

    EXPECT_TRUE(desk.log.contains("poll.first_read project=SUP resumed=1"));
    EXPECT_NE(desk.jira.searches().at(before).find("updated >= "), std::string::npos);
    EXPECT_EQ(desk.count("requests"), 8);
    EXPECT_TRUE(is_read_once());
    // The last page saved once more, the one that was left, and the first poll.
    EXPECT_LE(searches(), before + 3);
}

TEST_F(FirstRead, ThousandRequestsAreTenCalls) {
    for (int i = 1; i <= 1000; ++i) old_request(i, 24h * 10 - i * 1min);

    for (int i = 0; i < 10; ++i) ASSERT_TRUE(desk.poll.work_some());

    EXPECT_EQ(desk.count("requests"), 1000);
    EXPECT_TRUE(is_read_once());
    EXPECT_EQ(searches(), 10U);
    EXPECT_TRUE(desk.jira.reads().empty());
}

TEST_F(FirstRead, RequestThatChangesMeanwhileIsReadWithItsChange) {
    desk.jira.has_pages_of(2);
    for (int i = 1; i <= 5; ++i) old_request(i, 24h - i * 1h);
    ASSERT_TRUE(desk.poll.work_some());
    desk.wall_clock.advance(1s);
    desk.jira.has_comment(base::RequestId(10'001), "agent", "Meanwhile");

    work();

    EXPECT_EQ(desk.count("requests"), 5);
    EXPECT_EQ(desk.comments(base::RequestId(10'001)).size(), 1U);
    EXPECT_EQ(desk.mails("agent_replied"), 1);
}

TEST_F(FirstRead, EmptySiteIsBelievedOnlyWhileJiraKnowsWhoAsks) {
    desk.jira.forgets_who_asks();
    old_request(1, 1h);
    work();
    EXPECT_FALSE(is_read_once());

    desk.jira.forgets_who_asks(false);
    desk.wall_clock.advance(60s);
    work();

    EXPECT_TRUE(is_read_once());
    EXPECT_EQ(desk.count("requests"), 1);
}

TEST_F(FirstRead, OfANewProjectLetsThePollsOfTheOthersPass) {
    work();
    const base::ProjectKey ops("OPS");
    watch(ops);
    desk.jira.has_pages_of(2);
    for (int i = 1; i <= 6; ++i) {
        desk.jira.request(old_request(i, 24h - i * 1h)).project = ops;
    }
    auto both = desk.make_poll({desk.project(), ops});
    ASSERT_TRUE(both.work_some());
    ASSERT_TRUE(both.work_some());
    EXPECT_NE(desk.jira.searches().back().find("in (\"OPS\") ORDER"), std::string::npos);
    desk.wall_clock.advance(60s);

    ASSERT_TRUE(both.work_some());
    EXPECT_NE(desk.jira.searches().back().find("in (\"SUP\") AND updated"), std::string::npos);
    while (both.work_some()) {
    }
    desk.wall_clock.advance(60s);
    ASSERT_TRUE(both.work_some());

    EXPECT_NE(desk.jira.searches().back().find("in (\"SUP\", \"OPS\") AND"), std::string::npos);
    EXPECT_EQ(desk.count("projects where first_read_at is not null"), 2);
}

TEST_F(FirstRead, ProjectThatJiraRefusesKeepsNoOtherWaiting) {
    const base::ProjectKey gone("GONE");
    watch(gone);
    old_request(1, 1h);
    auto both = desk.make_poll({gone, desk.project()});
    desk.jira.fails_next({ErrorKind::Rejected, "the value 'GONE' does not exist", {}});
    ASSERT_TRUE(both.work_some());
    EXPECT_FALSE(both.work_some());

    desk.wall_clock.advance(60s);
    ASSERT_TRUE(both.work_some());

    EXPECT_EQ(desk.count("requests"), 1);
    EXPECT_EQ(desk.count("projects where key = 'SUP' and first_read_at is not null"), 1);
}

TEST_F(FirstRead, WaitsWhileTheInboxIsFull) {
    for (int i = 0; i < 200; ++i) desk.hint(base::RequestId(i + 1), static_cast<unsigned char>(i));

    EXPECT_FALSE(desk.poll.work_some());
    EXPECT_EQ(searches(), 0U);

    while (desk.reader.work_off_some()) {
    }
    EXPECT_TRUE(desk.poll.work_some());
}

TEST_F(FirstRead, LagCountsFromTheFirstStartUntilItIsDone) {
    desk.jira.fails_next({ErrorKind::Unavailable, "503", {}});
    desk.wall_clock.advance(90s);
    (void)desk.poll.work_some();

    EXPECT_NE(desk.metrics.as_text().find("connector_poll_lag_seconds 90\n"), std::string::npos);
}

}  // namespace
