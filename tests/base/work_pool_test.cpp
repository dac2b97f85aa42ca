#include "base/work_pool.hpp"

#include <atomic>
#include <latch>
#include <semaphore>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/recording_log.hpp"
#include "tests/support/waiting.hpp"

namespace {

using base::WorkPool;

TEST(WorkPool, RunsOnAThreadOfItsOwn) {
    tests::RecordingLog log;
    WorkPool pool({.name = "pool"}, log);
    std::thread::id where;

    ASSERT_TRUE(pool.run([&] { where = std::this_thread::get_id(); }));

    EXPECT_NE(where, std::this_thread::get_id());
    EXPECT_NE(where, std::thread::id());
}

TEST(WorkPool, WhatIsThrownComesOutAtTheCaller) {
    tests::RecordingLog log;
    WorkPool pool({.name = "pool"}, log);

    EXPECT_THROW(
        static_cast<void>(pool.run([] { throw std::runtime_error("no"); })), std::runtime_error
    );
    EXPECT_TRUE(pool.run([] {}));
}

/// One runs, one waits, and there is room for no more.
TEST(WorkPool, RefusesWhatWouldWaitTooLong) {
    tests::RecordingLog log;
    WorkPool pool({.name = "pool", .threads = 1, .most_waiting = 1}, log);
    std::binary_semaphore go{0};
    std::latch running{1};
    std::atomic<int> done = 0;
    std::vector<std::jthread> callers;
    callers.emplace_back([&] {
        EXPECT_TRUE(pool.run([&] {
            running.count_down();
            go.acquire();
        }));
        ++done;
    });
    running.wait();
    std::atomic<int> refused = 0;
    for (int i = 0; i < 2; ++i) {
        callers.emplace_back([&] {
            const auto outcome = pool.run([] {});
            ++(outcome ? done : refused);
            EXPECT_TRUE(outcome || outcome.error().kind == base::ErrorKind::Unavailable);
        });
    }
    tests::wait_until("one to be refused", [&] { return refused == 1; });
    go.release();
    callers.clear();

    EXPECT_EQ(done, 2);
    EXPECT_EQ(refused, 1);
    EXPECT_TRUE(pool.run([] {})) << "there is room again";
}

TEST(WorkPool, TwoThreadsRunTwoAtOnce) {
    tests::RecordingLog log;
    WorkPool pool({.name = "pool", .threads = 2}, log);
    std::latch both{2};
    std::vector<std::jthread> callers;
    for (int i = 0; i < 2; ++i) {
        callers.emplace_back([&] { EXPECT_TRUE(pool.run([&] { both.arrive_and_wait(); })); });
    }
}

TEST(WorkPool, WithoutThreadsDoesNothing) {
    tests::RecordingLog log;
    WorkPool pool({.name = "pool", .threads = 0}, log);

    EXPECT_FALSE(pool.run([] { FAIL(); }));
}

}  // namespace
