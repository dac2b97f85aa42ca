#include "connector/access/refusals.hpp"

#include <fmt/format.h>

namespace connector::access {
namespace {

using std::chrono::minutes;

constexpr LimitRule kOfOne{"audit.refusals_of_one", 10, minutes{10}};
constexpr LimitRule kOfAll{"audit.refusals", 100, minutes{10}};

bool has_room(Limits& limits, const store::Audit::Entry& entry) {
    const std::string who = entry.contact ? fmt::format("contact {}", entry.contact->value())
                                          : client_network(entry.client);
    const std::string key = fmt::format("{} {} {}", entry.event, entry.detail, who);
    return limits.take(kOfOne, key) && limits.take(kOfAll, "");
}

}  // namespace

void audit_refusal(
    store::Connection& connection, Limits& limits, const store::Audit::Entry& entry, base::Time now
) {
    if (has_room(limits, entry)) store::Audit(connection).add(entry, now);
}

void audit_refusal(
    store::Database& database, Limits& limits, const store::Audit::Entry& entry, base::Time now
) {
    if (!has_room(limits, entry)) return;
    database.write([&](store::Connection& connection) { store::Audit(connection).add(entry, now); }
    );
}

}  // namespace connector::access
