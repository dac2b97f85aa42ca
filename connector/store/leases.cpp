#include "connector/store/leases.hpp"

namespace connector::store {

void release_leases(Connection& connection, base::Time now) {
    const std::int64_t due = base::to_millis(now);
    connection.run("update inbox set due_at = $1 where due_at > $1", {due});
    connection.run("update replies set due_at = $1 where due_at > $1", {due});
    connection.run("update takeovers set due_at = $1 where due_at > $1", {due});
    connection.run("update moves set due_at = $1 where due_at > $1", {due});
    connection.run("update newcomers set due_at = $1 where due_at > $1", {due});
    connection.run("update intakes set due_at = $1 where due_at > $1", {due});
    connection.run("update outbox set due_at = $1 where due_at > $1 and state = 'sending'", {due});
}

}  // namespace connector::store
