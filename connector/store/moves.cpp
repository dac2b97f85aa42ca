#include "connector/store/moves.hpp"

#include "connector/store/changes.hpp"

namespace connector::store {
namespace {

/// Columns: id, request_id, transition, label, from_status, error, is_done, due_at.
Moves::Move to_move(const Row& row) {
    return {
        .id = row.integer(0),
        .request = base::RequestId(row.integer(1)),
        .transition = row.string(2),
        .label = row.string(3),
        .from_status = row.string(4),
        .error = row.string(5),
        .is_done = row.integer(6) == 1,
        .is_refused = row.is_null(7) && row.integer(6) == 0,
    };
}

base::RequestId to_request_id(const Row& row) {
    return base::RequestId(row.integer(0));
}

}  // namespace

std::optional<std::int64_t> Moves::add(const Draft& draft, base::Time now) {
    const Value contact = draft.contact ? Value(draft.contact->value()) : Value(nullptr);
    const auto id = connection_.first(
        "insert into moves (request_id, contact_id, transition, label, from_status, created_at, "
        "due_at) values ($1, $2, $3, $4, $5, $6, $6) "
        "on conflict (request_id) where due_at is not null do nothing returning id",
        {draft.request.value(),
         contact,
         std::string_view(draft.transition),
         std::string_view(draft.label),
         std::string_view(draft.from_status),
         base::to_millis(now)},
        [](const Row& row) { return row.integer(0); }
    );
    if (id) note(draft.request);
    return id;
}

std::optional<Moves::Claimed> Moves::claim(base::Time now, base::milliseconds lease) {
    return connection_.first(
        "update moves set due_at = $2, fence = fence + 1, attempts = attempts + 1 "
        "where due_at <= $1 and id = (select id from moves where due_at <= $1 and not exists "
        "(select 1 from replies where replies.request_id = moves.request_id "
        "and replies.due_at is not null) order by due_at, id limit 1) "
        "returning id, request_id, transition, label, from_status, error, is_done, due_at, fence, "
        "attempts",
        {base::to_millis(now), base::to_millis(now + lease)},
        [](const Row& row) {
            return Claimed{
                .claim = {row.integer(0), row.integer(8), static_cast<int>(row.integer(9))},
                .move = to_move(row),
            };
        }
    );
}

void Moves::put_back(const Claim& claim, base::Time due, std::string_view error) {
    note(connection_.first(
        "update moves set due_at = $3, error = $4 where id = $1 and fence = $2 "
        "returning request_id",
        {claim.id, claim.fence, base::to_millis(due), error},
        to_request_id
    ));
}

bool Moves::finish(const Claim& claim) {
    return note(connection_.first(
        "update moves set due_at = null, is_done = 1, error = '', settled_revision = "
        "(select revision from requests where requests.id = moves.request_id) "
        "where id = $1 and fence = $2 and due_at is not null returning request_id",
        {claim.id, claim.fence},
        to_request_id
    ));
}

void Moves::refuse(const Claim& claim, std::string_view error) {
    note(connection_.first(
        "update moves set due_at = null, error = $3, settled_revision = "
        "(select revision from requests where requests.id = moves.request_id) "
        "where id = $1 and fence = $2 returning request_id",
        {claim.id, claim.fence, error},
        to_request_id
    ));
}

std::vector<Moves::Move> Moves::pending_of(base::RequestId request) {
    return connection_.all(
        "select id, request_id, transition, label, from_status, error, is_done, due_at from moves "
        "where request_id = $1 and (due_at is not null or settled_revision = "
        "(select revision from requests where id = $1)) order by id",
        {request.value()},
        to_move
    );
}

bool Moves::has_due(base::Time now) {
    return connection_
        .first(
            "select 1 from moves where due_at <= $1 and not exists (select 1 from replies "
            "where replies.request_id = moves.request_id and replies.due_at is not null) limit 1",
            {base::to_millis(now)},
            [](const Row&) { return true; }
        )
        .has_value();
}

QueueDepth Moves::depth() {
    QueueDepth depth;
    connection_.query(
        "select count(due_at), sum(case when due_at is null and is_done = 0 then 1 else 0 end), "
        "min(case when due_at is not null then created_at end) from moves",
        {},
        [&](const Row& row) {
            depth.waiting = row.integer(0);
            depth.dead = row.is_null(1) ? 0 : row.integer(1);
            if (!row.is_null(2)) depth.oldest = row.time(2);
        }
    );
    return depth;
}

void Moves::purge(base::Time before) {
    connection_.run(
        "delete from moves where due_at is null and created_at < $1", {base::to_millis(before)}
    );
}

bool Moves::note(const std::optional<base::RequestId>& request) {
    if (request) Changes(connection_).note(*request);
    return request.has_value();
}

}  // namespace connector::store
