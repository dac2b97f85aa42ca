#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/claim.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Requests that a guest raised and that a contact, having proven who they are, takes as theirs:
/// stored before Jira is told (SR-77).
class Takeovers {
public:
    struct Takeover {
        base::RequestId request;
        base::ContactId contact;
    };

    struct Claimed {
        Claim claim;
        Takeover takeover;
    };

    explicit Takeovers(Connection& connection) : connection_(connection) {}

    /// False when somebody takes that request already: whoever came first. One that Jira refused
    /// may be tried again, by anybody.
    bool add(const Takeover& takeover, base::Time now);
    bool is_waiting(base::RequestId request);
    std::optional<Claimed> claim(base::Time now, base::milliseconds lease);
    void put_back(const Claim& claim, base::Time due, std::string_view error);
    void refuse(const Claim& claim, std::string_view error);
    /// Done. False when somebody else holds the claim by now.
    bool finish(const Claim& claim);

    /// Whether a claim would find something.
    bool has_due(base::Time now);
    QueueDepth depth();
    /// Refused ones.
    void purge(base::Time before);

private:
    Connection& connection_;
};

}  // namespace connector::store
