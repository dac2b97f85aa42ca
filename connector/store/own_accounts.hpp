#pragma once

#include <set>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// The Jira accounts in whose name contacts' replies are posted, and those that did so before: the
/// connector's, or a customer's of its own. What they wrote may be a contact's words; they
/// themselves are never a contact.
class OwnAccounts {
public:
    explicit OwnAccounts(Connection& connection) : connection_(connection) {}

    /// The contact that this account was until now, if any, is one no more.
    void add(const base::AccountId& account, base::Time now);
    bool contains(const base::AccountId& account);
    std::set<base::AccountId> all();

private:
    Connection& connection_;
};

}  // namespace connector::store
