#include "connector/access/newcomers.hpp"

#include <utility>

#include "connector/access/refusals.hpp"

namespace connector::access {
namespace {

using std::chrono::hours;

constexpr LimitRule kPerClient{"newcomer.client", 10, hours{1}};
constexpr LimitRule kPerDomain{"newcomer.domain", 30, hours{1}};
/// Of one address, whose account Jira may have refused a minute ago.
constexpr LimitRule kPerAddress{"newcomer.address", 3, hours{1}};
constexpr std::string_view kPerDay = "newcomer.day";

std::string_view domain_of(std::string_view address) {
    return address.substr(address.rfind('@') + 1);
}

}  // namespace

Newcomers::Newcomers(
    store::Database& database,
    NewcomerRules rules,
    const base::Clock& clock,
    base::Log& log,
    std::function<void()> on_newcomer
)
    : database_(database),
      rules_(std::move(rules)),
      clock_(clock),
      log_(log),
      on_newcomer_(std::move(on_newcomer)),
      limits_(clock) {}

void Newcomers::ask(const Newcomer& newcomer) {
    const auto per_day = rules_.per_day.find(newcomer.project);
    if (per_day == rules_.per_day.end() || rules_.ours.contains(newcomer.address)) return;
    const bool is_waiting = database_.read([&](store::Connection& connection) {
        return store::Newcomers(connection).is_waiting(newcomer.project, newcomer.address);
    });
    if (is_waiting) return;
    if (const auto limit = limit_reached(newcomer)) return refuse(newcomer, *limit);

    enum class Outcome { Noted, Waiting, TooMany };
    const base::Time now = clock_.now();
    const auto outcome = database_.write([&](store::Connection& connection) {
        store::Newcomers newcomers(connection);
        const auto today = newcomers.count_since(newcomer.project, now - hours{24});
        if (today >= per_day->second) return Outcome::TooMany;
        return newcomers.add(newcomer, now) ? Outcome::Noted : Outcome::Waiting;
    });
    if (outcome == Outcome::TooMany) return refuse(newcomer, kPerDay);
    if (outcome == Outcome::Noted) on_newcomer_();
}

std::optional<std::string_view> Newcomers::limit_reached(const Newcomer& newcomer) {
    // The narrowest first: one network must not use up what a whole domain has.
    if (!limits_.take(kPerClient, client_network(newcomer.client))) return kPerClient.name;
    if (!limits_.take(kPerAddress, newcomer.address)) return kPerAddress.name;
    if (!limits_.take(kPerDomain, domain_of(newcomer.address))) return kPerDomain.name;
    return std::nullopt;
}

void Newcomers::refuse(const Newcomer& newcomer, std::string_view limit) {
    log_.warning(
        "newcomer.limited",
        {{"project", newcomer.project.value()},
         {"limit", limit},
         {"client", client_network(newcomer.client)}}
    );
    audit_refusal(
        database_,
        limits_,
        {.event = "limit.reached", .client = newcomer.client, .detail = std::string(limit)},
        clock_.now()
    );
}

}  // namespace connector::access
