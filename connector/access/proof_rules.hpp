#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/access/breached_list.hpp"
#include "connector/model/session.hpp"

namespace connector::access {

/// What one project lets its contacts sign in with besides the mail, each set by themselves and
/// never required.
struct ProofRules {
    bool passwords = false;
    std::optional<BreachedList> breached{};  ///< what no new password may be in
    bool passkeys = false;
    base::seconds session_idle{2 * 3600};
    base::seconds session_absolute{12 * 3600};
};

using AllProofRules = std::map<base::ProjectKey, ProofRules>;

/// A browser that was signed in by a password or a passkey.
struct ProvenSession {
    std::string cookie;
    base::seconds lifetime{0};
};

/// Who signed in so lately may change what they sign in with, without another proof.
inline constexpr std::chrono::minutes kJustProven{10};

[[nodiscard]] inline bool is_just_proven(const model::Session& session, base::Time now) {
    return session.assurance == model::Assurance::Verified && now < session.created + kJustProven;
}

}  // namespace connector::access
