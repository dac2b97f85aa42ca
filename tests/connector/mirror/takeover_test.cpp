#include "connector/mirror/takeover.hpp"

#include <gtest/gtest.h>

#include "connector/store/guests.hpp"
#include "tests/support/fake_site.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using namespace std::chrono_literals;
using base::ErrorKind;
using connector::store::Connection;
using connector::store::Takeovers;

class Takeover : public testing::Test {
protected:
    Takeover() {
        desk.database.write([&](Connection& connection) {
            connector::store::Guests guests(connection);
            const auto guest = guests.add(
                {.expires = desk.clock.now() + 1h, .idle_limit = 1h}, tests::browser(1), key
            );
            guests.hold(guest, request);
            guests.add_code(request, {.key_id = {key.begin(), key.end()}}, desk.clock.now());
        });
    }

    bool asks(base::ContactId contact) {
        return desk.database.write([&](Connection& connection) {
            return Takeovers(connection).add({request, contact}, desk.clock.now());
        });
    }

    void work_off() {
        while (takeover.take_one()) {
        }
    }

    [[nodiscard]] bool is_held() { return desk.count("held_requests") == 1; }

    tests::SupportDesk desk;
    tests::FakeSite site;
    base::RequestId request{10'012};
    const std::array<std::byte, 4> key{};
    int hints = 0;
    connector::mirror::Takeover takeover{
        desk.database, site, desk.clock, desk.log, desk.metrics, [this] { ++hints; }};
};

TEST_F(Takeover, MakesTheContactTheReporterAndReleasesTheRequest) {
    ASSERT_TRUE(asks(desk.ann));

    work_off();

    EXPECT_EQ(site.reporters.at(request), base::AccountId("account-ann"));
    EXPECT_TRUE(site.participants.empty());
    EXPECT_FALSE(is_held());
    EXPECT_EQ(desk.count("reference_codes"), 0);
    EXPECT_EQ(desk.count("takeovers"), 0);
    EXPECT_EQ(desk.count("inbox where request_id = 10012 and due_at is not null"), 1);
    EXPECT_EQ(hints, 1);
    EXPECT_EQ(desk.count("audit where event = 'takeover.done'"), 1);
}

TEST_F(Takeover, WhereReportersMayNotBeChangedTheContactTakesPart) {
    for (const ErrorKind refusal : {ErrorKind::Rejected, ErrorKind::Denied}) {
        site.participants.clear();
        site.fails("make_reporter", refusal);
        ASSERT_TRUE(asks(desk.ann));

        work_off();

        EXPECT_EQ(site.participants.at(request), base::AccountId("account-ann"));
    }
    EXPECT_FALSE(is_held());
}

TEST_F(Takeover, WaitsWhileJiraIsAwayAndKeepsTheBrowsersHold) {
    site.fails("make_reporter", ErrorKind::Unavailable);
    ASSERT_TRUE(asks(desk.ann));

    work_off();

    EXPECT_TRUE(is_held());
    EXPECT_EQ(site.calls("add_participant"), 0) << "no answer is no refusal";
    site.works("make_reporter");
    desk.wall_clock.advance(1min);
    work_off();
    EXPECT_FALSE(is_held());
}

TEST_F(Takeover, RefusedForGoodTheBrowserHoldsItStillAndMayAskAgain) {
    site.fails("make_reporter", ErrorKind::Rejected);
    site.fails("add_participant", ErrorKind::Rejected);
    ASSERT_TRUE(asks(desk.ann));

    work_off();

    EXPECT_TRUE(is_held());
    EXPECT_EQ(desk.count("takeovers where due_at is null and error <> ''"), 1);
    site.works("add_participant");
    EXPECT_TRUE(asks(desk.ann));
    work_off();
    EXPECT_FALSE(is_held());
}

TEST_F(Takeover, DeletedRequestIsRefused) {
    site.fails("make_reporter", ErrorKind::NotFound);
    ASSERT_TRUE(asks(desk.ann));

    work_off();

    EXPECT_EQ(site.calls("add_participant"), 0);
    EXPECT_EQ(desk.count("takeovers where due_at is null"), 1);
}

TEST_F(Takeover, FirstWhoAsksGetsIt) {
    EXPECT_TRUE(asks(desk.ann));
    EXPECT_FALSE(asks(desk.bob));

    work_off();

    EXPECT_EQ(site.reporters.at(request), base::AccountId("account-ann"));
}

TEST_F(Takeover, DeactivatedContactGetsNothing) {
    ASSERT_TRUE(asks(desk.ann));
    desk.contact("ann", "ann@example.com", false);

    work_off();

    EXPECT_EQ(site.writes(), 0);
    EXPECT_TRUE(is_held());
}

}  // namespace
