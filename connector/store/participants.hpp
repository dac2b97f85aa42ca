#pragma once

#include <vector>

#include "base/ids.hpp"
#include "connector/model/contact.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Who takes part in a request besides its reporter.
class Participants {
public:
    explicit Participants(Connection& connection) : connection_(connection) {}

    /// From now on it is these. Whoever is left out has lost sight of the request with the commit.
    void replace(base::RequestId request, const std::vector<base::ContactId>& contacts);
    /// In the order of their ids.
    std::vector<base::ContactId> of_request(base::RequestId request);
    /// The same without those who were deactivated, by name.
    std::vector<model::Contact> active_of(base::RequestId request);

private:
    Connection& connection_;
};

}  // namespace connector::store
