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

TEST(TimeFloor, StandsStillWhileTheClockIsBehind) {
    tests::SupportDesk desk;
    const base::Time before = desk.clock.now();

    desk.wall_clock.advance(-1h);
    EXPECT_EQ(desk.clock.now(), before);
    desk.wall_clock.advance(1h + 1s);

    EXPECT_EQ(desk.clock.now(), before + 1s);
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
    TimeFloor clock{machine.wall_clock, database};
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
