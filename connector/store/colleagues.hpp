#pragma once

#include <string>
#include <vector>

#include "connector/model/account.hpp"
#include "connector/model/contact.hpp"
#include "connector/model/organization.hpp"
#include "connector/model/request.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Who shares what with whom, as the mirror has it. What of it counts in a project is
/// access/accounts.hpp's to say, and who may do what is policy's.
class Colleagues {
public:
    explicit Colleagues(Connection& connection) : connection_(connection) {}

    /// Those of the project's desk that the contact is a member of, by name.
    std::vector<model::Organization> organizations_of(
        base::ContactId contact, const base::ProjectKey& project
    );
    /// Of the address that the contact has and has proven; empty: none.
    std::string proven_domain_of(base::ContactId contact);
    /// Whoever is at the browser reads mail at the contact's address (SR-32).
    void prove_address(base::ContactId contact);

    model::Sharing sharing_of(const model::Request& request);

    /// Active ones, by name.
    std::vector<model::Contact> people_of(const model::Account& account, int limit);

private:
    Connection& connection_;
};

}  // namespace connector::store
