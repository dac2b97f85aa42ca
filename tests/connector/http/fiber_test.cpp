#include "connector/http/fiber.hpp"

#include <array>
#include <deque>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/waiting.hpp"

using connector::http::FiberPool;

namespace {

/// A thread's queue of tasks, run by hand.
class Loop {
public:
    FiberPool::Post post() {
        return [this](FiberPool::Task task) { tasks_.push_back(std::move(task)); };
    }

    void run() {
        while (!tasks_.empty()) {
            const FiberPool::Task task = std::move(tasks_.front());
            tasks_.pop_front();
            task();
        }
    }

private:
    std::deque<FiberPool::Task> tasks_;
};

class Fibers : public testing::Test {
protected:
    /// What a fiber does to wait until the test resumes it.
    void wait() {
        base::wait_for([this](base::Resume resume) { waiting_.push_back(std::move(resume)); });
    }

    void resume(std::size_t index) {
        waiting_[index]();
        loop_.run();
    }

    Loop loop_;
    FiberPool pool_{loop_.post()};
    std::vector<base::Resume> waiting_;
    std::string trace_;
};

}  // namespace

TEST_F(Fibers, BodyThatDoesNotWaitEndsAtOnce) {
    pool_.run([&] { trace_ += "a"; });

    EXPECT_EQ(trace_, "a");
    EXPECT_EQ(pool_.active(), 0U);
}

TEST_F(Fibers, WaitingGivesTheThreadBack) {
    pool_.run([&] {
        trace_ += "a";
        wait();
        trace_ += "c";
    });
    trace_ += "b";
    EXPECT_EQ(pool_.active(), 1U);

    resume(0);

    EXPECT_EQ(trace_, "abc");
    EXPECT_EQ(pool_.active(), 0U);
}

TEST_F(Fibers, InterleavingFibersKeepTheirOwnSuspender) {
    for (const char* name : {"x", "y"}) {
        pool_.run([this, name] {
            for (int i = 0; i < 2; ++i) {
                trace_ += name;
                wait();
            }
        });
    }

    resume(1);
    resume(0);
    resume(2);
    resume(3);

    EXPECT_EQ(trace_, "xyyx");
    EXPECT_EQ(pool_.active(), 0U);
}

TEST_F(Fibers, ResumedBeforeTheWaitBeginsIsNotLost) {
    pool_.run([&] {
        base::wait_for([](const base::Resume& resume) { resume(); });
        trace_ += "a";
    });
    loop_.run();

    EXPECT_EQ(trace_, "a");
}

TEST_F(Fibers, StartThatThrowsEndsTheWait) {
    pool_.run([&] {
        try {
            base::wait_for([](const base::Resume&) { throw std::runtime_error("no"); });
        } catch (const std::runtime_error&) {
            trace_ += "caught";
        }
    });

    EXPECT_EQ(trace_, "caught");
    EXPECT_EQ(pool_.active(), 0U);
}

TEST_F(Fibers, WaitingInsideACatchBlockKeepsItsException) {
    for (const std::string name : {"x", "y"}) {
        pool_.run([this, name] {
            try {
                throw std::runtime_error(name);
            } catch (const std::runtime_error&) {
                wait();
                try {
                    throw;
                } catch (const std::runtime_error& same) {
                    trace_ += same.what();
                }
            }
        });
    }

    resume(0);
    resume(1);

    EXPECT_EQ(trace_, "xy");
    EXPECT_EQ(std::uncaught_exceptions(), 0);
}

TEST_F(Fibers, StacksAreUsedAgainAfterAnException) {
    for (int i = 0; i < 1'000; ++i) {
        pool_.run([&] {
            try {
                throw std::runtime_error(std::string(100, 'x'));
            } catch (const std::runtime_error& error) {
                trace_ = error.what();
            }
        });
    }

    EXPECT_EQ(trace_.size(), 100U);
}

TEST_F(Fibers, StackHoldsADeepCall) {
    pool_.run([&] {
        std::array<char, 128U << 10U> deep{};
        deep.back() = 'x';
        wait();
        trace_ += deep.back();
    });
    resume(0);

    EXPECT_EQ(trace_, "x");
}

TEST(Waiting, PlainThreadBlocksUntilResumed) {
    std::jthread other;

    base::wait_for([&](const base::Resume& resume) { other = std::jthread(resume); });

    SUCCEED();
}
