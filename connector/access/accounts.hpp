#pragma once

#include <map>
#include <string>

#include "connector/model/account.hpp"
#include "connector/model/contact.hpp"
#include "connector/store/database.hpp"

namespace connector::access {

/// `projects[].accounts`: which colleagues see each other's requests in a project (SR-57). Default:
/// none.
struct AccountRules {
    bool organizations = false;
    std::map<std::string, std::string> domains{};  ///< their names
    std::map<std::string, model::Role> roles{};    ///< by address, normalised
    model::Role default_role = model::Role::Member;

    [[nodiscard]] bool share_anything() const { return organizations || !domains.empty(); }
};

/// What a contact shares there now: read anew for every request, so that whoever leaves an account
/// sees nothing of it from then on (SR-52). It says nothing of who is at the browser: that they are
/// proven is policy's to ask.
///
/// - An organization counts while it is the project's desk's and has the contact as a member.
/// - A domain counts for who has proven an address of exactly that domain, and has it still.
/// - A role goes by address. Nobody is a manager by an address that is not proven.
[[nodiscard]] model::Standing standing_of(
    store::Connection& connection,
    const base::ProjectKey& project,
    const AccountRules& rules,
    const model::Contact& contact
);

}  // namespace connector::access
