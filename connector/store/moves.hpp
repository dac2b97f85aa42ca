#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/claim.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// What customers want done with their requests ("Close request"): stored before it is tried
/// (SR-77).
class Moves {
public:
    struct Draft {
        base::RequestId request;
        std::optional<base::ContactId> contact;  ///< nothing: a guest
        std::string transition;                  ///< Jira's id
        std::string label;                       ///< on the button
        std::string from_status;                 ///< the request's, as the page showed it
    };

    struct Move {
        std::int64_t id = 0;
        base::RequestId request;
        std::string transition;
        std::string label;
        std::string from_status;
        std::string error;
        bool is_done = false;     ///< in Jira; the mirror has not read it again
        bool is_refused = false;  ///< Jira never will; the request is as it was then
    };

    struct Claimed {
        Claim claim;
        Move move;
    };

    explicit Moves(Connection& connection) : connection_(connection) {}

    /// Its id. Nothing while another waits for that request: a form sent twice is one move.
    std::optional<std::int64_t> add(const Draft& draft, base::Time now);
    /// What was said before goes first: no move while a reply to its request is on its way.
    std::optional<Claimed> claim(base::Time now, base::milliseconds lease);
    void put_back(const Claim& claim, base::Time due, std::string_view error);
    /// Done. False when somebody else holds the claim by now.
    bool finish(const Claim& claim);
    void refuse(const Claim& claim, std::string_view error);

    /// What its page tells of: on its way, or settled and the request not read again since. Oldest
    /// first.
    std::vector<Move> pending_of(base::RequestId request);
    /// Whether a claim would find something.
    bool has_due(base::Time now);
    QueueDepth depth();
    /// Forgets what was settled and is older.
    void purge(base::Time before);

private:
    /// Its page shows another state. False: there was none to change.
    bool note(const std::optional<base::RequestId>& request);

    Connection& connection_;
};

}  // namespace connector::store
