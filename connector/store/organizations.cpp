#include "connector/store/organizations.hpp"

#include <string_view>

namespace connector::store {

void Organizations::save(const model::Organization& organization) {
    connection_.run(
        "insert into organizations (id, name) values ($1, $2) on conflict (id) do update set "
        "name = excluded.name where organizations.name <> excluded.name",
        {organization.id.value(), std::string_view(organization.name)}
    );
}

std::vector<model::Organization> Organizations::list() {
    return connection_
        .all("select id, name from organizations order by id", {}, [](const Row& row) {
            return model::Organization{base::OrganizationId(row.integer(0)), row.string(1)};
        });
}

void Organizations::replace_of_request(
    base::RequestId request, const std::vector<model::Organization>& organizations
) {
    connection_.run("delete from request_organizations where request_id = $1", {request.value()});
    for (const model::Organization& organization : organizations) {
        save(organization);
        connection_.run(
            "insert into request_organizations (request_id, organization_id) values ($1, $2) "
            "on conflict (request_id, organization_id) do nothing",
            {request.value(), organization.id.value()}
        );
    }
}

void Organizations::add_to_desk(
    const base::ProjectKey& project, const model::Organization& organization
) {
    save(organization);
    connection_.run(
        "insert into desk_organizations (project, organization_id) values ($1, $2) "
        "on conflict (project, organization_id) do nothing",
        {std::string_view(project.value()), organization.id.value()}
    );
}

void Organizations::remove_from_desk(
    const base::ProjectKey& project, base::OrganizationId organization
) {
    connection_.run(
        "delete from desk_organizations where project = $1 and organization_id = $2",
        {std::string_view(project.value()), organization.value()}
    );
    connection_.run(
        "delete from organization_members where organization_id = $1 and not exists "
        "(select 1 from desk_organizations where organization_id = $1)",
        {organization.value()}
    );
    connection_.run(
        "delete from organizations where id = $1 and not exists "
        "(select 1 from desk_organizations where organization_id = $1) and not exists "
        "(select 1 from request_organizations where organization_id = $1)",
        {organization.value()}
    );
}

std::vector<base::OrganizationId> Organizations::of_desk(const base::ProjectKey& project) {
    return connection_.all(
        "select organization_id from desk_organizations where project = $1 order by 1",
        {std::string_view(project.value())},
        [](const Row& row) { return base::OrganizationId(row.integer(0)); }
    );
}

void Organizations::add_member(base::OrganizationId organization, base::ContactId contact) {
    connection_.run(
        "insert into organization_members (organization_id, contact_id) values ($1, $2) "
        "on conflict (organization_id, contact_id) do nothing",
        {organization.value(), contact.value()}
    );
}

void Organizations::remove_member(base::OrganizationId organization, base::ContactId contact) {
    connection_.run(
        "delete from organization_members where organization_id = $1 and contact_id = $2",
        {organization.value(), contact.value()}
    );
}

std::vector<base::ContactId> Organizations::members_of(base::OrganizationId organization) {
    return connection_.all(
        "select contact_id from organization_members where organization_id = $1 order by 1",
        {organization.value()},
        [](const Row& row) { return base::ContactId(row.integer(0)); }
    );
}

}  // namespace connector::store
