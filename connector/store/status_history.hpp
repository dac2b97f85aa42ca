#pragma once

#include <vector>

#include "base/ids.hpp"
#include "connector/model/status_change.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Which statuses a request had, as far as they were seen here. Every read of a request tells its
/// status and since when, so keeping them costs no call; `GET .../request/{id}/status` would be one
/// for each request. What came and went between two reads, or before the first, is not known.
class StatusHistory {
public:
    explicit StatusHistory(Connection& connection) : connection_(connection) {}

    /// Nothing when it is the latest known already, or older: one name that stands for several
    /// statuses of the workflow is one entry. A status that was renamed since keeps its time.
    void note(base::RequestId request, const model::StatusChange& change);
    /// Oldest first.
    std::vector<model::StatusChange> of_request(base::RequestId request);
    void remove_all_of(base::RequestId request);

private:
    Connection& connection_;
};

}  // namespace connector::store
