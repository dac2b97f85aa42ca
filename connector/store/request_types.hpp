#pragma once

#include <cstdint>
#include <vector>

#include "base/ids.hpp"
#include "connector/model/request_type.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// What can be raised in each project.
class RequestTypes {
public:
    explicit RequestTypes(Connection& connection) : connection_(connection) {}

    void save(const base::ProjectKey& project, const model::RequestType& type);
    void remove(const base::ProjectKey& project, std::int64_t id);
    /// In the portal's order.
    std::vector<model::RequestType> of_project(const base::ProjectKey& project);

private:
    Connection& connection_;
};

}  // namespace connector::store
