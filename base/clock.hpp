#pragma once

#include <chrono>
#include <cstdint>

namespace base {

/// UTC with millisecond resolution: what Jira sends (`epochMillis`) and what the store keeps.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Where the time comes from. Thread-safe. Tests advance a FakeClock; the daemon wires SystemClock.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Time now() const = 0;
};

[[nodiscard]] constexpr std::int64_t to_millis(Time time) {
    return time.time_since_epoch().count();
}

[[nodiscard]] constexpr Time from_millis(std::int64_t millis) {
    return Time{milliseconds{millis}};
}

}  // namespace base
