#pragma once

#include "connector/access/limits.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/database.hpp"

/// Refusals and limits that were reached go into the audit (SR-132), but whoever causes them must
/// not be able to fill the disk: of one event about one contact, or else from one network, ten rows
/// are written at once and ten more in each ten minutes, and a hundred of all events and networks
/// together. What goes beyond is counted by the metrics and, where it matters, logged.
namespace connector::access {

/// In the caller's transaction. `limits` remembers what was written.
void audit_refusal(
    store::Connection& connection, Limits& limits, const store::Audit::Entry& entry, base::Time now
);

/// In a transaction of its own, opened only when there is a row to write.
void audit_refusal(
    store::Database& database, Limits& limits, const store::Audit::Entry& entry, base::Time now
);

}  // namespace connector::access
