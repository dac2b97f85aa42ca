#pragma once

#include <vector>

#include "base/ids.hpp"
#include "connector/model/organization.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Organizations: their names, the desks that have them, their members, and the requests that are
/// shared with them.
class Organizations {
public:
    explicit Organizations(Connection& connection) : connection_(connection) {}

    /// Its name, whoever told it: a request or a desk.
    void save(const model::Organization& organization);
    /// By id.
    std::vector<model::Organization> list();

    void replace_of_request(
        base::RequestId request, const std::vector<model::Organization>& organizations
    );

    void add_to_desk(const base::ProjectKey& project, const model::Organization& organization);
    /// When no other desk has it, its members are forgotten, as nobody tells of them any more; and
    /// it is too, unless a request names it.
    void remove_from_desk(const base::ProjectKey& project, base::OrganizationId organization);
    std::vector<base::OrganizationId> of_desk(const base::ProjectKey& project);

    void add_member(base::OrganizationId organization, base::ContactId contact);
    void remove_member(base::OrganizationId organization, base::ContactId contact);
    std::vector<base::ContactId> members_of(base::OrganizationId organization);

private:
    Connection& connection_;
};

}  // namespace connector::store
