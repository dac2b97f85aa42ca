#pragma once

#include <functional>
#include <mutex>
#include <optional>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "connector/store/database.hpp"

namespace connector::access {

/// For how long this machine has been up, time asleep included: it only grows, and nobody sets it.
using SinceBoot = std::function<base::milliseconds()>;

/// CLOCK_BOOTTIME.
[[nodiscard]] base::milliseconds since_boot();

/// The product's clock: the machine's, where it can be believed. Expiry is judged by it.
///
/// * It never runs backwards, not even across a restart, so that setting the machine's clock back
///   revives no link and no session (SR-14). While that clock is behind, this one runs at half
///   speed, until they meet.
/// * A clock that jumps ahead, by more than ten minutes beyond what passed since boot, is believed
///   once it has stayed there for an hour; meanwhile this one goes on by itself. Else one bad
///   reading would end every link, and put off every retry, for good.
/// * What passed while the daemon was down is unknown, so at a start the machine's clock is
/// believed
///   at once; but when it claims more than a day, that is kept for the next start only after an
///   hour. A start with a wrong clock is mended by setting it right and starting again.
///
/// Jumps are logged and counted (SR-136). Thread-safe.
class TimeFloor final : public base::Clock {
public:
    /// Reads what was the latest time before the last stop. All of them outlive it.
    TimeFloor(
        const base::Clock& wall_clock,
        SinceBoot since_boot,
        store::Database& database,
        base::Log& log,
        base::Metrics& metrics
    );

    [[nodiscard]] base::Time now() const override;

    /// Keeps the latest time for the next start. Call every minute and before a stop.
    void persist();

private:
    /// What this clock said, and when since boot.
    struct Anchor {
        base::Time time;
        base::milliseconds up{0};
    };

    /// With mutex_ held.
    [[nodiscard]] base::Time next(base::Time reading, base::milliseconds up) const;
    [[nodiscard]] bool is_believed(base::milliseconds ahead, base::milliseconds up) const;

    const base::Clock& wall_clock_;
    const SinceBoot since_boot_;
    store::Database& database_;
    base::Log& log_;
    base::Metrics::Counter jumps_;
    base::Time kept_;  ///< by the last run
    Anchor start_;

    mutable std::mutex mutex_;
    mutable Anchor latest_;                             ///< guarded by mutex_
    mutable std::optional<base::milliseconds> jumped_;  ///< since then ahead; guarded by mutex_
};

}  // namespace connector::access
