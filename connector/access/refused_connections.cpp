#include "connector/access/refused_connections.hpp"

#include <utility>

#include "connector/access/refusals.hpp"

namespace connector::access {
namespace {

/// More tell nothing new: one client is one row.
constexpr std::size_t kMostWaiting = 100;

}  // namespace

RefusedConnections::RefusedConnections(
    store::Database& database, const base::Clock& clock, base::Log& log
)
    : database_(database),
      clock_(clock),
      limits_(clock),
      worker_({.name = "refusals"}, bell_, log, [this] { return audit_one(); }) {}

void RefusedConnections::note(const std::string& client) {
    {
        const std::scoped_lock lock(mutex_);
        if (clients_.size() >= kMostWaiting) return;
        clients_.push_back(client);
    }
    bell_.ring();
}

bool RefusedConnections::audit_one() {
    std::string client;
    {
        const std::scoped_lock lock(mutex_);
        if (clients_.empty()) return false;
        client = std::move(clients_.front());
        clients_.pop_front();
    }
    audit_refusal(
        database_,
        limits_,
        {.event = "limit.reached", .client = client, .detail = "connections"},
        clock_.now()
    );
    return true;
}

}  // namespace connector::access
