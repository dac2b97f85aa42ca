#include "connector/store/passkeys.hpp"

namespace connector::store {
namespace {

base::Bytes copy(base::ByteView bytes) {
    return {bytes.begin(), bytes.end()};
}

/// Columns: id, contact_id, credential_id, algorithm, public_key, counter, name, created_at,
/// used_at.
Passkeys::Passkey to_passkey(const Row& row) {
    return {
        .id = row.integer(0),
        .contact = base::ContactId(row.integer(1)),
        .credential_id = copy(row.blob(2)),
        .algorithm = static_cast<int>(row.integer(3)),
        .public_key = copy(row.blob(4)),
        .counter = static_cast<std::uint32_t>(row.integer(5)),
        .name = row.string(6),
        .created = row.time(7),
        .used = row.is_null(8) ? std::nullopt : std::optional(row.time(8))};
}

}  // namespace

base::Bytes Passkeys::handle_of(base::ContactId contact, base::ByteView fresh) {
    connection_.run(
        "insert into passkey_owners (contact_id, handle) values ($1, $2) "
        "on conflict (contact_id) do nothing",
        {contact.value(), fresh}
    );
    return *connection_.first(
        "select handle from passkey_owners where contact_id = $1",
        {contact.value()},
        [](const Row& row) { return copy(row.blob(0)); }
    );
}

std::optional<base::ContactId> Passkeys::find_owner(base::ByteView handle) {
    return connection_.first(
        "select contact_id from passkey_owners where handle = $1",
        {handle},
        [](const Row& row) { return base::ContactId(row.integer(0)); }
    );
}

bool Passkeys::add(const Passkey& passkey) {
    return connection_.run(
               "insert into passkeys (contact_id, credential_id, algorithm, public_key, counter, "
               "name, created_at) values ($1, $2, $3, $4, $5, $6, $7) "
               "on conflict (credential_id) do nothing",
               {passkey.contact.value(),
                base::ByteView(passkey.credential_id),
                std::int64_t{passkey.algorithm},
                base::ByteView(passkey.public_key),
                std::int64_t{passkey.counter},
                std::string_view(passkey.name),
                base::to_millis(passkey.created)}
           ) == 1;
}

std::optional<Passkeys::Passkey> Passkeys::find(base::ByteView credential_id) {
    return connection_.first(
        "select id, contact_id, credential_id, algorithm, public_key, counter, name, created_at, "
        "used_at from passkeys where credential_id = $1",
        {credential_id},
        to_passkey
    );
}

std::vector<Passkeys::Passkey> Passkeys::list_of(base::ContactId contact) {
    return connection_.all(
        "select id, contact_id, credential_id, algorithm, public_key, counter, name, created_at, "
        "used_at from passkeys where contact_id = $1 order by id",
        {contact.value()},
        to_passkey
    );
}

bool Passkeys::remove(std::int64_t id, base::ContactId owner) {
    return connection_.run(
               "delete from passkeys where id = $1 and contact_id = $2", {id, owner.value()}
           ) == 1;
}

void Passkeys::note_use(std::int64_t id, std::uint32_t counter, base::Time now) {
    connection_.run(
        "update passkeys set counter = $2, used_at = $3 where id = $1",
        {id, std::int64_t{counter}, base::to_millis(now)}
    );
}

bool Passkeys::spend(const base::Bytes32& challenge_hash, base::Time forgotten) {
    return connection_.run(
               "insert into spent_challenges (challenge_hash, forgotten_at) values ($1, $2) "
               "on conflict (challenge_hash) do nothing",
               {base::ByteView(challenge_hash), base::to_millis(forgotten)}
           ) == 1;
}

void Passkeys::purge(base::Time now) {
    connection_.run(
        "delete from spent_challenges where forgotten_at <= $1", {base::to_millis(now)}
    );
}

}  // namespace connector::store
