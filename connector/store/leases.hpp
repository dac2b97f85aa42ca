#pragma once

#include "base/clock.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Makes due at once what a process had taken from the queues when it was killed; without this it
/// would wait for the end of its lease, minutes. For the only owner of a store, before its workers
/// start. Deliveries, replies, intakes and newcomers that wait after a failure are tried again as
/// well; deferred mails keep their time, since their server has asked for it.
void release_leases(Connection& connection, base::Time now);

}  // namespace connector::store
