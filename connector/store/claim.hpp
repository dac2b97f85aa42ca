#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"

namespace connector::store {

/// A work item taken by one worker. The fence makes a worker that lost its lease harmless: its
/// finishing statement matches no row (SR-123).
struct Claim {
    std::int64_t id = 0;
    std::int64_t fence = 0;
    int attempts = 0;  ///< this one included
};

/// For metrics and readiness.
struct QueueDepth {
    std::int64_t waiting = 0;
    std::int64_t dead = 0;
    std::optional<base::Time> oldest{};
};

}  // namespace connector::store
