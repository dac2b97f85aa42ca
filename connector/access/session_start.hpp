#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "connector/access/keys.hpp"
#include "connector/model/session.hpp"
#include "connector/store/database.hpp"

namespace connector::access {

/// How a session of a project begins, whatever the sign-in way.
struct NewSession {
    base::ContactId contact;
    std::optional<base::LinkId> link{};
    model::MadeBy made_by = model::MadeBy::Link;
    base::seconds idle{0};
    base::seconds absolute{0};
    std::string client{};  ///< network address, for the audit
    std::string device{};
    /// The browser's session until now: it ends, as its cookie is overwritten.
    std::optional<model::Session> previous{};
};

struct StartedSession {
    std::string cookie;
    model::Session session;
};

/// In the caller's transaction, the one that decided that it may begin: a fresh id, whatever the
/// browser had before (SR-40).
[[nodiscard]] StartedSession start_session(
    store::Connection& connection,
    const KeyRing& keys,
    base::Random& random,
    const NewSession& wanted,
    base::Time now
);

}  // namespace connector::access
