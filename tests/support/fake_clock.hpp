#pragma once

#include <atomic>

#include "base/clock.hpp"

namespace tests {

/// Stands still until told otherwise. Starts on 2026-11-21 12:00:00 UTC.
class FakeClock final : public base::Clock {
public:
    [[nodiscard]] base::Time now() const override { return base::from_millis(now_.load()); }

    /// Time passes; less than nothing: somebody sets the clock back.
    void advance(base::milliseconds by) {
        if (by.count() > 0) up_ += by.count();
        now_ += by.count();
    }

    /// Somebody sets the clock, and no time passes.
    void jump(base::milliseconds by) { now_ += by.count(); }

    /// What passed in all.
    [[nodiscard]] base::milliseconds since_boot() const { return base::milliseconds{up_.load()}; }

    void set(base::Time time) { now_ = base::to_millis(time); }

private:
    std::atomic<std::int64_t> now_{1'795'262'400'000};
    std::atomic<std::int64_t> up_{1'000'000};
};

}  // namespace tests
