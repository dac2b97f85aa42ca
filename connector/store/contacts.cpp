#include "connector/store/contacts.hpp"

#include "connector/store/links.hpp"
#include "connector/store/passwords.hpp"
#include "connector/store/sessions.hpp"

namespace connector::store {
namespace {

model::Contact to_contact(const Row& row) {
    return {
        .id = base::ContactId(row.integer(0)),
        .account_id = base::AccountId(row.string(1)),
        .display_name = row.string(2),
        .address = row.is_null(3) ? std::nullopt : std::optional(row.string(3)),
        .is_active = row.integer(4) == 1,
        .preferences = {.language = row.string(5), .time_zone = row.string(6)},
    };
}

}  // namespace

model::Contact Contacts::save(const Seen& seen, base::Time now) {
    const auto before = find_by_account(seen.account_id);
    const Value address = seen.address ? Value(std::string_view(*seen.address)) : Value(nullptr);
    const auto after = connection_.first(
        "insert into contacts (account_id, display_name, address, is_active, updated_at) "
        "values ($1, $2, $3, $4, $5) on conflict (account_id) do update set "
        "display_name = excluded.display_name, "
        "address = coalesce(excluded.address, contacts.address), "
        "proven_domain = case when coalesce(excluded.address, contacts.address) = contacts.address "
        "then contacts.proven_domain end, "
        "is_active = excluded.is_active, updated_at = excluded.updated_at "
        "returning id, account_id, display_name, address, is_active, language, time_zone",
        {std::string_view(seen.account_id.value()),
         std::string_view(seen.display_name),
         address,
         std::int64_t{seen.is_active},
         base::to_millis(now)},
        to_contact
    );
    const bool is_locked_out = before && before->is_active && !after->is_active;
    const bool has_moved = before && before->address != after->address;
    if (is_locked_out || has_moved) {
        Links(connection_).void_all_of(after->id, now);
        forget_proofs(connection_, after->id);
    }
    if (is_locked_out) Sessions(connection_).end_all_of(after->id);
    return *after;
}

void Contacts::disown(const base::AccountId& account, base::Time now) {
    const auto contact = find_by_account(account);
    if (!contact) return;
    save(
        {.account_id = account,
         .display_name = contact->display_name,
         .address = std::nullopt,
         .is_active = false},
        now
    );
}

std::optional<model::Contact> Contacts::find(base::ContactId id) {
    return connection_.first(
        "select id, account_id, display_name, address, is_active, language, time_zone from "
        "contacts "
        "where id = $1",
        {id.value()},
        to_contact
    );
}

std::optional<model::Contact> Contacts::find_by_account(const base::AccountId& account) {
    return connection_.first(
        "select id, account_id, display_name, address, is_active, language, time_zone from "
        "contacts "
        "where account_id = $1",
        {std::string_view(account.value())},
        to_contact
    );
}

std::optional<model::Contact> Contacts::find_by_address(std::string_view address) {
    return connection_.first(
        "select id, account_id, display_name, address, is_active, language, time_zone from "
        "contacts "
        "where address = $1 and is_active = 1 order by updated_at desc, id desc limit 1",
        {address},
        to_contact
    );
}

void Contacts::prefer(base::ContactId id, const model::Preferences& preferences) {
    connection_.run(
        "update contacts set language = $2, time_zone = $3 where id = $1",
        {id.value(),
         std::string_view(preferences.language),
         std::string_view(preferences.time_zone)}
    );
}

}  // namespace connector::store
