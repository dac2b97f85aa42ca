#include "connector/access/limits.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"

namespace {

using namespace std::chrono_literals;
using connector::access::client_network;
using connector::access::LimitRule;

constexpr LimitRule kThreeInTenMinutes{"three", 3, 10min};
constexpr LimitRule kOneAMinute{"one", 1, 1min};

class Limits : public testing::Test {
protected:
    /// How many of `tries` are let through.
    int taken(const LimitRule& rule, std::string_view key, int tries = 10) {
        int count = 0;
        for (int i = 0; i < tries; ++i) count += limits.take(rule, key) ? 1 : 0;
        return count;
    }

    tests::FakeClock clock;
    connector::access::Limits limits{clock, 100};
};

TEST_F(Limits, LetABurstThroughAndNoMore) {
    EXPECT_EQ(taken(kThreeInTenMinutes, "ann"), 3);
    EXPECT_EQ(taken(kThreeInTenMinutes, "ann"), 0);
}

TEST_F(Limits, RefillEvenlyOverThePeriod) {
    taken(kThreeInTenMinutes, "ann");

    clock.advance(199s);
    EXPECT_EQ(taken(kThreeInTenMinutes, "ann"), 0);
    clock.advance(1s);
    EXPECT_EQ(taken(kThreeInTenMinutes, "ann"), 1);
    clock.advance(10min);
    EXPECT_EQ(taken(kThreeInTenMinutes, "ann"), 3);
}

TEST_F(Limits, NeverSaveUpMoreThanABurst) {
    clock.advance(24h);

    EXPECT_EQ(taken(kThreeInTenMinutes, "ann"), 3);
}

TEST_F(Limits, CountEachKeyAndEachRuleForItself) {
    taken(kThreeInTenMinutes, "ann");

    EXPECT_EQ(taken(kThreeInTenMinutes, "bob"), 3);
    EXPECT_EQ(taken(kOneAMinute, "ann"), 1);
}

TEST_F(Limits, ClockSetBackGivesNothing) {
    taken(kThreeInTenMinutes, "ann");

    clock.advance(-1h);

    EXPECT_EQ(taken(kThreeInTenMinutes, "ann"), 0);
}

TEST_F(Limits, FullTableRemembersWhoHasUsedItsShareUp) {
    taken(kThreeInTenMinutes, "ann");

    for (int i = 0; i < 1000; ++i) {
        EXPECT_TRUE(limits.take(kThreeInTenMinutes, std::to_string(i)));
    }

    EXPECT_EQ(taken(kThreeInTenMinutes, "ann"), 0);
}

TEST_F(Limits, FullTableRemembersAPartlyUsedShareOverFresherOnes) {
    taken(kThreeInTenMinutes, "ann", 2);

    for (int i = 0; i < 1000; ++i) (void)limits.take(kThreeInTenMinutes, std::to_string(i));

    EXPECT_EQ(taken(kThreeInTenMinutes, "ann"), 1);
}

TEST_F(Limits, FullTableTakesNewKeysEvenWhenAllOthersAreUsedUp) {
    for (int i = 0; i < 1000; ++i) taken(kOneAMinute, std::to_string(i), 2);

    EXPECT_EQ(taken(kOneAMinute, "ann"), 1);
}

TEST(ClientNetwork, IsAnIPv4AddressAsItIs) {
    EXPECT_EQ(client_network("192.0.2.1"), "192.0.2.1");
    EXPECT_NE(client_network("192.0.2.1"), client_network("192.0.2.2"));
}

TEST(ClientNetwork, IsTheFirstHalfOfAnIPv6Address) {
    const std::string network = client_network("2001:db8:1:2:3:4:5:6");

    EXPECT_EQ(client_network("2001:db8:1:2::"), network);
    EXPECT_EQ(client_network("2001:db8:1:2::9"), network);
    EXPECT_EQ(client_network("2001:db8:1:2:ffff::1"), network);
    EXPECT_NE(client_network("2001:db8:1:3::9"), network);
}

TEST(ClientNetwork, ReadsTheGapAsTheZerosItStandsFor) {
    EXPECT_EQ(client_network("2001:db8::1"), client_network("2001:db8:0:0:1::"));
    EXPECT_EQ(client_network("::1"), client_network("0:0:0:0:1:2:3:4"));
    EXPECT_NE(client_network("2001::1:2:3:4:5"), client_network("2001::9:2:3:4:5"));
    EXPECT_EQ(client_network("2001::1:2:3:4:5"), client_network("2001:0:0:1::"));
}

}  // namespace
