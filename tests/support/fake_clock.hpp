#pragma once

#include <atomic>

#include "base/clock.hpp"

namespace tests {

/// Stands still until told otherwise. Starts on 2026-11-21 12:00:00 UTC.
class FakeClock final : public base::Clock {
public:
    [[nodiscard]] base::Time now() const override { return base::from_millis(now_.load()); }

    void advance(base::milliseconds by) { now_ += by.count(); }

    void set(base::Time time) { now_ = base::to_millis(time); }

private:
    std::atomic<std::int64_t> now_{1'795'262'400'000};
};

}  // namespace tests
