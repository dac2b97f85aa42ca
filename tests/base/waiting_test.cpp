#include "base/waiting.hpp"

#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace base {
namespace {

/// Waits by blocking, and notes that it was asked; `meanwhile` is what the thread does in between.
class BlockingSuspender final : public Suspender {
public:
    void suspend(const std::function<void(Resume)>& start) override {
        ++asked;
        if (const auto in_between = meanwhile) in_between();
        std::binary_semaphore done{0};
        start([&done] { done.release(); });
        done.acquire();
    }

    int asked = 0;
    std::function<void()> meanwhile;
};

void resume_at_once(const Resume& resume) {
    resume();
}

TEST(Waiting, ReturnsWhenResumedBeforeTheWaitBegan) {
    bool started = false;
    wait_for([&](const Resume& resume) {
        started = true;
        resume();
    });
    EXPECT_TRUE(started);
}

TEST(Waiting, BlocksUntilAnotherThreadResumes) {
    std::jthread other;
    int value = 0;

    wait_for([&](const Resume& resume) {
        other = std::jthread([&value, resume] {
            value = 42;
            resume();
        });
    });

    EXPECT_EQ(value, 42) << "what was written before resume is seen after the wait";
}

TEST(Waiting, ManyWaitsInARowMayBeResumedLate) {
    // The resuming thread can still be inside `resume` when the waiting one has gone on.
    for (int i = 0; i < 500; ++i) {
        std::jthread other;
        wait_for([&](const Resume& resume) { other = std::jthread(resume); });
    }
}

TEST(Waiting, GoesToTheSuspenderOfTheScope) {
    BlockingSuspender suspender;
    {
        const SuspenderScope scope(suspender);
        wait_for(resume_at_once);
        EXPECT_EQ(suspender.asked, 1);
    }
    wait_for(resume_at_once);
    EXPECT_EQ(suspender.asked, 1) << "the scope has ended";
}

TEST(Waiting, ASuspenderServesItsOwnThreadOnly) {
    BlockingSuspender suspender;
    const SuspenderScope scope(suspender);
    std::jthread([] { wait_for(resume_at_once); }).join();
    EXPECT_EQ(suspender.asked, 0);
}

TEST(Waiting, ScopesNest) {
    BlockingSuspender outer;
    BlockingSuspender inner;
    const SuspenderScope outer_scope(outer);
    {
        const SuspenderScope inner_scope(inner);
        wait_for(resume_at_once);
    }
    wait_for(resume_at_once);
    EXPECT_EQ(inner.asked, 1);
    EXPECT_EQ(outer.asked, 1);
}

TEST(Waiting, AHandlerThatRunsInBetweenDoesNotTakeTheSuspenderAway) {
    BlockingSuspender first;
    BlockingSuspender second;
    first.meanwhile = [&second] {
        const SuspenderScope scope(second);
        wait_for(resume_at_once);
    };
    const SuspenderScope scope(first);

    wait_for(resume_at_once);
    wait_for(resume_at_once);

    EXPECT_EQ(first.asked, 2);
    EXPECT_EQ(second.asked, 2);
}

TEST(Waiting, WorkThatRunsInBetweenDoesNotBorrowTheSuspender) {
    BlockingSuspender suspender;
    suspender.meanwhile = [&suspender] {
        suspender.meanwhile = nullptr;
        wait_for(resume_at_once);  // no handler of its own: it blocks like any plain thread
    };
    const SuspenderScope scope(suspender);

    wait_for(resume_at_once);

    EXPECT_EQ(suspender.asked, 1);
}

TEST(Waiting, AStartThatThrowsLeavesTheSuspenderInPlace) {
    BlockingSuspender suspender;
    const SuspenderScope scope(suspender);

    EXPECT_THROW(
        wait_for([](const Resume&) { throw std::runtime_error("store gone"); }), std::runtime_error
    );
    wait_for(resume_at_once);

    EXPECT_EQ(suspender.asked, 2);
}

}  // namespace
}  // namespace base
