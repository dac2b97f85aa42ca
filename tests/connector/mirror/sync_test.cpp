#include "connector/mirror/sync.hpp"

#include <gtest/gtest.h>

#include "tests/connector/mirror/mirrored_desk.hpp"
#include "tests/support/fake_transport.hpp"

namespace {

using namespace std::chrono_literals;
using base::ErrorKind;
using connector::mirror::Errand;
using connector::mirror::Sync;
using Stage = Sync::Stage;

class SyncTest : public testing::Test {
protected:
    void work() {
        bool is_busy = true;
        while (is_busy) {
            is_busy = false;
            while (desk.poll.work_some()) is_busy = true;
            while (desk.reconcile.work_some()) is_busy = true;
            while (desk.reader.work_off_some()) is_busy = true;
        }
    }

    void mirror_has(int requests) {
        for (int i = 1; i <= requests; ++i) desk.jira.has_request(i, "ann");
        work();
        desk.wall_clock.advance(10min);
        work();
    }

    tests::MirroredDesk desk;
    tests::FakeTransport wire;
    jira::CallMeter meter{wire};
    int woken = 0;
    Sync sync{
        {desk.project()},
        {desk.database, desk.jira, meter, desk.poll, desk.reconcile, desk.reader, desk.clock},
        [this] { ++woken; }};
};

TEST_F(SyncTest, NobodyHasAsked) {
    EXPECT_EQ(sync.look().stage, Stage::Idle);
}

TEST_F(SyncTest, ReadsTheChangesAtOnce) {
    mirror_has(3);
    desk.jira.has_comment(base::RequestId(10'002), "agent", "Nobody told you");

    ASSERT_TRUE(sync.begin(Errand::Scope::Changes));
    EXPECT_EQ(woken, 1);
    EXPECT_EQ(sync.look().stage, Stage::Reading);
    work();

    const auto end = sync.look();
    EXPECT_EQ(end.stage, Stage::Done);
    EXPECT_EQ(end.changed, 1);
    EXPECT_EQ(end.withdrawn, 0);
    EXPECT_FALSE(end.expected);
    EXPECT_EQ(desk.comments(base::RequestId(10'002)).size(), 1U);
}

TEST_F(SyncTest, EverythingIsReadAgainAndCompared) {
    mirror_has(5);
    desk.jira.hides(base::RequestId(10'001));
    // Jira's stamp is as it was: no poll would look.
    desk.jira.request(base::RequestId(10'002)).summary = "Another summary";
    desk.jira.has_long_thread(base::RequestId(10'003));
    desk.jira.request(base::RequestId(10'003)).summary = "A long story";

    ASSERT_TRUE(sync.begin(Errand::Scope::Everything));
    EXPECT_FALSE(desk.reconcile.work_some()) << "before everything is read";
    work();

    const auto end = sync.look();
    EXPECT_EQ(end.stage, Stage::Done);
    EXPECT_EQ(end.expected, 4);
    EXPECT_EQ(end.withdrawn, 1);
    EXPECT_EQ(end.unread, 0);
    EXPECT_FALSE(desk.visible(base::RequestId(10'001)));
    EXPECT_EQ(desk.visible(base::RequestId(10'002))->summary, "Another summary");
    EXPECT_EQ(desk.visible(base::RequestId(10'003))->summary, "A long story");
}

TEST_F(SyncTest, OnlyOneIsUnderWay) {
    mirror_has(1);
    ASSERT_TRUE(sync.begin(Errand::Scope::Changes));

    EXPECT_EQ(sync.begin(Errand::Scope::Everything).error().kind, ErrorKind::Conflict);
    work();
    EXPECT_EQ(sync.look().stage, Stage::Done);
    EXPECT_TRUE(sync.begin(Errand::Scope::Everything));
}

TEST_F(SyncTest, TellsWhatJiraSaid) {
    mirror_has(2);
    ASSERT_TRUE(sync.begin(Errand::Scope::Changes));
    desk.jira.fails_next({ErrorKind::Unavailable, "503", {}});
    work();

    const auto end = sync.look();
    EXPECT_EQ(end.stage, Stage::Failed);
    ASSERT_TRUE(end.error);
    EXPECT_EQ(end.error->kind, ErrorKind::Unavailable);
    EXPECT_TRUE(sync.begin(Errand::Scope::Changes)) << "again";
}

TEST_F(SyncTest, AnonymousAnswersEndIt) {
    mirror_has(3);
    desk.jira.forgets_who_asks();
    ASSERT_TRUE(sync.begin(Errand::Scope::Everything));
    work();

    EXPECT_EQ(sync.look().stage, Stage::Failed);
    EXPECT_EQ(sync.look().error->kind, ErrorKind::Unauthorized);
    EXPECT_EQ(desk.count("requests where withdrawn_at is null"), 3);
}

TEST_F(SyncTest, TellsWhatCouldNotBeRead) {
    mirror_has(2);
    desk.jira.hides(base::RequestId(10'001));
    ASSERT_TRUE(sync.begin(Errand::Scope::Everything));
    while (desk.poll.work_some() || desk.reconcile.work_some()) {
    }
    EXPECT_EQ(sync.look().stage, Stage::LookingUp);
    desk.jira.fails_next({ErrorKind::Unavailable, "503", {}});
    work();

    EXPECT_EQ(sync.look().stage, Stage::Done);
    EXPECT_EQ(sync.look().unread, 1);
}

}  // namespace
