#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/model/request_form.hpp"
#include "connector/store/claim.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Who raises a request: exactly one of the two. A contact does it in their own name; for a guest
/// the Kbot account does.
struct Raiser {
    std::optional<base::ContactId> contact{};
    std::optional<std::int64_t> guest{};

    friend bool operator==(const Raiser&, const Raiser&) = default;
};

/// Requests that people raise in the portal, on their way to Jira: stored before it is tried
/// (SR-77).
class Intakes {
public:
    struct Draft {
        std::string idempotency_key;
        base::ProjectKey project;
        Raiser raiser;
        std::int64_t type = 0;
        std::string summary;
        model::FieldAnswers answers;  ///< the summary among them
    };

    /// Why Jira will not have it, in words for its maker.
    struct Refusal {
        std::string message;                        ///< Jira's; empty: it gave none
        std::map<std::string, std::string> fields;  ///< what is wrong with one, by its id
    };

    struct Raised {
        base::RequestId request;
        base::RequestKey key;
    };

    /// Waiting while it is neither raised nor refused.
    struct Intake {
        std::int64_t id = 0;
        base::ProjectKey project;
        Raiser raiser;
        std::int64_t type = 0;
        std::string summary;
        model::FieldAnswers answers;
        base::Time created;
        int attempts = 0;
        std::string error;                  ///< for the operator
        std::optional<base::Time> tried{};  ///< when Jira may last have made something of it
        std::optional<Refusal> refusal{};
        std::optional<Raised> raised{};
    };

    struct Claimed {
        Claim claim;
        Intake intake;
    };

    struct Added {
        std::int64_t id = 0;
        bool is_new = false;  ///< false: the form was sent twice, and this is what it made
    };

    explicit Intakes(Connection& connection) : connection_(connection) {}

    Added add(const Draft& draft, base::Time now);
    std::optional<Intake> find(std::int64_t id);
    /// Latest first; `state` is waiting, raised or refused; empty: all.
    std::vector<Intake> list(std::string_view state, int limit);
    /// Whether this request is what became of some intake.
    bool is_known(base::RequestId request);

    std::optional<Claimed> claim(base::Time now, base::milliseconds lease);
    /// Before Jira is called: from now on it may have made a request of it. Nothing: Jira said that
    /// it has not. False when somebody else holds the claim by now.
    bool mark_tried(const Claim& claim, std::optional<base::Time> at);
    void put_back(const Claim& claim, base::Time due, std::string_view error);
    /// Both are false when somebody else holds the claim by now.
    bool finish(const Claim& claim, const Raised& raised, base::Time now);
    bool refuse(const Claim& claim, const Refusal& refusal, std::string_view error, base::Time now);

    /// Whether a claim would find something.
    bool has_due(base::Time now);
    /// What was refused is not dead: its maker was told, and has the form again.
    QueueDepth depth();
    /// Forgets what was raised or refused before.
    std::int64_t purge(base::Time before);

private:
    Connection& connection_;
};

}  // namespace connector::store
