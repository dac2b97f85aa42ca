#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "connector/access/challenge.hpp"
#include "connector/access/keys.hpp"
#include "connector/access/limits.hpp"
#include "connector/access/proof_rules.hpp"
#include "connector/access/session_start.hpp"
#include "connector/access/sessions.hpp"
#include "connector/access/webauthn.hpp"
#include "connector/store/database.hpp"
#include "connector/store/passkeys.hpp"

namespace connector::access {

/// Passkeys: a way in besides the mail, for who has added one. A challenge is good for one answer,
/// in the browser that asked for it, for five minutes. Nothing secret is kept. Thread-safe.
class Passkeys {
public:
    static constexpr std::size_t kMost = 10;  ///< of one contact

    Passkeys(
        store::Database& database,
        const KeyRing& keys,
        AllProofRules rules,
        RelyingParty party,
        const base::Clock& clock,
        base::Random& random,
        base::Log& log,
        base::Metrics& metrics
    );

    [[nodiscard]] const RelyingParty& party() const { return party_; }

    [[nodiscard]] std::vector<store::Passkeys::Passkey> list_of(base::ContactId contact);
    /// False when it is not the contact's.
    bool remove(base::ContactId contact, std::int64_t id, const std::string& client);

    /// What an authenticator needs to know to make a passkey.
    struct Invitation {
        std::string challenge;
        base::Bytes handle;                 ///< the contact, as authenticators know it
        std::vector<base::Bytes> existing;  ///< credentials: nobody needs two in one place
    };

    /// Denied: not just signed in. Invalid: they have as many as may be.
    [[nodiscard]] base::Result<Invitation> invite(
        const SignedIn& who, const base::Bytes32& browser_hash
    );

    struct Made {
        std::string client_data;
        base::Bytes authenticator_data;
        std::string name;
        base::Bytes32 browser_hash{};
        std::string client{};
    };

    /// Unauthorized: it proves nothing, or the challenge is not good for it. Conflict: the
    /// credential is registered already. Denied, Invalid: as above.
    [[nodiscard]] base::Result<void> add(const SignedIn& who, const Made& made);

    /// For whoever wants to sign in.
    [[nodiscard]] std::string challenge(const base::Bytes32& browser_hash);

    struct Shown {
        base::Bytes credential_id;
        base::Bytes handle;
        std::string client_data;
        base::Bytes authenticator_data;
        base::Bytes signature;
        base::Bytes32 browser_hash{};
    };

    /// Unauthorized, whatever it is that is not right. `who` says where the session begins; the
    /// rest of it is filled in.
    [[nodiscard]] base::Result<ProvenSession> sign_in(
        const base::ProjectKey& project, const Shown& shown, NewSession who
    );

private:
    [[nodiscard]] base::Result<void> spend(
        store::Connection& connection, std::string_view challenge, const ChallengeFor& what
    );
    [[nodiscard]] base::Result<ProvenSession> try_to_sign_in(
        const base::ProjectKey& project, const Shown& shown, NewSession who
    );
    [[nodiscard]] base::Result<ProvenSession> let_in(
        store::Connection& connection,
        const base::ProjectKey& project,
        const Shown& shown,
        NewSession who
    );

    store::Database& database_;
    const KeyRing& keys_;
    const AllProofRules rules_;
    const RelyingParty party_;
    const base::Clock& clock_;
    base::Random& random_;
    base::Log& log_;
    Limits limits_;
    base::Metrics::Counter accepted_;
    base::Metrics::Counter refused_;
};

}  // namespace connector::access
