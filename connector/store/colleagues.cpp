#include "connector/store/colleagues.hpp"

#include "connector/store/contacts.hpp"

namespace connector::store {
namespace {

model::Account to_account(const Row& row) {
    return {.organization = base::OrganizationId(row.integer(0))};
}

}  // namespace

std::vector<model::Organization> Colleagues::organizations_of(
    base::ContactId contact, const base::ProjectKey& project
) {
    return connection_.all(
        "select id, name from organizations where "
        "id in (select organization_id from organization_members where contact_id = $1) and "
        "id in (select organization_id from desk_organizations where project = $2) "
        "order by name, id",
        {contact.value(), std::string_view(project.value())},
        [](const Row& row) {
            return model::Organization{base::OrganizationId(row.integer(0)), row.string(1)};
        }
    );
}

std::string Colleagues::proven_domain_of(base::ContactId contact) {
    return connection_
        .first(
            "select coalesce(proven_domain, '') from contacts where id = $1",
            {contact.value()},
            [](const Row& row) { return row.string(0); }
        )
        .value_or("");
}

void Colleagues::prove_address(base::ContactId contact) {
    const auto found = Contacts(connection_).find(contact);
    if (!found || !found->address) return;
    const std::string domain = found->address->substr(found->address->rfind('@') + 1);
    connection_.run(
        "update contacts set proven_domain = $2 where id = $1",
        {contact.value(), std::string_view(domain)}
    );
}

model::Sharing Colleagues::sharing_of(const model::Request& request) {
    model::Sharing sharing;
    sharing.with = connection_.all(
        "select organization_id from request_organizations where request_id = $1",
        {request.id.value()},
        to_account
    );
    if (!request.reporter) return sharing;
    sharing.of_reporter = connection_.all(
        "select organization_id from organization_members where contact_id = $1",
        {request.reporter->value()},
        to_account
    );
    if (auto domain = proven_domain_of(*request.reporter); !domain.empty()) {
        sharing.with.push_back({.domain = std::move(domain)});
    }
    return sharing;
}

std::vector<model::Contact> Colleagues::people_of(const model::Account& account, int limit) {
    // No organization has the id 0, and no proven domain is empty.
    const std::int64_t organization = account.organization ? account.organization->value() : 0;
    return connection_.all(
        "select id, account_id, display_name from contacts where is_active = 1 and "
        "id in (select contact_id from organization_members where organization_id = $1 "
        "union select id from contacts where proven_domain = $2) order by display_name, id "
        "limit $3",
        {organization, std::string_view(account.domain), std::int64_t{limit}},
        [](const Row& row) {
            return model::Contact{
                .id = base::ContactId(row.integer(0)),
                .account_id = base::AccountId(row.string(1)),
                .display_name = row.string(2),
                .address = std::nullopt};
        }
    );
}

}  // namespace connector::store
