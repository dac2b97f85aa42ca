#include "connector/access/time_floor.hpp"

#include <gtest/gtest.h>

#include "connector/access/links.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/requests.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using namespace std::chrono_literals;
using connector::access::Links;
using connector::access::TimeFloor;

TEST(TimeFloor, FollowsAClockThatGoesForward) {
    tests::SupportDesk desk;
    const base::Time before = desk.clock.now();

    desk.wall_clock.advance(5min);

    EXPECT_EQ(desk.clock.now(), before + 5min);
}

TEST(TimeFloor, GoesOnAtHalfSpeedUntilTheClockHasCaughtUp) {
    tests::SupportDesk desk;
    const base::Time before = desk.clock.now();

    desk.wall_clock.jump(-1h);
    EXPECT_EQ(desk.clock.now(), before);
    desk.wall_clock.advance(20min);
    EXPECT_EQ(desk.clock.now(), before + 10min);
    desk.wall_clock.advance(3h);

    EXPECT_EQ(desk.clock.now(), desk.wall_clock.now());
}

TEST(TimeFloor, GoesOnWhileTheClockIsBehindHoweverOftenItIsAsked) {
    tests::SupportDesk desk;
    const base::Time before = desk.clock.now();
    desk.wall_clock.jump(-1h);

    for (int i = 0; i < 1000; ++i) {
        desk.wall_clock.advance(1ms);
        static_cast<void>(desk.clock.now());
    }

    EXPECT_EQ(desk.clock.now(), before + 500ms);
}

TEST(TimeFloor, SmallStepsOfTheClockAreBelieved) {
    tests::SupportDesk desk;
    desk.wall_clock.jump(10min);

    EXPECT_EQ(desk.clock.now(), desk.wall_clock.now());
    EXPECT_FALSE(desk.log.contains("clock.jumped"));
}

TEST(TimeFloor, JumpAheadEndsNoLinkAndIsLoggedAndCounted) {
    tests::SupportDesk desk;
    const std::string token = desk.link(desk.ann, desk.request(12, desk.ann));
    const base::Time before = desk.clock.now();

    desk.wall_clock.jump(24h * 365 * 70);
    desk.wall_clock.advance(1min);

    EXPECT_EQ(desk.clock.now(), before + 1min);
    EXPECT_TRUE(desk.links.exchange(token, {}));
    EXPECT_TRUE(desk.log.contains("clock.jumped"));
    EXPECT_NE(desk.metrics.as_text().find("connector_clock_jumps_total 1"), std::string::npos);
}

TEST(TimeFloor, JumpThatStaysForAnHourIsBelieved) {
    tests::SupportDesk desk;
    static_cast<void>(desk.clock.now());
    desk.wall_clock.jump(24h);
    for (int minute = 0; minute < 59; ++minute) {
        static_cast<void>(desk.clock.now());
        desk.wall_clock.advance(1min);
    }
    EXPECT_LT(desk.clock.now(), desk.wall_clock.now() - 23h);

    desk.wall_clock.advance(1min);

    EXPECT_EQ(desk.clock.now(), desk.wall_clock.now());
}

TEST(TimeFloor, ClockThatIsPutRightAfterAJumpIsFollowedAtOnce) {
    tests::SupportDesk desk;
    const base::Time before = desk.clock.now();
    desk.wall_clock.jump(24h);
    desk.wall_clock.advance(1min);
    static_cast<void>(desk.clock.now());

    desk.wall_clock.jump(-24h);
    desk.wall_clock.advance(1min);

    EXPECT_EQ(desk.clock.now(), before + 2min);
    EXPECT_EQ(desk.clock.now(), desk.wall_clock.now());
}

TEST(TimeFloor, ClockSetBackRevivesNoLinkAndNoSession) {
    tests::SupportDesk desk;
    const auto request = desk.request(12, desk.ann);
    const std::string cookie = desk.session(desk.ann, request);
    const std::string token = desk.link(desk.ann, request);
    desk.wall_clock.advance(3h);
    ASSERT_FALSE(desk.links.preview(token, {}));

    desk.wall_clock.advance(-3h);

    EXPECT_FALSE(desk.links.preview(token, {}));
    EXPECT_FALSE(desk.links.exchange(token, {}));
    EXPECT_FALSE(desk.is_signed_in(cookie));
}

/// What one run of the daemon after the other shares: the file, the keys and the machine's clock.
struct Machine {
    tests::TempDir directory;
    tests::FakeClock wall_clock;
    tests::SeededRandom random;
    tests::RecordingLog log;
    connector::access::KeyRing keys = connector::access::KeyRing::with_fresh_key(random);
};

struct RunOfDaemon {
    explicit RunOfDaemon(Machine& on) : machine(on) {}

    Machine& machine;
    base::Metrics metrics;
    connector::store::SqliteDatabase database{
        machine.directory.path() / "connector.db", connector::store::Access::Owner, metrics};
    TimeFloor clock{
        machine.wall_clock,
        [this] { return machine.wall_clock.since_boot(); },
        database,
        machine.log,
        metrics};
    Links links{
        database,
        machine.keys,
        {{tests::SupportDesk::project(), {}}},
        clock,
        machine.random,
        machine.log,
        metrics};

    std::string link_for_ann() {
        return database.write([&](connector::store::Connection& connection) {
            const auto ann = connector::store::Contacts(connection)
                                 .save(
                                     {.account_id = base::AccountId("account-ann"),
                                      .display_name = "ann",
                                      .address = "ann@example.com"},
                                     clock.now()
                                 );
            connector::model::Request request;
            request.id = base::RequestId(10'012);
            request.project = tests::SupportDesk::project();
            request.reporter = ann.id;
            connector::store::Requests(connection).save(request);
            return links
                .issue(
                    connection,
                    {.contact = ann.id, .request = request.id, .project = request.project}
                )
                .token;
        });
    }
};

TEST(TimeFloor, RestartWithTheClockSetBackRevivesNothing) {
    Machine machine;
    std::string token;
    {
        RunOfDaemon first(machine);
        token = first.link_for_ann();
        ASSERT_TRUE(first.links.preview(token, {}));
        machine.wall_clock.advance(2h);
        first.clock.persist();
    }
    machine.wall_clock.advance(-2h);

    RunOfDaemon second(machine);

    EXPECT_FALSE(second.links.preview(token, {}));
    EXPECT_FALSE(second.links.exchange(token, {}));
}

/// A jump while the daemon ran, or a start with a wrong clock: what is kept stays near the truth.
TEST(TimeFloor, WrongClockIsNotKeptForTheNextStart) {
    for (const bool is_wrong_at_start : {false, true}) {
        Machine machine;
        std::string token;
        {
            RunOfDaemon before(machine);
            machine.wall_clock.advance(2h);
            token = before.link_for_ann();
            before.clock.persist();
        }
        if (is_wrong_at_start) machine.wall_clock.jump(24h * 365 * 70);
        {
            RunOfDaemon wrong(machine);
            machine.wall_clock.advance(1min);
            if (!is_wrong_at_start) machine.wall_clock.jump(24h * 365 * 70);
            wrong.clock.persist();
        }
        machine.wall_clock.jump(-24h * 365 * 70);

        RunOfDaemon mended(machine);

        EXPECT_EQ(mended.clock.now(), machine.wall_clock.now()) << is_wrong_at_start;
        EXPECT_TRUE(mended.links.exchange(token, {})) << is_wrong_at_start;
    }
}

TEST(TimeFloor, RestartInTimeKeepsLinksOpen) {
    Machine machine;
    std::string token;
    {
        RunOfDaemon first(machine);
        token = first.link_for_ann();
        first.clock.persist();
    }

    RunOfDaemon second(machine);

    EXPECT_TRUE(second.links.exchange(token, {}));
}

}  // namespace
