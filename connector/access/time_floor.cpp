#include "connector/access/time_floor.hpp"

#include <algorithm>

#include "connector/store/facts.hpp"

namespace connector::access {
namespace {

constexpr std::string_view kFact = "latest_time";

}  // namespace

TimeFloor::TimeFloor(const base::Clock& clock, store::Database& database)
    : clock_(clock), database_(database) {
    latest_ = database_.read([](store::Connection& connection) {
        return store::Facts(connection).get(kFact).value_or(0);
    });
}

base::Time TimeFloor::now() const {
    const std::int64_t reading = base::to_millis(clock_.now());
    std::int64_t seen = latest_.load();
    while (seen < reading && !latest_.compare_exchange_weak(seen, reading)) {
    }
    return base::from_millis(std::max(seen, reading));
}

void TimeFloor::persist() {
    const std::int64_t latest = base::to_millis(now());
    database_.write([&](store::Connection& connection) {
        store::Facts(connection).set(kFact, latest);
    });
}

}  // namespace connector::access
