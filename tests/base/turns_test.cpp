#include "base/turns.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace base {
namespace {

/// Keeps what waits instead of blocking, as a fiber scheduler does: lets one thread play several.
class HoldingSuspender final : public Suspender {
public:
    void suspend(const std::function<void(Resume)>& start) override {
        bool is_resumed = false;
        start([&] { is_resumed = true; });
        had_to_wait = !is_resumed;
    }

    bool had_to_wait = false;
};

TEST(Turns, AFreeTurnIsTakenWithoutWaiting) {
    Turns turns;
    HoldingSuspender suspender;
    const SuspenderScope scope(suspender);
    {
        const auto turn = turns.take();
        EXPECT_FALSE(suspender.had_to_wait);
    }
    const auto again = turns.take();
    EXPECT_FALSE(suspender.had_to_wait);
}

TEST(Turns, OnlyOneHasTheTurn) {
    Turns turns;
    int inside = 0;
    int most = 0;
    int done = 0;
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 200; ++i) {
                const auto turn = turns.take();
                most = std::max(most, ++inside);
                std::this_thread::yield();
                --inside;
                ++done;
            }
        });
    }
    threads.clear();

    EXPECT_EQ(most, 1);
    EXPECT_EQ(done, 1600);
}

}  // namespace
}  // namespace base
