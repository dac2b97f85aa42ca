#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"

namespace connector::model {

/// What a contact is among colleagues. More gives more; one's own requests need no role.
enum class Role {
    Viewer,   ///< sees what is shared
    Member,   ///< and replies
    Manager,  ///< and sees all of the account, and signs colleagues out
};

/// Colleagues who share requests: a JSM organization, or all at one mail domain. One of the two.
struct Account {
    std::optional<base::OrganizationId> organization{};
    std::string domain{};
    std::string name{};  ///< for people; tells no two apart

    [[nodiscard]] bool is_same(const Account& other) const {
        return organization == other.organization && domain == other.domain;
    }
};

using Accounts = std::vector<Account>;

[[nodiscard]] inline bool contains(const Accounts& accounts, const Account& account) {
    return std::any_of(accounts.begin(), accounts.end(), [&](const Account& each) {
        return each.is_same(account);
    });
}

/// What a contact shares in a project, as configuration and mirror say now. A default one shares
/// nothing.
struct Standing {
    base::ProjectKey project{};
    Role role = Role::Viewer;
    Accounts accounts{};
};

/// What the mirror says of a request, whatever a project's configuration makes of it: names are
/// empty.
struct Sharing {
    Accounts with{};         ///< it is shared with them
    Accounts of_reporter{};  ///< its reporter is one of them
};

}  // namespace connector::model
