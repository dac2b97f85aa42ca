#include "connector/store/passwords.hpp"

namespace connector::store {
namespace {

base::Bytes copy(base::ByteView bytes) {
    return {bytes.begin(), bytes.end()};
}

/// Columns: contact_id, key_id, sealed, set_at.
Passwords::Kept to_kept(const Row& row) {
    return {
        .contact = base::ContactId(row.integer(0)),
        .key_id = copy(row.blob(1)),
        .sealed = copy(row.blob(2)),
        .set = row.time(3)};
}

}  // namespace

std::optional<Passwords::Kept> Passwords::find(base::ContactId contact) {
    return connection_.first(
        "select contact_id, key_id, sealed, set_at from passwords where contact_id = $1",
        {contact.value()},
        to_kept
    );
}

void Passwords::save(const Kept& password) {
    connection_.run(
        "insert into passwords (contact_id, key_id, sealed, set_at) values ($1, $2, $3, $4) "
        "on conflict (contact_id) do update set key_id = excluded.key_id, "
        "sealed = excluded.sealed, set_at = excluded.set_at, used_at = null",
        {password.contact.value(),
         base::ByteView(password.key_id),
         base::ByteView(password.sealed),
         base::to_millis(password.set)}
    );
}

bool Passwords::remove(base::ContactId contact) {
    return connection_.run("delete from passwords where contact_id = $1", {contact.value()}) == 1;
}

void Passwords::note_use(base::ContactId contact, base::Time now) {
    connection_.run(
        "update passwords set used_at = $2 where contact_id = $1",
        {contact.value(), base::to_millis(now)}
    );
}

std::vector<Passwords::Kept> Passwords::not_sealed_by(base::ByteView key_id) {
    return connection_.all(
        "select contact_id, key_id, sealed, set_at from passwords where key_id <> $1 "
        "order by contact_id",
        {key_id},
        to_kept
    );
}

void Passwords::seal_anew(const Kept& password) {
    connection_.run(
        "update passwords set key_id = $2, sealed = $3 where contact_id = $1",
        {password.contact.value(), base::ByteView(password.key_id), base::ByteView(password.sealed)}
    );
}

std::map<std::string, std::int64_t> Passwords::count_by_key() {
    std::map<std::string, std::int64_t> counts;
    connection_.query(
        "select key_id, count(*) from passwords group by key_id",
        {},
        [&](const Row& row) { counts[base::to_hex(row.blob(0))] = row.integer(1); }
    );
    return counts;
}

std::optional<std::int64_t> Passwords::count_try(
    base::ContactId contact, const std::vector<TryRule>& rules, base::Time now
) {
    for (const TryRule& rule : rules) {
        const auto tried = connection_.first(
            "select count(*) from password_tries where contact_id = $1 and tried_at > $2",
            {contact.value(), base::to_millis(now - rule.within)},
            [](const Row& row) { return row.integer(0); }
        );
        if (tried.value_or(0) >= rule.most) return std::nullopt;
    }
    return connection_.first(
        "insert into password_tries (contact_id, tried_at) values ($1, $2) returning id",
        {contact.value(), base::to_millis(now)},
        [](const Row& row) { return row.integer(0); }
    );
}

void Passwords::forget_try(std::int64_t id) {
    connection_.run("delete from password_tries where id = $1", {id});
}

void Passwords::purge_tries(base::Time before) {
    connection_.run("delete from password_tries where tried_at <= $1", {base::to_millis(before)});
}

void forget_proofs(Connection& connection, base::ContactId contact) {
    connection.run("delete from passwords where contact_id = $1", {contact.value()});
    connection.run("delete from passkeys where contact_id = $1", {contact.value()});
    connection.run("delete from passkey_owners where contact_id = $1", {contact.value()});
}

}  // namespace connector::store
