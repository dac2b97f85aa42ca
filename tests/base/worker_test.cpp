#include "base/worker.hpp"

#include <atomic>
#include <semaphore>
#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/support/recording_log.hpp"

namespace base {
namespace {

using namespace std::chrono_literals;

/// Long enough that a test which depends on it would be noticed.
constexpr milliseconds kForever = std::chrono::hours{1};

TEST(Bell, ARingBeforeTheWaitIsNotLost) {
    Bell bell;
    bell.ring();
    bell.ring();
    bell.wait({}, kForever);
}

TEST(Bell, SeveralRingsAreOne) {
    Bell bell;
    bell.ring();
    bell.ring();
    bell.wait({}, kForever);

    const auto before = std::chrono::steady_clock::now();
    bell.wait({}, 20ms);

    EXPECT_GE(std::chrono::steady_clock::now() - before, 20ms) << "nothing was left to hear";
}

TEST(Bell, AStopEndsTheWait) {
    Bell bell;
    std::stop_source stop;
    stop.request_stop();
    bell.wait(stop.get_token(), kForever);
}

TEST(Worker, GoesOnWithoutWaitingWhileThereIsMore) {
    Bell bell;
    tests::RecordingLog log;
    std::atomic<int> left{5};
    std::binary_semaphore done{0};

    const Worker worker({"test", kForever}, bell, log, [&] {
        if (--left == 0) done.release();
        return left > 0;
    });

    done.acquire();
    EXPECT_LE(left, 0);
}

TEST(Worker, WakesWhenTheBellRings) {
    Bell bell;
    tests::RecordingLog log;
    std::counting_semaphore<> worked{0};
    const Worker worker({"test", kForever}, bell, log, [&] {
        worked.release();
        return false;
    });
    worked.acquire();

    bell.ring();

    worked.acquire();
}

TEST(Worker, PausesHoweverOftenTheBellRings) {
    Bell bell;
    tests::RecordingLog log;
    std::binary_semaphore second{0};
    int calls = 0;
    const auto started = std::chrono::steady_clock::now();
    const Worker worker({"test", kForever}, bell, log, [&]() -> Next {
        bell.ring();
        if (++calls == 2) second.release();
        return calls == 1 ? Next::after(20ms) : Next(false);
    });

    second.acquire();

    EXPECT_GE(std::chrono::steady_clock::now() - started, 20ms);
}

TEST(Worker, StopEndsAPause) {
    Bell bell;
    tests::RecordingLog log;
    std::binary_semaphore working{0};
    const Worker worker({"test", kForever}, bell, log, [&] {
        working.release();
        return Next::after(kForever);
    });

    working.acquire();  // and the destructor returns
}

TEST(Worker, LooksByItselfNowAndThen) {
    Bell bell;
    tests::RecordingLog log;
    std::counting_semaphore<> worked{0};
    const Worker worker({"test", 1ms}, bell, log, [&] {
        worked.release();
        return false;
    });

    for (int i = 0; i < 3; ++i) worked.acquire();
}

TEST(Worker, SurvivesAndLogsAFailure) {
    Bell bell;
    tests::RecordingLog log;
    std::binary_semaphore recovered{0};
    bool has_failed = false;

    const Worker worker({"sender", kForever}, bell, log, [&] {
        if (!std::exchange(has_failed, true)) {
            bell.ring();
            throw std::runtime_error("store is away");
        }
        recovered.release();
        return false;
    });

    recovered.acquire();
    EXPECT_TRUE(log.contains("worker.failed worker=sender reason=store is away"));
}

TEST(Worker, SurvivesWhateverIsThrown) {
    Bell bell;
    tests::RecordingLog log;
    std::binary_semaphore recovered{0};
    bool has_failed = false;

    const Worker worker({"sender", kForever}, bell, log, [&] {
        if (!std::exchange(has_failed, true)) {
            bell.ring();
            throw 42;
        }
        recovered.release();
        return false;
    });

    recovered.acquire();
    EXPECT_TRUE(log.contains("worker.failed worker=sender"));
}

TEST(Worker, FinishesTheWorkInHandWhenItIsStopped) {
    Bell bell;
    tests::RecordingLog log;
    std::binary_semaphore begun{0};
    std::binary_semaphore go_on{0};
    bool finished = false;
    {
        Worker worker({"test", kForever}, bell, log, [&] {
            begun.release();
            go_on.acquire();
            finished = true;
            return true;
        });
        begun.acquire();
        worker.request_stop();
        go_on.release();
    }
    EXPECT_TRUE(finished);
}

}  // namespace
}  // namespace base
