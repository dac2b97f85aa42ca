#pragma once

#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Whom a desk lists as its customers. On an open desk others raise requests too.
class DeskCustomers {
public:
    explicit DeskCustomers(Connection& connection) : connection_(connection) {}

    /// Jira's list shows them.
    void add(const base::ProjectKey& project, base::ContactId contact);
    /// We have put them on the desk ourselves; a list that Jira gave out before does not show them.
    void add_ours(const base::ProjectKey& project, base::ContactId contact, base::Time now);
    /// A contact whom no desk lists any more is signed out everywhere, and their links die.
    void remove(const base::ProjectKey& project, base::ContactId contact, base::Time now);
    bool contains(const base::ProjectKey& project, base::ContactId contact);
    std::vector<base::ContactId> of_desk(const base::ProjectKey& project);
    /// Without those whom we put there at that time or later.
    std::vector<base::ContactId> of_desk_before(const base::ProjectKey& project, base::Time time);

private:
    Connection& connection_;
};

}  // namespace connector::store
