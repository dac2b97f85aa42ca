#include "base/backoff.hpp"

#include <set>

#include <gtest/gtest.h>

#include "tests/support/seeded_random.hpp"

namespace {

using namespace std::chrono_literals;

constexpr base::Backoff kFourfold{.first = 5s, .factor = 4, .longest = 1h};

TEST(Backoff, GrowsByItsFactorUpToTheLongest) {
    EXPECT_EQ(kFourfold.pause_after(1), 5s);
    EXPECT_EQ(kFourfold.pause_after(2), 20s);
    EXPECT_EQ(kFourfold.pause_after(5), 1280s);
    EXPECT_EQ(kFourfold.pause_after(6), 1h);
    EXPECT_EQ(kFourfold.pause_after(1'000'000'000), 1h);
}

TEST(Backoff, NoFailureYetPausesLikeTheFirst) {
    EXPECT_EQ(kFourfold.pause_after(0), 5s);
}

TEST(Backoff, WaitsAtLeastAsLongAsThePeerAsks) {
    const base::Error named{base::ErrorKind::Limited, "slow down", 90s};
    const base::Error unnamed{base::ErrorKind::Unavailable, "away", std::nullopt};

    EXPECT_EQ(kFourfold.pause_after(1, named), 90s);
    EXPECT_EQ(kFourfold.pause_after(4, named), 320s);
    EXPECT_EQ(kFourfold.pause_after(1, unnamed), 5s);
}

TEST(Backoff, JitterStaysWithinAFifthAndVaries) {
    tests::SeededRandom random;
    std::set<base::milliseconds> pauses;
    for (int i = 0; i < 1000; ++i) {
        const auto pause = base::with_jitter(10s, random);
        EXPECT_GE(pause, 8s);
        EXPECT_LE(pause, 12s);
        pauses.insert(pause);
    }
    EXPECT_GT(pauses.size(), 300U);
}

}  // namespace
