#include "connector/access/newcomers.hpp"

#include <memory>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/support_desk.hpp"

namespace {

using namespace std::chrono_literals;
using connector::store::Connection;

class Newcomers : public testing::Test {
protected:
    /// Every one from a network of its own, unless said otherwise.
    void ask(
        const std::string& address,
        std::string client = "",
        base::ProjectKey project = tests::SupportDesk::project()
    ) {
        if (client.empty()) client = fmt::format("198.18.{}.{}", asked / 256, asked % 256);
        ++asked;
        newcomers->ask(
            {.project = std::move(project),
             .address = address,
             .browser_hash = tests::browser(1),
             .client = std::move(client)}
        );
    }

    void ask_many(int count, const char* address, const char* client = "") {
        for (int i = 0; i < count; ++i) ask(fmt::format(fmt::runtime(address), i), client);
    }

    [[nodiscard]] std::int64_t waiting() {
        return desk.count("newcomers where address is not null and due_at is not null");
    }

    [[nodiscard]] std::int64_t limits(const std::string& name) {
        return desk.count("audit where event = 'limit.reached' and detail = '" + name + "'");
    }

    /// They have become customers, or never will.
    void settle_all() {
        desk.database.write([&](Connection& connection) {
            connector::store::Newcomers queue(connection);
            while (const auto claimed = queue.claim(desk.clock.now(), 1min)) {
                EXPECT_TRUE(queue.settle(claimed->claim));
            }
        });
    }

    void restart() {
        newcomers = std::make_unique<connector::access::Newcomers>(
            desk.database,
            connector::access::NewcomerRules{
                {{tests::SupportDesk::project(), 40}}, {"kbot@acme.example"}},
            desk.clock,
            desk.log,
            [this] { ++rung; }
        );
    }

    Newcomers() { restart(); }

    tests::SupportDesk desk;
    int asked = 0;
    int rung = 0;
    std::unique_ptr<connector::access::Newcomers> newcomers;
};

TEST_F(Newcomers, UnknownAddressIsNotedOnceWhileItWaits) {
    ask("mia@example.com");
    ask("mia@example.com");

    EXPECT_EQ(waiting(), 1);
    EXPECT_EQ(rung, 1);
    EXPECT_EQ(desk.value("select address from newcomers"), "mia@example.com");
}

TEST_F(Newcomers, ProjectWithoutTheSwitchTakesNobody) {
    ask("mia@example.com", "", base::ProjectKey("OPS"));

    EXPECT_EQ(waiting(), 0);
    EXPECT_EQ(rung, 0);
}

TEST_F(Newcomers, OurOwnAddressesAreNobodys) {
    ask("kbot@acme.example");

    EXPECT_EQ(waiting(), 0);
}

TEST_F(Newcomers, OneNetworkBringsTenAnHour) {
    ask_many(20, "mia@host{}.example", "192.0.2.1");
    EXPECT_EQ(waiting(), 10);
    EXPECT_EQ(limits("newcomer.client"), 10);
    EXPECT_TRUE(desk.log.contains("newcomer.limited"));

    ask("another@example.com");
    EXPECT_EQ(waiting(), 11);
}

TEST_F(Newcomers, OneDomainBringsThirtyAnHour) {
    ask_many(35, "mia{}@example.com");
    EXPECT_EQ(waiting(), 30);
    EXPECT_GT(limits("newcomer.domain"), 0);

    ask("another@example.org");
    EXPECT_EQ(waiting(), 31);
}

TEST_F(Newcomers, OneAddressComesThreeTimesAnHour) {
    for (int i = 0; i < 5; ++i) {
        ask("grace@example.com");
        settle_all();
    }

    EXPECT_EQ(desk.count("newcomers"), 3);
    EXPECT_EQ(limits("newcomer.address"), 2);
}

/// What settled counts on, and so does what a process before this one took.
TEST_F(Newcomers, DayHasItsNumberWhateverRestarts) {
    ask_many(40, "mia@host{}.example");
    settle_all();
    restart();

    ask("one.more@example.com");
    EXPECT_EQ(waiting(), 0);
    EXPECT_EQ(limits("newcomer.day"), 1);

    desk.wall_clock.advance(25h);
    ask("one.more@example.com");
    EXPECT_EQ(waiting(), 1);
}

TEST_F(Newcomers, SettledOnesAreForgottenButForTheirNumber) {
    ask("mia@example.com", "192.0.2.77");
    settle_all();

    EXPECT_EQ(desk.count("newcomers where address is null and client = ''"), 1);
}

}  // namespace
