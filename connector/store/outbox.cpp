#include "connector/store/outbox.hpp"

#include "connector/store/hashes.hpp"

namespace connector::store {
namespace {

/// Columns: id, dedup_key, kind, contact_id, request_id, comment_id, state, attempts, created_at,
/// due_at, error, project.
model::Mail to_mail(const Row& row) {
    const auto kind = model::mail_kind_of(row.text(2));
    const auto state = model::mail_state_of(row.text(6));
    if (!kind || !state) throw StoreRefused("the outbox holds a kind or state this program lacks");
    return {
        .id = base::MailId(row.integer(0)),
        .dedup_key = row.string(1),
        .kind = *kind,
        .contact = base::ContactId(row.integer(3)),
        .request = row.is_null(4) ? std::nullopt : std::optional(base::RequestId(row.integer(4))),
        .project = row.is_null(11) ? std::nullopt : std::optional(base::ProjectKey(row.string(11))),
        .comment = row.is_null(5) ? std::nullopt : std::optional(base::CommentId(row.integer(5))),
        .state = *state,
        .attempts = static_cast<int>(row.integer(7)),
        .created = row.time(8),
        .due = row.is_null(9) ? std::nullopt : std::optional(row.time(9)),
        .last_error = row.string(10),
    };
}

}  // namespace

bool Outbox::add(const Draft& draft, base::Time now) {
    const Value request = draft.request ? Value(draft.request->value()) : Value(nullptr);
    const Value comment = draft.comment ? Value(draft.comment->value()) : Value(nullptr);
    const Value browser =
        draft.browser_hash ? Value(base::ByteView(*draft.browser_hash)) : Value(nullptr);
    const Value project =
        draft.project ? Value(std::string_view(draft.project->value())) : Value(nullptr);
    return connection_.run(
               "insert into outbox (dedup_key, kind, contact_id, request_id, comment_id, "
               "browser_hash, state, created_at, due_at, project) "
               "values ($1, $2, $3, $4, $5, $6, 'queued', $7, $7, $8) "
               "on conflict (dedup_key) do nothing",
               {std::string_view(draft.dedup_key),
                model::name_of(draft.kind),
                draft.contact.value(),
                request,
                comment,
                browser,
                base::to_millis(now),
                project}
           ) == 1;
}

std::vector<Outbox::Claimed> Outbox::claim(base::Time now, base::milliseconds lease, int limit) {
    return connection_.all(
        "update outbox set due_at = $2, state = 'sending', fence = fence + 1, "
        "attempts = attempts + 1 where due_at <= $1 and id in "
        "(select id from outbox where due_at <= $1 order by due_at, id limit $3) "
        "returning id, dedup_key, kind, contact_id, request_id, comment_id, state, attempts, "
        "created_at, due_at, error, project, fence, browser_hash",
        {base::to_millis(now), base::to_millis(now + lease), std::int64_t{limit}},
        [](const Row& row) {
            return Claimed{
                .claim = {row.integer(0), row.integer(12), static_cast<int>(row.integer(7))},
                .mail = to_mail(row),
                .browser_hash = optional_hash(row, 13),
            };
        }
    );
}

void Outbox::mark_sent(const Claim& claim, const Attempt& attempt) {
    connection_.run(
        "update outbox set state = 'sent', due_at = null, sent_at = $3, error = '' "
        "where id = $1 and fence = $2",
        {claim.id, claim.fence, base::to_millis(attempt.at)}
    );
    record(claim, attempt);
}

void Outbox::defer(const Claim& claim, const Attempt& attempt, base::Time due) {
    connection_.run(
        "update outbox set state = 'deferred', due_at = $3, error = $4 "
        "where id = $1 and fence = $2",
        {claim.id, claim.fence, base::to_millis(due), std::string_view(attempt.detail)}
    );
    record(claim, attempt);
}

void Outbox::close(const Claim& claim, const Attempt& attempt, model::MailState state) {
    connection_.run(
        "update outbox set state = $3, due_at = null, error = $4 where id = $1 and fence = $2",
        {claim.id, claim.fence, model::name_of(state), std::string_view(attempt.detail)}
    );
    record(claim, attempt);
}

void Outbox::record(const Claim& claim, const Attempt& attempt) {
    connection_.run(
        "insert into mail_attempts (mail_id, at, outcome, code, detail) "
        "values ($1, $2, $3, $4, $5)",
        {claim.id,
         base::to_millis(attempt.at),
         std::string_view(attempt.outcome),
         std::int64_t{attempt.code},
         std::string_view(attempt.detail)}
    );
}

bool Outbox::retry(base::MailId id, base::Time now) {
    return connection_.run(
               "update outbox set state = 'queued', due_at = $2, attempts = 0 "
               "where id = $1 and state in ('bounced', 'abandoned')",
               {id.value(), base::to_millis(now)}
           ) == 1;
}

std::optional<model::Mail> Outbox::find(base::MailId id) {
    return connection_.first(
        "select id, dedup_key, kind, contact_id, request_id, comment_id, state, attempts, "
        "created_at, due_at, error, project from outbox where id = $1",
        {id.value()},
        to_mail
    );
}

std::vector<Outbox::Attempt> Outbox::attempts_of(base::MailId id) {
    return connection_.all(
        "select at, outcome, code, detail from mail_attempts where mail_id = $1 order by at",
        {id.value()},
        [](const Row& row) {
            return Attempt{
                row.time(0), row.string(1), static_cast<int>(row.integer(2)), row.string(3)};
        }
    );
}

std::vector<model::Mail> Outbox::list(std::string_view state, int limit) {
    return connection_.all(
        "select id, dedup_key, kind, contact_id, request_id, comment_id, state, attempts, "
        "created_at, due_at, error, project from outbox where $1 = '' or state = $1 "
        "order by id desc limit $2",
        {state, std::int64_t{limit}},
        to_mail
    );
}

std::int64_t Outbox::count_since(base::ContactId contact, model::MailKind kind, base::Time since) {
    return *connection_.first(
        "select count(*) from outbox where contact_id = $1 and kind = $2 and created_at >= $3",
        {contact.value(), model::name_of(kind), base::to_millis(since)},
        [](const Row& row) { return row.integer(0); }
    );
}

bool Outbox::has_due(base::Time now) {
    return connection_
        .first(
            "select 1 from outbox where due_at <= $1 limit 1",
            {base::to_millis(now)},
            [](const store::Row&) { return true; }
        )
        .has_value();
}

QueueDepth Outbox::depth() {
    QueueDepth depth;
    connection_.query(
        "select count(*), min(created_at) from outbox where due_at is not null",
        {},
        [&](const Row& row) {
            depth.waiting = row.integer(0);
            if (!row.is_null(1)) depth.oldest = row.time(1);
        }
    );
    connection_.query(
        "select count(*) from outbox where state in ('bounced', 'abandoned')",
        {},
        [&](const Row& row) { depth.dead = row.integer(0); }
    );
    return depth;
}

}  // namespace connector::store
