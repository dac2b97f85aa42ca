#include "connector/store/desk_customers.hpp"

#include <string_view>

#include "connector/store/links.hpp"
#include "connector/store/sessions.hpp"

namespace connector::store {

void DeskCustomers::add(const base::ProjectKey& project, base::ContactId contact) {
    connection_.run(
        "insert into desk_customers (project, contact_id) values ($1, $2) "
        "on conflict (project, contact_id) do nothing",
        {std::string_view(project.value()), contact.value()}
    );
}

void DeskCustomers::remove(
    const base::ProjectKey& project, base::ContactId contact, base::Time now
) {
    connection_.run(
        "delete from desk_customers where project = $1 and contact_id = $2",
        {std::string_view(project.value()), contact.value()}
    );
    const auto is_listed = connection_.first(
        "select 1 from desk_customers where contact_id = $1",
        {contact.value()},
        [](const Row&) { return true; }
    );
    if (is_listed) return;
    Links(connection_).void_all_of(contact, now);
    Sessions(connection_).end_all_of(contact);
}

std::vector<base::ContactId> DeskCustomers::of_desk(const base::ProjectKey& project) {
    return connection_.all(
        "select contact_id from desk_customers where project = $1 order by 1",
        {std::string_view(project.value())},
        [](const Row& row) { return base::ContactId(row.integer(0)); }
    );
}

bool DeskCustomers::contains(const base::ProjectKey& project, base::ContactId contact) {
    return connection_
        .first(
            "select 1 from desk_customers where project = $1 and contact_id = $2",
            {std::string_view(project.value()), contact.value()},
            [](const Row&) { return true; }
        )
        .has_value();
}

}  // namespace connector::store
