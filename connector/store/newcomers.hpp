#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "connector/store/claim.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Addresses that asked for a link and that Jira may not know, on their way to become customers
/// (mirror/enrolment.hpp). Stored before Jira is asked, so that neither a crash nor Jira's absence
/// loses one. What was typed is forgotten with the outcome.
class Newcomers {
public:
    struct Newcomer {
        base::ProjectKey project;
        std::string address;           ///< normalised
        base::Bytes32 browser_hash{};  ///< of the browser that asked: the link is bound to it
        std::string client{};          ///< network address
    };

    struct Claimed {
        Claim claim;
        Newcomer newcomer;
        base::Time created;
    };

    explicit Newcomers(Connection& connection) : connection_(connection) {}

    /// False while this address waits for this project already.
    bool add(const Newcomer& newcomer, base::Time now);
    bool is_waiting(const base::ProjectKey& project, std::string_view address);
    /// Settled ones included.
    std::int64_t count_since(const base::ProjectKey& project, base::Time since);

    std::optional<Claimed> claim(base::Time now, base::milliseconds lease);
    void put_back(const Claim& claim, base::Time due);
    /// Done, whatever the outcome. False when somebody else holds the claim by now.
    bool settle(const Claim& claim);

    /// Whether a claim would find something.
    bool has_due(base::Time now);
    QueueDepth depth();
    void purge(base::Time settled_before);

private:
    Connection& connection_;
};

}  // namespace connector::store
