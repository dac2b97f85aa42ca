#pragma once

#include <deque>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/worker.hpp"
#include "connector/access/limits.hpp"
#include "connector/store/database.hpp"

namespace connector::access {

/// Clients that had a connection refused since they have too many open go into the audit (SR-132),
/// as rarely as refusals.hpp says. Thread-safe.
class RefusedConnections {
public:
    RefusedConnections(store::Database& database, const base::Clock& clock, base::Log& log);

    /// Never waits: the row is written by a worker. What is noted while many wait is dropped.
    void note(const std::string& client);

private:
    bool audit_one();

    store::Database& database_;
    const base::Clock& clock_;
    Limits limits_;
    base::Bell bell_;
    std::mutex mutex_;
    std::deque<std::string> clients_;  ///< guarded by mutex_
    base::Worker worker_;              ///< last: it uses all of the above
};

}  // namespace connector::access
