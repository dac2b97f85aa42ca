#include "connector/mirror/reconcile.hpp"

#include <gtest/gtest.h>

#include "connector/store/facts.hpp"
#include "connector/store/projects.hpp"
#include "tests/connector/mirror/mirrored_desk.hpp"

namespace {

using namespace std::chrono_literals;
using base::ErrorKind;
using connector::mirror::Errand;
using connector::mirror::Reconcile;

/// A project that was read, and a day on which no webhook came and no poll ran.
class ReconcileTest : public testing::Test {
protected:
    void mirror_has(int requests) {
        for (int i = 1; i <= requests; ++i) desk.jira.has_request(i, "ann");
        while (desk.poll.work_some()) {
        }
        while (desk.reader.work_off_some()) {
        }
        ASSERT_EQ(desk.count("requests"), requests);
        desk.wall_clock.advance(10min);
    }

    /// Until neither has anything to do.
    void reconcile() { reconcile(desk.reconcile); }

    void reconcile(Reconcile& with) {
        constexpr int kSteps = 2000;  // a walk without end fails its test, and does not hang it
        bool is_busy = true;
        for (int step = 0; is_busy && step < kSteps; ++step) {
            is_busy = with.work_some();
            if (desk.reader.work_off_some()) is_busy = true;
        }
        EXPECT_FALSE(is_busy);
    }

    std::int64_t hints() { return desk.count("inbox where event = 'reconcile'"); }

    static base::RequestId id(int number) { return base::RequestId(10'000 + number); }

    std::optional<std::int64_t> last() {
        return desk.database.read([](connector::store::Connection& connection) {
            return connector::store::Facts(connection).get(Reconcile::kFact);
        });
    }

    tests::MirroredDesk desk;
};

TEST_F(ReconcileTest, FindsNothingToDoInOneCall) {
    mirror_has(20);
    const auto reads = desk.jira.reads().size();

    reconcile();

    EXPECT_EQ(desk.jira.lists().size(), 1U);
    EXPECT_EQ(desk.jira.lists().front(), "project in (\"SUP\") ORDER BY id ASC");
    EXPECT_EQ(desk.jira.reads().size(), reads);
    EXPECT_EQ(hints(), 0);
    EXPECT_TRUE(desk.log.contains("reconcile.done shown=20 missing=0 newer=0 absent=0"));
}

TEST_F(ReconcileTest, WithdrawsWhatIsGone) {
    mirror_has(5);
    desk.jira.hides(id(1));
    desk.jira.hides(id(3));
    desk.jira.takes_type_of(id(5));

    reconcile();

    EXPECT_FALSE(desk.visible(id(1)));
    EXPECT_TRUE(desk.visible(id(2)));
    EXPECT_FALSE(desk.visible(id(3)));
    EXPECT_TRUE(desk.visible(id(4)));
    EXPECT_FALSE(desk.visible(id(5)));
    EXPECT_TRUE(desk.log.contains("reconcile.done shown=2 missing=0 newer=0 absent=3"));
}

TEST_F(ReconcileTest, WithdrawsWhatMovedAwayAndFollowsANewKey) {
    mirror_has(3);
    desk.jira.request(id(1)).project = base::ProjectKey("ELSE");
    desk.jira.request(id(2)).key = base::RequestKey("SUP-77");
    desk.jira.request(id(2)).updated = desk.clock.now();

    reconcile();

    EXPECT_FALSE(desk.visible(id(1)));
    ASSERT_TRUE(desk.visible(id(2)));
    EXPECT_EQ(desk.visible(id(2))->key.value(), "SUP-77");
}

TEST_F(ReconcileTest, ReadsWhatIsMissingOrNewer) {
    mirror_has(3);
    desk.jira.has_request(4, "ann");
    desk.jira.has_comment(id(2), "agent", "Nobody told you");
    desk.database.write([&](connector::store::Connection& connection) {
        desk.projection.withdraw(connection, id(3));
    });

    reconcile();

    EXPECT_TRUE(desk.visible(id(4)));
    EXPECT_EQ(desk.comments(id(2)).size(), 1U);
    EXPECT_TRUE(desk.visible(id(3)));
    EXPECT_TRUE(desk.log.contains("reconcile.done shown=4 missing=2 newer=1 absent=0"));
}

TEST_F(ReconcileTest, SearchAloneWithdrawsNothing) {
    mirror_has(3);
    // The index is behind, or broken: it shows the request in another project.
    jira::Request elsewhere = desk.jira.request(id(2));
    elsewhere.project = base::ProjectKey("ELSE");
    desk.jira.search_lags_with(elsewhere);

    while (desk.reconcile.work_some()) {
    }
    EXPECT_TRUE(desk.visible(id(2))) << "on the word of the search";
    EXPECT_EQ(hints(), 1);
    while (desk.reader.work_off_some()) {
    }

    EXPECT_TRUE(desk.visible(id(2)));
}

TEST_F(ReconcileTest, AnonymousAnswersAreNotBelieved) {
    mirror_has(3);
    desk.jira.forgets_who_asks();

    reconcile();

    EXPECT_EQ(hints(), 0);
    EXPECT_EQ(desk.count("requests where withdrawn_at is null"), 3);
    EXPECT_FALSE(last());
    EXPECT_TRUE(desk.log.contains("reconcile.failed kind=unauthorized"));
}

TEST_F(ReconcileTest, AsksWhoItIsAfterThePageThatLacksSomething) {
    desk.jira.has_pages_of(2);
    mirror_has(6);
    desk.jira.hides(id(6));
    const int before = desk.jira.proofs();
    while (desk.jira.lists().size() < 3) ASSERT_TRUE(desk.reconcile.work_some());
    EXPECT_EQ(desk.jira.proofs(), before);
    desk.jira.forgets_who_asks();

    reconcile();

    EXPECT_EQ(desk.jira.proofs(), before + 1);
    EXPECT_EQ(hints(), 0);
}

TEST_F(ReconcileTest, NoMoreThanSoManyOfItsHintsWait) {
    mirror_has(450);
    for (int i = 1; i <= 450; ++i) desk.jira.hides(id(i));

    while (desk.reconcile.work_some()) {
    }
    EXPECT_EQ(hints(), Reconcile::kMostWaiting);
    EXPECT_FALSE(last());
    desk.jira.fails_next({ErrorKind::Unavailable, "503", {}});
    while (desk.reader.work_off_some()) {
    }
    EXPECT_TRUE(desk.reconcile.work_some()) << "half of them were read";
    EXPECT_EQ(desk.count("inbox where event = 'reconcile' and due_at is not null"), 200);

    desk.wall_clock.advance(1h);
    reconcile();

    EXPECT_EQ(desk.count("requests where withdrawn_at is null"), 0);
    EXPECT_TRUE(last());
}

TEST_F(ReconcileTest, ComparesPageAgainstPage) {
    desk.jira.has_pages_of(3);
    mirror_has(10);
    for (const int gone : {1, 3, 4, 10}) desk.jira.hides(id(gone));
    desk.jira.has_request(11, "ann");

    reconcile();

    EXPECT_EQ(desk.count("requests where withdrawn_at is null"), 7);
    EXPECT_EQ(hints(), 5);
    EXPECT_EQ(desk.jira.lists().size(), 3U);
}

TEST_F(ReconcileTest, PagesThatRepeatEndIt) {
    desk.jira.has_pages_of(2);
    mirror_has(6);
    desk.jira.loses_its_place();

    reconcile();

    EXPECT_LE(desk.jira.lists().size(), 4U);
    EXPECT_TRUE(desk.log.contains("reconcile.failed kind=invalid"));
    EXPECT_FALSE(last());
}

TEST_F(ReconcileTest, TokenThatRepeatsEndsIt) {
    desk.jira.has_pages_of(2);
    mirror_has(6);
    desk.jira.repeats_its_token();

    reconcile();

    EXPECT_LE(desk.jira.lists().size(), 2U);
    EXPECT_FALSE(last());
}

TEST_F(ReconcileTest, ComesAMomentAfterTheStartAndThenOnceADay) {
    mirror_has(2);
    auto started = desk.make_reconcile();
    reconcile(started);
    EXPECT_TRUE(desk.jira.lists().empty());

    desk.wall_clock.advance(Reconcile::kAfterStart);
    reconcile(started);
    EXPECT_EQ(desk.jira.lists().size(), 1U);
    desk.wall_clock.advance(23h);
    reconcile(started);
    EXPECT_EQ(desk.jira.lists().size(), 1U);
    desk.wall_clock.advance(1h);
    reconcile(started);

    EXPECT_EQ(desk.jira.lists().size(), 2U);
}

TEST_F(ReconcileTest, RestartDoesNotRepeatIt) {
    mirror_has(2);
    reconcile();
    ASSERT_EQ(desk.jira.lists().size(), 1U);

    auto next = desk.make_reconcile();
    desk.wall_clock.advance(1h);
    reconcile(next);

    EXPECT_EQ(desk.jira.lists().size(), 1U);
    EXPECT_EQ(
        desk.metrics.as_text().find("connector_reconcile_succeeded_timestamp_seconds 0\n"),
        std::string::npos
    );
}

TEST_F(ReconcileTest, WaitsForTheFirstRead) {
    desk.jira.has_request(1, "ann");
    desk.wall_clock.advance(1h);

    EXPECT_FALSE(desk.reconcile.work_some());
    EXPECT_EQ(hints(), 0);
}

TEST_F(ReconcileTest, JiraThatIsAwayIsAskedForTheSamePageLater) {
    desk.jira.has_pages_of(2);
    mirror_has(4);
    ASSERT_TRUE(desk.reconcile.work_some());
    desk.jira.fails_next({ErrorKind::Unavailable, "503", {}});
    reconcile();
    EXPECT_FALSE(last());
    EXPECT_FALSE(desk.reconcile.work_some());

    desk.wall_clock.advance(1min);
    reconcile();

    EXPECT_TRUE(last());
    EXPECT_EQ(desk.jira.lists().size(), 3U);
}

TEST_F(ReconcileTest, IsDoneAtOnceWhenAsked) {
    mirror_has(2);
    reconcile();
    desk.jira.hides(id(1));

    desk.reconcile.errand().ask(Errand::Scope::Everything);
    EXPECT_TRUE(desk.reconcile.errand().state().is_open);
    reconcile();

    EXPECT_FALSE(desk.reconcile.errand().state().is_open);
    EXPECT_FALSE(desk.reconcile.errand().state().error);
    EXPECT_FALSE(desk.visible(id(1)));
}

TEST_F(ReconcileTest, WhoAskedHearsThatItFailed) {
    mirror_has(2);
    desk.jira.fails_next({ErrorKind::Limited, "429", 7s});

    desk.reconcile.errand().ask(Errand::Scope::Everything);
    reconcile();

    const auto state = desk.reconcile.errand().state();
    EXPECT_FALSE(state.is_open);
    ASSERT_TRUE(state.error);
    EXPECT_EQ(state.error->kind, ErrorKind::Limited);
}

}  // namespace
