#include "connector/store/inbox.hpp"

namespace connector::store {
namespace {

/// So many are looked at, however many wait.
constexpr int kHintsAClaim = 5'000;

std::string state_of(const Row& row) {
    const bool is_waiting = !row.is_null(5);
    const bool is_done = !row.is_null(6);
    if (is_done) return "done";
    return is_waiting ? "waiting" : "dead";
}

Inbox::Row to_row(const Row& row) {
    return {
        .id = row.integer(0),
        .delivery_id = row.string(1),
        .event = row.string(2),
        .request = row.is_null(3) ? std::nullopt : std::optional(base::RequestId(row.integer(3))),
        .received = row.time(4),
        .state = state_of(row),
        .attempts = static_cast<int>(row.integer(7)),
        .error = row.string(8),
    };
}

}  // namespace

bool Inbox::accept(const Delivery& delivery, base::Time now) {
    const Value request = delivery.request ? Value(delivery.request->value()) : Value(nullptr);
    const Value due = delivery.request ? Value(base::to_millis(now)) : Value(nullptr);
    return connection_.run(
               "insert into inbox (body_hash, delivery_id, event, request_id, received_at, due_at, "
               "error) values ($1, $2, $3, $4, $5, $6, $7) on conflict (body_hash) do nothing",
               {base::ByteView(delivery.body_hash),
                std::string_view(delivery.delivery_id),
                std::string_view(delivery.event),
                request,
                base::to_millis(now),
                due,
                std::string_view(delivery.error)}
           ) == 1;
}

std::vector<Inbox::Hint> Inbox::claim(base::Time now, base::milliseconds lease, int requests) {
    return connection_.all(
        "with oldest as (select id, request_id, due_at from inbox where due_at <= $1 "
        "order by due_at, id limit $4), "
        "chosen as (select request_id from oldest group by request_id "
        "order by min(due_at), min(id) limit $3) "
        "update inbox set due_at = $2, fence = fence + 1, attempts = attempts + 1 "
        "where due_at <= $1 and id in "
        "(select id from oldest where request_id in (select request_id from chosen)) "
        "returning id, fence, attempts, request_id, received_at",
        {base::to_millis(now),
         base::to_millis(now + lease),
         std::int64_t{requests},
         std::int64_t{kHintsAClaim}},
        [](const store::Row& row) {
            return Hint{
                .claim = {row.integer(0), row.integer(1), static_cast<int>(row.integer(2))},
                .request = base::RequestId(row.integer(3)),
                .received = row.time(4),
            };
        }
    );
}

void Inbox::finish(const Claim& claim, base::Time now) {
    connection_.run(
        "update inbox set due_at = null, done_at = $3, error = '' where id = $1 and fence = $2",
        {claim.id, claim.fence, base::to_millis(now)}
    );
}

void Inbox::put_back(const Claim& claim, base::Time due, std::string_view error) {
    connection_.run(
        "update inbox set due_at = $3, error = $4 where id = $1 and fence = $2",
        {claim.id, claim.fence, base::to_millis(due), error}
    );
}

void Inbox::bury(const Claim& claim, std::string_view error) {
    connection_.run(
        "update inbox set due_at = null, error = $3 where id = $1 and fence = $2",
        {claim.id, claim.fence, error}
    );
}

bool Inbox::replay(std::int64_t id, base::Time now) {
    return connection_.run(
               "update inbox set due_at = $2, attempts = 0 where id = $1 and due_at is null "
               "and done_at is null and request_id is not null",
               {id, base::to_millis(now)}
           ) == 1;
}

std::optional<Inbox::Row> Inbox::find(std::int64_t id) {
    return connection_.first(
        "select id, delivery_id, event, request_id, received_at, due_at, done_at, attempts, error "
        "from inbox where id = $1",
        {id},
        to_row
    );
}

std::vector<Inbox::Row> Inbox::list(std::string_view state, int limit) {
    return connection_.all(
        "select id, delivery_id, event, request_id, received_at, due_at, done_at, attempts, error "
        "from inbox where $1 = '' or $1 = case when done_at is not null then 'done' "
        "when due_at is not null then 'waiting' else 'dead' end order by id desc limit $2",
        {state, std::int64_t{limit}},
        to_row
    );
}

bool Inbox::has_due(base::Time now) {
    return connection_
        .first(
            "select 1 from inbox where due_at <= $1 limit 1",
            {base::to_millis(now)},
            [](const store::Row&) { return true; }
        )
        .has_value();
}

std::int64_t Inbox::count_due(base::Time now) {
    return connection_
        .first(
            "select count(*) from inbox where due_at <= $1",
            {base::to_millis(now)},
            [](const store::Row& row) { return row.integer(0); }
        )
        .value_or(0);
}

std::int64_t Inbox::count_waiting(std::string_view event) {
    return connection_
        .first(
            "select count(*) from inbox where due_at is not null and event = $1",
            {event},
            [](const store::Row& row) { return row.integer(0); }
        )
        .value_or(0);
}

std::int64_t Inbox::count_untried(std::string_view event) {
    return connection_
        .first(
            "select count(*) from inbox where due_at is not null and event = $1 and error = ''",
            {event},
            [](const store::Row& row) { return row.integer(0); }
        )
        .value_or(0);
}

QueueDepth Inbox::depth() {
    QueueDepth depth;
    connection_.query(
        "select count(*), min(received_at) from inbox where due_at is not null",
        {},
        [&](const store::Row& row) {
            depth.waiting = row.integer(0);
            if (!row.is_null(1)) depth.oldest = row.time(1);
        }
    );
    connection_.query(
        "select count(*) from inbox where due_at is null and done_at is null",
        {},
        [&](const store::Row& row) { depth.dead = row.integer(0); }
    );
    return depth;
}

std::int64_t Inbox::purge(base::Time done_before, base::Time dead_before) {
    return connection_.run(
        "delete from inbox where done_at < $1 "
        "or (due_at is null and done_at is null and received_at < $2)",
        {base::to_millis(done_before), base::to_millis(dead_before)}
    );
}

}  // namespace connector::store
