#include "connector/store/replies.hpp"

#include "connector/store/changes.hpp"

namespace connector::store {
namespace {

/// Columns: id, request_id, contact_id, text, posted_text, created_at, attempts, error, due_at,
/// comment_id, idempotency_key.
Replies::Reply to_reply(const Row& row) {
    return {
        .id = row.integer(0),
        .request = base::RequestId(row.integer(1)),
        .contact = row.is_null(2) ? std::nullopt : std::optional(base::ContactId(row.integer(2))),
        .text = row.string(3),
        .posted_text = row.string(4),
        .created = row.time(5),
        .attempts = static_cast<int>(row.integer(6)),
        .error = row.string(7),
        .is_posted = !row.is_null(9),
        .is_refused = row.is_null(8) && row.is_null(9),
        .idempotency_key = row.string(10),
    };
}

base::RequestId to_request_id(const Row& row) {
    return base::RequestId(row.integer(0));
}

}  // namespace

bool Replies::add(const Draft& draft, base::Time now) {
    const Value contact = draft.contact ? Value(draft.contact->value()) : Value(nullptr);
    return note(connection_.first(
        "insert into replies (idempotency_key, request_id, contact_id, text, posted_text, "
        "created_at, due_at) values ($1, $2, $3, $4, $5, $6, $6) "
        "on conflict (idempotency_key) do nothing returning request_id",
        {std::string_view(draft.idempotency_key),
         draft.request.value(),
         contact,
         std::string_view(draft.text),
         std::string_view(draft.posted_text),
         base::to_millis(now)},
        to_request_id
    ));
}

bool Replies::note(const std::optional<base::RequestId>& request) {
    if (request) Changes(connection_).note(*request);
    return request.has_value();
}

std::optional<Replies::Claimed> Replies::claim(base::Time now, base::milliseconds lease) {
    return connection_.first(
        "update replies set due_at = $2, fence = fence + 1, attempts = attempts + 1 "
        "where due_at <= $1 and id = "
        "(select id from replies where due_at <= $1 order by due_at, id limit 1) "
        "returning id, request_id, contact_id, text, posted_text, created_at, attempts, error, "
        "due_at, comment_id, idempotency_key, fence",
        {base::to_millis(now), base::to_millis(now + lease)},
        [](const Row& row) {
            return Claimed{
                .claim = {row.integer(0), row.integer(11), static_cast<int>(row.integer(6))},
                .reply = to_reply(row),
            };
        }
    );
}

void Replies::finish(const Claim& claim, base::CommentId comment) {
    note(connection_.first(
        "update replies set due_at = null, comment_id = $3, error = '' "
        "where id = $1 and fence = $2 returning request_id",
        {claim.id, claim.fence, comment.value()},
        to_request_id
    ));
}

void Replies::put_back(const Claim& claim, base::Time due, std::string_view error) {
    note(connection_.first(
        "update replies set due_at = $3, error = $4 where id = $1 and fence = $2 "
        "returning request_id",
        {claim.id, claim.fence, base::to_millis(due), error},
        to_request_id
    ));
}

void Replies::refuse(const Claim& claim, std::string_view error) {
    note(connection_.first(
        "update replies set due_at = null, error = $3 where id = $1 and fence = $2 "
        "returning request_id",
        {claim.id, claim.fence, error},
        to_request_id
    ));
}

bool Replies::retry(std::int64_t id, base::Time now) {
    return note(connection_.first(
        "update replies set due_at = $2, attempts = 1 "
        "where id = $1 and due_at is null and comment_id is null returning request_id",
        {id, base::to_millis(now)},
        to_request_id
    ));
}

std::optional<Replies::Reply> Replies::find(std::int64_t id) {
    return connection_.first(
        "select id, request_id, contact_id, text, posted_text, created_at, attempts, error, "
        "due_at, comment_id, idempotency_key from replies where id = $1",
        {id},
        to_reply
    );
}

std::vector<Replies::Reply> Replies::list(std::string_view state, int limit) {
    return connection_.all(
        "select id, request_id, contact_id, text, posted_text, created_at, attempts, error, "
        "due_at, comment_id, idempotency_key from replies "
        "where $1 = '' or $1 = case when comment_id is not null then 'posted' "
        "when due_at is not null then 'waiting' else 'refused' end order by id desc limit $2",
        {state, std::int64_t{limit}},
        to_reply
    );
}

std::vector<Replies::Reply> Replies::pending_of(base::RequestId request) {
    return connection_.all(
        "select id, request_id, contact_id, text, posted_text, created_at, attempts, error, "
        "due_at, comment_id, idempotency_key from replies where request_id = $1 and mirrored_at is "
        "null "
        "order by created_at, id",
        {request.value()},
        to_reply
    );
}

std::optional<Replies::Reply> Replies::find_by_comment(base::CommentId comment) {
    return connection_.first(
        "select id, request_id, contact_id, text, posted_text, created_at, attempts, error, "
        "due_at, comment_id, idempotency_key from replies where comment_id = $1",
        {comment.value()},
        to_reply
    );
}

void Replies::adopt(std::int64_t id, base::CommentId comment) {
    note(connection_.first(
        "update replies set due_at = null, fence = fence + 1, comment_id = $2, error = '' "
        "where id = $1 and comment_id is null returning request_id",
        {id, comment.value()},
        to_request_id
    ));
}

void Replies::mark_mirrored(base::CommentId comment, base::Time now) {
    connection_.run(
        "update replies set mirrored_at = $2 where comment_id = $1 and mirrored_at is null",
        {comment.value(), base::to_millis(now)}
    );
}

std::vector<Replies::Reply> Replies::unconfirmed_of(base::RequestId request) {
    return connection_.all(
        "select id, request_id, contact_id, text, posted_text, created_at, attempts, error, "
        "due_at, comment_id, idempotency_key from replies "
        "where request_id = $1 and comment_id is null and attempts > 0 order by created_at, id",
        {request.value()},
        to_reply
    );
}

bool Replies::has_due(base::Time now) {
    return connection_
        .first(
            "select 1 from replies where due_at <= $1 limit 1",
            {base::to_millis(now)},
            [](const store::Row&) { return true; }
        )
        .has_value();
}

QueueDepth Replies::depth() {
    QueueDepth depth;
    connection_.query(
        "select count(*), min(created_at) from replies where due_at is not null",
        {},
        [&](const Row& row) {
            depth.waiting = row.integer(0);
            if (!row.is_null(1)) depth.oldest = row.time(1);
        }
    );
    connection_.query(
        "select count(*) from replies where due_at is null and comment_id is null",
        {},
        [&](const Row& row) { depth.dead = row.integer(0); }
    );
    return depth;
}

std::int64_t Replies::purge(base::Time before) {
    return connection_.run(
        "delete from replies where mirrored_at < $1 "
        "or (due_at is null and comment_id is null and created_at < $1)",
        {base::to_millis(before)}
    );
}

}  // namespace connector::store
