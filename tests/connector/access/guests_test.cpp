#include "connector/access/guests.hpp"

#include <gtest/gtest.h>

#include "connector/store/guests.hpp"
#include "connector/store/housekeeping.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using namespace std::chrono_literals;
using connector::access::LinkRules;
using connector::store::Connection;

class Guests : public testing::Test {
protected:
    using Begun = connector::access::Guests::Begun;

    Guests() { hold(guest.guest, request); }

    Begun begin(std::optional<std::string> address = std::nullopt) {
        return desk.database.write([&](Connection& connection) {
            return guests.begin(connection, tests::SupportDesk::project(), address);
        });
    }

    void hold(const connector::model::Guest& holder, base::RequestId held) {
        desk.database.write([&](Connection& connection) {
            guests.hold(connection, holder.id, held);
        });
    }

    std::optional<connector::model::Guest> find(const std::string& cookie) {
        return desk.database.read([&](Connection& connection) {
            return guests.find(connection, cookie);
        });
    }

    std::string code(base::RequestId held) {
        return desk.database.read([&](Connection& connection) {
            return guests.code_for(connection, held).value_or("");
        });
    }

    /// A request that is nobody's, as the Anonymous Kbot User raises them.
    base::RequestId nobodys(int number) {
        auto raised = desk.request_of(desk.request(number, desk.ann));
        raised.reporter.reset();
        desk.save(raised);
        return raised.id;
    }

    bool comes_back(const std::string& key, const std::string& typed) {
        return guests
            .come_back(
                {.project = tests::SupportDesk::project(),
                 .key = key,
                 .code = typed,
                 .client = "192.0.2.7"}
            )
            .has_value();
    }

    tests::SupportDesk desk;
    connector::access::Guests guests{
        desk.database,
        desk.keys,
        {{tests::SupportDesk::project(), LinkRules{}}},
        desk.clock,
        desk.random,
        desk.log};
    base::RequestId request = nobodys(12);
    Begun guest = begin();
};

TEST_F(Guests, BrowserHoldsWhatItRaisedAndNothingElse) {
    const base::RequestId other = nobodys(13);
    const Begun stranger = begin();

    ASSERT_TRUE(find(guest.cookie));
    EXPECT_EQ(find(guest.cookie)->holds, std::vector{request});
    EXPECT_TRUE(find(stranger.cookie)->holds.empty());
    hold(stranger.guest, other);
    EXPECT_EQ(find(guest.cookie)->holds, std::vector{request});
}

TEST_F(Guests, CookieAndCodeAreNotInTheStore) {
    const std::string bytes = desk.bytes_on_disk();
    const std::string shown = code(request);
    ASSERT_EQ(shown.size(), 19U);
    EXPECT_EQ(bytes.find(guest.cookie), std::string::npos);
    EXPECT_EQ(bytes.find(shown), std::string::npos);
    EXPECT_EQ(bytes.find(shown.substr(0, 4) + shown.substr(5, 4)), std::string::npos);
}

TEST_F(Guests, ForgedCookiesAreNobodys) {
    EXPECT_FALSE(find(""));
    EXPECT_FALSE(find(std::string(48, 'A')));
    EXPECT_FALSE(find(desk.session(desk.ann, desk.request(14, desk.ann)))) << "another purpose";
}

TEST_F(Guests, AreForgottenAfterTheIdleLimitAndInAnyCaseAfterTheAbsoluteOne) {
    desk.wall_clock.advance(1h);
    guests.keep_alive(*find(guest.cookie));
    desk.wall_clock.advance(90min);
    EXPECT_TRUE(find(guest.cookie));
    desk.wall_clock.advance(31min);
    EXPECT_FALSE(find(guest.cookie)) << "two hours without a visit";

    const Begun busy = begin();
    for (int hour = 0; hour < 11; ++hour) {
        desk.wall_clock.advance(1h);
        guests.keep_alive(*find(busy.cookie));
    }
    EXPECT_TRUE(find(busy.cookie));
    desk.wall_clock.advance(1h);
    EXPECT_FALSE(find(busy.cookie)) << "twelve hours in all";

    connector::store::Housekeeping(desk.database, desk.clock).run();
    EXPECT_EQ(desk.count("guests"), 0);
    EXPECT_EQ(desk.count("held_requests"), 0);
}

TEST_F(Guests, CodeLeadsAnotherBrowserToTheRequest) {
    const auto way = guests.come_back(
        {.project = tests::SupportDesk::project(),
         .key = "SUP-12",
         .code = code(request),
         .client = "192.0.2.7"}
    );

    ASSERT_TRUE(way);
    EXPECT_EQ(way->request, base::RequestKey("SUP-12"));
    ASSERT_TRUE(way->begun);
    EXPECT_EQ(find(way->begun->cookie)->holds, std::vector{request});
    EXPECT_TRUE(find(guest.cookie)) << "the first browser keeps it";
    EXPECT_EQ(desk.count("audit where event = 'return.accepted'"), 1);
}

TEST_F(Guests, WrongCodesAndRequestsFailAlike) {
    const base::RequestId anns = desk.request(15, desk.ann);
    hold(guest.guest, anns);
    const base::RequestId elsewhere = nobodys(16);
    hold(guest.guest, elsewhere);
    auto moved = desk.request_of(elsewhere);
    moved.project = base::ProjectKey("OPS");
    desk.save(moved);

    EXPECT_FALSE(comes_back("SUP-12", "AAAA-AAAA-AAAA-AAAA"));
    EXPECT_FALSE(comes_back("SUP-12", ""));
    EXPECT_FALSE(comes_back("SUP-15", code(anns))) << "it is Ann's";
    EXPECT_FALSE(comes_back("SUP-16", code(elsewhere))) << "another project's";
    EXPECT_FALSE(comes_back("SUP-99", code(request)));
    EXPECT_TRUE(comes_back("SUP-12", code(request)));
}

TEST_F(Guests, WhoTriesTooOftenIsTurnedAwayEvenWithTheCode) {
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(comes_back("SUP-12", "AAAA-AAAA-AAAA-AAAA"));

    EXPECT_FALSE(comes_back("SUP-12", code(request)));
    EXPECT_TRUE(find(guest.cookie)) << "whoever is in stays in";
    desk.wall_clock.advance(10min);
    EXPECT_TRUE(comes_back("SUP-12", code(request)));
}

TEST_F(Guests, ReleasedRequestIsHeldByNobodyAndHasNoCode) {
    const std::string before = code(request);
    desk.database.write([&](Connection& connection) {
        connector::store::Guests(connection).release(request);
    });

    EXPECT_TRUE(find(guest.cookie)->holds.empty());
    EXPECT_EQ(code(request), "");
    EXPECT_FALSE(comes_back("SUP-12", before));
}

TEST_F(Guests, LeavingEndsTheBrowsersHoldAndNotTheCode) {
    guests.end(guest.guest);

    EXPECT_FALSE(find(guest.cookie));
    EXPECT_TRUE(comes_back("SUP-12", code(request)));
}

}  // namespace
