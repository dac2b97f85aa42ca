#pragma once

#include <string>

#include "base/ids.hpp"

namespace connector::model {

/// Customers who may share requests. Mirrored; who sees what for it: connector/access/accounts.hpp.
struct Organization {
    base::OrganizationId id;
    std::string name;

    friend bool operator==(const Organization&, const Organization&) = default;
};

}  // namespace connector::model
