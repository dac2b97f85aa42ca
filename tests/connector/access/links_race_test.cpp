#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "connector/store/links.hpp"
#include "tests/support/support_desk.hpp"

namespace {

constexpr int kThreads = 64;

/// Runs `deed` on many threads that start together.
template <typename Deed>
void all_at_once(Deed deed) {
    std::latch start(kThreads);
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&] {
            start.arrive_and_wait();
            deed();
        });
    }
}

TEST(LinkRace, ManyExchangesOfOneLinkMakeExactlyOneSession) {
    tests::SupportDesk desk;
    const std::string token = desk.link(desk.ann, desk.request(12, desk.ann));
    std::atomic<int> opened = 0;

    all_at_once([&] {
        if (desk.links.exchange(token, {})) ++opened;
    });

    EXPECT_EQ(opened, 1);
    EXPECT_EQ(desk.count("sessions"), 1);
    EXPECT_EQ(desk.count("audit where event = 'link.exchanged'"), 1);
}

/// The guard itself, below every check that comes before it (SR-13).
TEST(LinkRace, UseOfOneLinkHasOneWinner) {
    tests::SupportDesk desk;
    desk.link(desk.ann, desk.request(12, desk.ann));
    const base::LinkId id(std::stoll(desk.value("select id from links")));
    std::atomic<int> winners = 0;

    all_at_once([&] {
        const bool won = desk.database.write([&](connector::store::Connection& connection) {
            return connector::store::Links(connection).use(id, desk.clock.now());
        });
        if (won) ++winners;
    });

    EXPECT_EQ(winners, 1);
}

TEST(LinkRace, NeitherAVoidNorAnExpiredLinkCanBeUsed) {
    tests::SupportDesk desk;
    const auto request = desk.request(12, desk.ann);
    desk.link(desk.ann, request);
    const base::LinkId id(std::stoll(desk.value("select id from links")));
    desk.database.write([&](connector::store::Connection& connection) {
        connector::store::Links links(connection);
        EXPECT_FALSE(links.use(id, desk.clock.now() + std::chrono::hours(1)));
        links.void_all_of(desk.ann, desk.clock.now());
        EXPECT_FALSE(links.use(id, desk.clock.now()));
    });
}

TEST(LinkRace, WrongAddressesFromManyThreadsGetFiveTriesTogether) {
    tests::SupportDesk desk;
    const std::string token =
        desk.requested_link(desk.ann, desk.request(12, desk.ann), tests::browser(1));
    std::atomic<int> compared = 0;

    all_at_once([&] {
        const auto refused = desk.links.exchange(token, {.typed_address = "bob@example.com"});
        if (refused.error().kind == base::ErrorKind::Unauthorized) ++compared;
    });

    EXPECT_EQ(compared, 5);
}

}  // namespace
