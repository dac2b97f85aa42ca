#pragma once

#include <string>

#include "base/ids.hpp"

namespace connector::model {

/// Customers who may share requests. Mirrored; nobody sees more for being a member yet.
struct Organization {
    base::OrganizationId id;
    std::string name;

    friend bool operator==(const Organization&, const Organization&) = default;
};

}  // namespace connector::model
