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

    void add(const base::ProjectKey& project, base::ContactId contact);
    /// A contact whom no desk lists any more is signed out everywhere, and their links die.
    void remove(const base::ProjectKey& project, base::ContactId contact, base::Time now);
    std::vector<base::ContactId> of_desk(const base::ProjectKey& project);
    bool contains(const base::ProjectKey& project, base::ContactId contact);

private:
    Connection& connection_;
};

}  // namespace connector::store
