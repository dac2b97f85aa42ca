#include "connector/store/guests.hpp"

#include "connector/store/changes.hpp"
#include "connector/store/hashes.hpp"

namespace connector::store {
namespace {

std::map<std::string, std::int64_t> counts_in(
    Connection& connection, std::string_view sql, std::initializer_list<Value> values
) {
    std::map<std::string, std::int64_t> counts;
    connection.query(sql, values, [&](const Row& row) {
        counts[base::to_hex(row.blob(0))] = row.integer(1);
    });
    return counts;
}

/// Columns: id, claimed_address, created_at, last_seen_at, expires_at, idle_limit.
model::Guest to_guest(const Row& row) {
    return {
        .id = model::GuestId(row.integer(0)),
        .claimed_address = row.is_null(1) ? std::nullopt : std::optional(row.string(1)),
        .created = row.time(2),
        .last_seen = row.time(3),
        .expires = row.time(4),
        .idle_limit = base::milliseconds{row.integer(5)},
    };
}

}  // namespace

model::GuestId Guests::add(
    const model::Guest& guest, const base::Bytes32& token_hash, base::ByteView key_id
) {
    const Value address =
        guest.claimed_address ? Value(std::string_view(*guest.claimed_address)) : Value(nullptr);
    return *connection_.first(
        "insert into guests (token_hash, key_id, claimed_address, created_at, last_seen_at, "
        "expires_at, idle_limit) values ($1, $2, $3, $4, $5, $6, $7) returning id",
        {base::ByteView(token_hash),
         key_id,
         address,
         base::to_millis(guest.created),
         base::to_millis(guest.last_seen),
         base::to_millis(guest.expires),
         std::int64_t{guest.idle_limit.count()}},
        [](const Row& row) { return model::GuestId(row.integer(0)); }
    );
}

std::optional<model::Guest> Guests::find(const base::Bytes32& token_hash) {
    return with_holds(connection_.first(
        "select id, claimed_address, created_at, last_seen_at, expires_at, idle_limit from guests "
        "where token_hash = $1",
        {base::ByteView(token_hash)},
        to_guest
    ));
}

std::optional<model::Guest> Guests::find(model::GuestId id) {
    return with_holds(connection_.first(
        "select id, claimed_address, created_at, last_seen_at, expires_at, idle_limit from guests "
        "where id = $1",
        {id.value()},
        to_guest
    ));
}

std::optional<model::Guest> Guests::with_holds(std::optional<model::Guest> guest) {
    if (!guest) return guest;
    guest->holds = connection_.all(
        "select request_id from held_requests where guest_id = $1 order by request_id desc",
        {guest->id.value()},
        [](const Row& row) { return base::RequestId(row.integer(0)); }
    );
    return guest;
}

void Guests::touch(model::GuestId id, base::Time now) {
    connection_.run(
        "update guests set last_seen_at = $2 where id = $1 and last_seen_at < $2",
        {id.value(), base::to_millis(now)}
    );
}

void Guests::claim_address(model::GuestId id, std::string_view address) {
    connection_.run("update guests set claimed_address = $2 where id = $1", {id.value(), address});
}

void Guests::end(model::GuestId id) {
    connection_.run("delete from guests where id = $1", {id.value()});
    Changes(connection_).note_ending();
}

void Guests::hold(model::GuestId guest, base::RequestId request) {
    connection_.run(
        "insert into held_requests (guest_id, request_id) select id, $2 from guests where id = $1 "
        "on conflict (guest_id, request_id) do nothing",
        {guest.value(), request.value()}
    );
}

std::int64_t Guests::count_held(model::GuestId guest) {
    return *connection_.first(
        "select count(*) from held_requests where guest_id = $1",
        {guest.value()},
        [](const Row& row) { return row.integer(0); }
    );
}

std::vector<model::GuestId> Guests::holders_of(base::RequestId request) {
    return connection_.all(
        "select guest_id from held_requests where request_id = $1",
        {request.value()},
        [](const Row& row) { return model::GuestId(row.integer(0)); }
    );
}

void Guests::release(base::RequestId request) {
    connection_.run("delete from held_requests where request_id = $1", {request.value()});
    connection_.run("delete from reference_codes where request_id = $1", {request.value()});
}

void Guests::add_code(base::RequestId request, const CodeSeed& seed, base::Time now) {
    connection_.run(
        "insert into reference_codes (request_id, seed, key_id, created_at) "
        "values ($1, $2, $3, $4) on conflict (request_id) do nothing",
        {request.value(),
         base::ByteView(seed.seed),
         base::ByteView(seed.key_id),
         base::to_millis(now)}
    );
}

std::optional<Guests::CodeSeed> Guests::code_of(base::RequestId request) {
    return connection_.first(
        "select seed, key_id from reference_codes where request_id = $1",
        {request.value()},
        [](const Row& row) {
            const base::ByteView key = row.blob(1);
            return CodeSeed{.seed = hash_in(row, 0), .key_id = {key.begin(), key.end()}};
        }
    );
}

std::map<std::string, std::int64_t> Guests::count_by_key(base::Time now) {
    return counts_in(
        connection_,
        "select key_id, count(*) from guests where expires_at > $1 "
        "and last_seen_at + idle_limit > $1 group by key_id",
        {base::to_millis(now)}
    );
}

std::map<std::string, std::int64_t> Guests::count_codes_by_key() {
    return counts_in(
        connection_, "select key_id, count(*) from reference_codes group by key_id", {}
    );
}

void Guests::purge(base::Time now, base::Time codes_before) {
    connection_.run(
        "delete from guests where expires_at <= $1 or last_seen_at + idle_limit <= $1",
        {base::to_millis(now)}
    );
    connection_.run(
        "delete from reference_codes where created_at < $1", {base::to_millis(codes_before)}
    );
}

}  // namespace connector::store
