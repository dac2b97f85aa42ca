#pragma once

#include <vector>

#include "base/ids.hpp"
#include "connector/model/sla.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// The service levels of requests.
class Slas {
public:
    explicit Slas(Connection& connection) : connection_(connection) {}

    void replace(base::RequestId request, const std::vector<model::Sla>& slas);
    /// In the order in which they were saved.
    std::vector<model::Sla> of_request(base::RequestId request);

private:
    Connection& connection_;
};

}  // namespace connector::store
