#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// A work item taken by one worker. The fence makes a worker that lost its lease harmless: its
/// finishing statement matches no row (SR-123).
struct Claim {
    std::int64_t id = 0;
    std::int64_t fence = 0;
    int attempts = 0;  ///< this one included
};

/// Whether a claim would find something: `Queue` is Inbox, Replies or Outbox. Workers look before
/// they claim, since looking costs nothing and an empty claim keeps the writer busy.
template <typename Queue>
[[nodiscard]] bool is_anything_due(Database& database, base::Time now) {
    return database.read([&](Connection& connection) { return Queue(connection).has_due(now); });
}

/// For metrics and readiness.
struct QueueDepth {
    std::int64_t waiting = 0;
    std::int64_t dead = 0;
    std::optional<base::Time> oldest{};
};

}  // namespace connector::store
