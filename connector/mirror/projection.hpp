#pragma once

#include <optional>
#include <set>
#include <string>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "connector/mirror/people.hpp"
#include "connector/notify/outbox.hpp"
#include "connector/store/database.hpp"
#include "jira/types.hpp"

namespace connector::mirror {

/// Makes the mirror say what was read from Jira, and drafts the mails that the difference calls
/// for: one transaction for both (SR-90). Only what REST said gets here; the jira room has dropped
/// everything that is not explicitly public (SR-53). Whom Jira no longer names as a participant has
/// lost sight of the request with the commit (SR-52). Thread-safe; call inside `Database::write`.
class Projection {
public:
    enum class Outcome {
        Applied,
        Stale,    ///< an older read than what is mirrored: newest wins
        Foreign,  ///< of a project that is not configured
    };

    /// `kbot_address` is normalised.
    Projection(
        std::set<base::ProjectKey> projects,
        notify::Outbox& outbox,
        const base::Clock& clock,
        std::optional<std::string> kbot_address = std::nullopt
    );

    /// Authorship has settled whose the comments are.
    /// Foreign: also one whose reporter was erased (store/forgotten.hpp).
    Outcome apply(store::Connection& connection, const jira::Request& read);

    /// Jira no longer shows this request: nobody sees it here, its comments, files and status
    /// history are gone and its links are void.
    void withdraw(store::Connection& connection, base::RequestId request);

private:
    Outcome apply_known(store::Connection& connection, const jira::Request& read);

    const std::set<base::ProjectKey> projects_;
    notify::Outbox& outbox_;
    const base::Clock& clock_;
    const People people_;
};

}  // namespace connector::mirror
