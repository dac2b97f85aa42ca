#pragma once

#include <atomic>

#include "base/clock.hpp"
#include "connector/store/database.hpp"

namespace connector::access {

/// A clock that never runs backwards, not even across a restart: expiry is judged by it, so that
/// setting the machine's clock back revives no link and no session (SR-14). Thread-safe.
class TimeFloor final : public base::Clock {
public:
    /// Reads what was the latest time before the last stop.
    TimeFloor(const base::Clock& clock, store::Database& database);

    [[nodiscard]] base::Time now() const override;

    /// Keeps the latest time for the next start. Call every minute and before a stop.
    void persist();

private:
    const base::Clock& clock_;
    store::Database& database_;
    mutable std::atomic<std::int64_t> latest_;
};

}  // namespace connector::access
