#pragma once

#include <mutex>
#include <optional>

#include "base/clock.hpp"

namespace jira {

/// A circuit breaker: after `kFailuresToOpen` failures in a row nothing is sent for 5 s, then one
/// call is let through as a probe. It closes the breaker or opens it for twice as long, up to 60 s.
/// Thread-safe; holds its lock for no longer than a look.
class Breaker {
public:
    static constexpr int kFailuresToOpen = 5;
    static constexpr base::seconds kFirstPause{5};
    static constexpr base::seconds kLongestPause{60};

    enum class Pass { Normal, Probe };
    enum class Outcome { Success, Failure };
    enum class Change { None, Opened, Closed };

    /// How to make the call, or nothing: not now, see `wait`. Each pass must be handed back to
    /// `report` exactly once.
    [[nodiscard]] std::optional<Pass> enter(base::Time now);

    /// What a call that passed came to.
    Change report(Pass pass, Outcome outcome, base::Time now);

    /// Until the next probe may be tried; at least a second.
    [[nodiscard]] base::seconds wait(base::Time now) const;

    [[nodiscard]] bool is_open() const;

private:
    [[nodiscard]] bool is_waiting(base::Time now) const;
    Change open(base::Time now);

    mutable std::mutex mutex_;
    // Guarded by mutex_.
    int failures_ = 0;
    std::optional<base::Time> open_until_;
    base::seconds pause_ = kFirstPause;
    bool is_probing_ = false;
};

}  // namespace jira
