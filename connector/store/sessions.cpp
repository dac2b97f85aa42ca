#include "connector/store/sessions.hpp"

#include "connector/store/changes.hpp"

namespace connector::store {
namespace {

model::Assurance assurance_of(std::string_view name) {
    for (const auto assurance : {model::Assurance::Claimed, model::Assurance::Verified}) {
        if (name == name_of(assurance)) return assurance;
    }
    return model::Assurance::Anonymous;  // an unknown word never gives rights
}

/// Columns: id, contact_id, assurance, link_id, created_at, last_seen_at, expires_at, idle_limit,
/// device, made_by.
model::Session to_session(const Row& row) {
    return {
        .id = base::SessionId(row.integer(0)),
        .contact = base::ContactId(row.integer(1)),
        .assurance = assurance_of(row.text(2)),
        .link = row.is_null(3) ? std::nullopt : std::optional(base::LinkId(row.integer(3))),
        .created = row.time(4),
        .last_seen = row.time(5),
        .expires = row.time(6),
        .idle_limit = base::milliseconds{row.integer(7)},
        .device = row.string(8),
        .made_by = model::made_by_of(row.text(9)),
    };
}

}  // namespace

base::SessionId Sessions::add(
    const model::Session& session, const base::Bytes32& token_hash, base::ByteView key_id
) {
    const Value link = session.link ? Value(session.link->value()) : Value(nullptr);
    return *connection_.first(
        "insert into sessions (token_hash, contact_id, assurance, link_id, created_at, "
        "last_seen_at, expires_at, idle_limit, device, made_by, key_id) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id",
        {base::ByteView(token_hash),
         session.contact.value(),
         name_of(session.assurance),
         link,
         base::to_millis(session.created),
         base::to_millis(session.last_seen),
         base::to_millis(session.expires),
         std::int64_t{session.idle_limit.count()},
         std::string_view(session.device),
         name_of(session.made_by),
         key_id},
        [](const Row& row) { return base::SessionId(row.integer(0)); }
    );
}

std::optional<model::Session> Sessions::find(const base::Bytes32& token_hash) {
    return connection_.first(
        "select id, contact_id, assurance, link_id, created_at, last_seen_at, expires_at, "
        "idle_limit, device, made_by from sessions where token_hash = $1",
        {base::ByteView(token_hash)},
        to_session
    );
}

std::optional<model::Session> Sessions::find(base::SessionId id) {
    return connection_.first(
        "select id, contact_id, assurance, link_id, created_at, last_seen_at, expires_at, "
        "idle_limit, device, made_by from sessions where id = $1",
        {id.value()},
        to_session
    );
}

std::int64_t Sessions::note(std::int64_t ended) {
    if (ended > 0) Changes(connection_).note_ending();
    return ended;
}

void Sessions::touch(base::SessionId id, base::Time now) {
    connection_.run(
        "update sessions set last_seen_at = $2 where id = $1 and last_seen_at < $2",
        {id.value(), base::to_millis(now)}
    );
}

bool Sessions::end(base::SessionId id, base::ContactId owner) {
    const std::int64_t ended = connection_.run(
        "delete from sessions where id = $1 and contact_id = $2", {id.value(), owner.value()}
    );
    return note(ended) == 1;
}

std::int64_t Sessions::end_all_of(base::ContactId contact) {
    return note(connection_.run("delete from sessions where contact_id = $1", {contact.value()}));
}

bool Sessions::end_others_of(base::ContactId contact, base::SessionId but) {
    const auto kept = connection_.first(
        "select id from sessions where id = $1 and contact_id = $2",
        {but.value(), contact.value()},
        [](const Row& row) { return row.integer(0); }
    );
    if (!kept) return false;
    note(connection_.run(
        "delete from sessions where contact_id = $1 and id <> $2", {contact.value(), *kept}
    ));
    return true;
}

std::optional<base::ContactId> Sessions::end(base::SessionId id) {
    const auto owner = connection_.first(
        "delete from sessions where id = $1 returning contact_id",
        {id.value()},
        [](const Row& row) { return base::ContactId(row.integer(0)); }
    );
    note(owner ? 1 : 0);
    return owner;
}

std::map<std::string, std::int64_t> Sessions::count_by_key(base::Time now) {
    std::map<std::string, std::int64_t> counts;
    connection_.query(
        "select key_id, count(*) from sessions where expires_at > $1 "
        "and last_seen_at + idle_limit > $1 group by key_id",
        {base::to_millis(now)},
        [&](const Row& row) {
            counts[row.is_null(0) ? "" : base::to_hex(row.blob(0))] = row.integer(1);
        }
    );
    return counts;
}

std::int64_t Sessions::end_all() {
    return note(connection_.run("delete from sessions"));
}

std::vector<model::Session> Sessions::list_of(base::ContactId contact, base::Time now) {
    return connection_.all(
        "select id, contact_id, assurance, link_id, created_at, last_seen_at, expires_at, "
        "idle_limit, device, made_by from sessions where contact_id = $1 and expires_at > $2 "
        "and last_seen_at + idle_limit > $2 order by last_seen_at desc, id desc",
        {contact.value(), base::to_millis(now)},
        to_session
    );
}

std::vector<model::Session> Sessions::list(base::Time now, int limit) {
    return connection_.all(
        "select id, contact_id, assurance, link_id, created_at, last_seen_at, expires_at, "
        "idle_limit, device, made_by from sessions where expires_at > $1 "
        "and last_seen_at + idle_limit > $1 order by last_seen_at desc, id desc limit $2",
        {base::to_millis(now), std::int64_t{limit}},
        to_session
    );
}

std::int64_t Sessions::purge(base::Time now) {
    return connection_.run(
        "delete from sessions where expires_at <= $1 or last_seen_at + idle_limit <= $1",
        {base::to_millis(now)}
    );
}

}  // namespace connector::store
