#pragma once

#include <atomic>
#include <cstddef>

namespace connector::http {

/// How many bytes of bodies a server's connections may hold together, whoever sends them: a body
/// is in memory before its handler can tell whether it is genuine. Thread-safe.
class BodyBudget {
public:
    explicit BodyBudget(std::size_t bytes) : left_(bytes) {}

    [[nodiscard]] bool take(std::size_t bytes) {
        std::size_t left = left_.load();
        while (left >= bytes) {
            if (left_.compare_exchange_weak(left, left - bytes)) return true;
        }
        return false;
    }

    void give_back(std::size_t bytes) { left_ += bytes; }

private:
    std::atomic<std::size_t> left_;
};

/// What one connection's body holds of it, in steps; given back with this object.
class BodyShare {
public:
    /// A body up to this size is not counted: forms must get through when the budget is spent.
    static constexpr std::size_t kFree = 16U << 10U;
    static constexpr std::size_t kStep = 64U << 10U;

    explicit BodyShare(BodyBudget& budget) : budget_(&budget) {}

    ~BodyShare() { budget_->give_back(held_); }

    BodyShare(const BodyShare&) = delete;
    BodyShare& operator=(const BodyShare&) = delete;

    /// False when a body of that size does not fit any more.
    [[nodiscard]] bool cover(std::size_t body_bytes) {
        while (kFree + held_ < body_bytes) {
            if (!budget_->take(kStep)) return false;
            held_ += kStep;
        }
        return true;
    }

private:
    BodyBudget* budget_;
    std::size_t held_ = 0;
};

}  // namespace connector::http
