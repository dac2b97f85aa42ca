#include "connector/store/slas.hpp"

namespace connector::store {
namespace {

model::Sla to_sla(const Row& row) {
    model::Sla sla{
        .name = row.string(0),
        .ongoing = std::nullopt,
        .met = static_cast<int>(row.integer(6)),
        .missed = static_cast<int>(row.integer(7))};
    if (row.is_null(1)) return sla;
    sla.ongoing = {
        .started = row.time(1),
        .goal = base::milliseconds(row.integer(2)),
        .breaches = row.is_null(3) ? std::nullopt : std::optional(row.time(3)),
        .is_breached = row.integer(4) == 1,
        .is_paused = row.integer(5) == 1};
    return sla;
}

}  // namespace

void Slas::replace(base::RequestId request, const std::vector<model::Sla>& slas) {
    if (slas == of_request(request)) return;
    connection_.run("delete from slas where request_id = $1", {request.value()});
    std::int64_t position = 0;
    for (const model::Sla& sla : slas) {
        const auto if_ongoing = [&](auto value_of) {
            return sla.ongoing ? Value(value_of(*sla.ongoing)) : Value(nullptr);
        };
        using Cycle = model::Sla::Cycle;
        connection_.run(
            "insert into slas (request_id, position, name, started_at, goal, breaches_at, "
            "is_breached, is_paused, met, missed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            {request.value(),
             position++,
             std::string_view(sla.name),
             if_ongoing([](const Cycle& cycle) { return base::to_millis(cycle.started); }),
             if_ongoing([](const Cycle& cycle) { return std::int64_t{cycle.goal.count()}; }),
             if_ongoing([](const Cycle& cycle) {
                 return cycle.breaches ? Value(base::to_millis(*cycle.breaches)) : Value(nullptr);
             }),
             if_ongoing([](const Cycle& cycle) { return std::int64_t{cycle.is_breached}; }),
             if_ongoing([](const Cycle& cycle) { return std::int64_t{cycle.is_paused}; }),
             std::int64_t{sla.met},
             std::int64_t{sla.missed}}
        );
    }
}

std::vector<model::Sla> Slas::of_request(base::RequestId request) {
    return connection_.all(
        "select name, started_at, goal, breaches_at, is_breached, is_paused, met, missed from slas "
        "where request_id = $1 order by position",
        {request.value()},
        to_sla
    );
}

}  // namespace connector::store
