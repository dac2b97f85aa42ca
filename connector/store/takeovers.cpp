#include "connector/store/takeovers.hpp"

namespace connector::store {

bool Takeovers::add(const Takeover& takeover, base::Time now) {
    return connection_.run(
               "insert into takeovers (request_id, contact_id, created_at, due_at) "
               "values ($1, $2, $3, $3) on conflict (request_id) do update "
               "set contact_id = excluded.contact_id, created_at = excluded.created_at, "
               "due_at = excluded.due_at, attempts = 0, error = '' where takeovers.due_at is null",
               {takeover.request.value(), takeover.contact.value(), base::to_millis(now)}
           ) == 1;
}

bool Takeovers::is_waiting(base::RequestId request) {
    return connection_
        .first(
            "select 1 from takeovers where request_id = $1 and due_at is not null",
            {request.value()},
            [](const Row&) { return true; }
        )
        .has_value();
}

std::optional<Takeovers::Claimed> Takeovers::claim(base::Time now, base::milliseconds lease) {
    return connection_.first(
        "update takeovers set due_at = $2, fence = fence + 1, attempts = attempts + 1 "
        "where due_at <= $1 and id = "
        "(select id from takeovers where due_at <= $1 order by due_at, id limit 1) "
        "returning id, fence, attempts, request_id, contact_id",
        {base::to_millis(now), base::to_millis(now + lease)},
        [](const Row& row) {
            return Claimed{
                .claim = {row.integer(0), row.integer(1), static_cast<int>(row.integer(2))},
                .takeover =
                    {.request = base::RequestId(row.integer(3)),
                     .contact = base::ContactId(row.integer(4))},
            };
        }
    );
}

void Takeovers::put_back(const Claim& claim, base::Time due, std::string_view error) {
    connection_.run(
        "update takeovers set due_at = $3, error = $4 where id = $1 and fence = $2",
        {claim.id, claim.fence, base::to_millis(due), error}
    );
}

void Takeovers::refuse(const Claim& claim, std::string_view error) {
    connection_.run(
        "update takeovers set due_at = null, error = $3 where id = $1 and fence = $2",
        {claim.id, claim.fence, error}
    );
}

bool Takeovers::finish(const Claim& claim) {
    return connection_.run(
               "delete from takeovers where id = $1 and fence = $2", {claim.id, claim.fence}
           ) == 1;
}

bool Takeovers::has_due(base::Time now) {
    return connection_
        .first(
            "select 1 from takeovers where due_at <= $1 limit 1",
            {base::to_millis(now)},
            [](const Row&) { return true; }
        )
        .has_value();
}

QueueDepth Takeovers::depth() {
    QueueDepth depth;
    connection_.query(
        "select count(due_at), count(*) - count(due_at), "
        "min(case when due_at is not null then created_at end) from takeovers",
        {},
        [&](const Row& row) {
            depth.waiting = row.integer(0);
            depth.dead = row.integer(1);
            if (!row.is_null(2)) depth.oldest = row.time(2);
        }
    );
    return depth;
}

void Takeovers::purge(base::Time before) {
    connection_.run(
        "delete from takeovers where due_at is null and created_at < $1", {base::to_millis(before)}
    );
}

}  // namespace connector::store
