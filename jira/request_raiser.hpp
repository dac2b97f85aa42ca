#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "jira/request_form.hpp"
#include "jira/types.hpp"

namespace jira {

/// What somebody answered in one field: one value, or for Choices some.
struct FieldAnswer {
    std::string field;
    FieldKind kind = FieldKind::Text;
    std::vector<std::string> values;
};

struct NewRequest {
    base::ProjectKey project;
    std::int64_t type = 0;
    base::AccountId reporter;  ///< in whose name: `raiseOnBehalfOf`
    std::vector<FieldAnswer> answers;
};

struct RaisedRequest {
    base::RequestId id;
    base::RequestKey key;
};

/// Jira's no: nothing was made, and the same again would be refused again.
struct RaiseRefusal {
    std::string reason;                         ///< for the operator, as an Error's message
    std::string message;                        ///< Jira's own words, one line; empty: none
    std::map<std::string, std::string> fields;  ///< by the field's id, where Jira names it
};

using RaiseAnswer = std::variant<RaisedRequest, RaiseRefusal>;

/// Raises requests in customers' names; the connector's account has to be an agent of the desk.
/// Thread-safe; every call may wait.
class RequestRaiser {
public:
    virtual ~RequestRaiser() = default;

    /// Jira knows no idempotency key. Errors: Unavailable: it may have been made, so look before
    /// trying again (SR-77). Limited, Unauthorized: it was not.
    [[nodiscard]] virtual base::Result<RaiseAnswer> raise(const NewRequest& wanted) = 0;

    /// What this customer reported in the project within the last minutes, the newest first. The
    /// list comes from Jira's search, which lags behind by seconds; what is on it is read afresh.
    [[nodiscard]] virtual base::Result<std::vector<Request>> recent_of(
        const base::ProjectKey& project,
        const base::AccountId& reporter,
        std::chrono::minutes within
    ) = 0;
};

}  // namespace jira
