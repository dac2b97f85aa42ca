#pragma once

#include <chrono>

namespace connector::http {

/// Deadlines on sockets are the machine's, not the product's: they run on a clock that nobody can
/// set, and that tests do not fake. Whatever is kept or shown uses base::Clock.
using MonotonicClock = std::chrono::steady_clock;
using Instant = MonotonicClock::time_point;

[[nodiscard]] inline Instant monotonic_now() {
    return MonotonicClock::now();
}

}  // namespace connector::http
