#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/password_hash.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/work_pool.hpp"
#include "connector/access/keys.hpp"
#include "connector/access/limits.hpp"
#include "connector/access/proof_rules.hpp"
#include "connector/access/session_start.hpp"
#include "connector/access/sessions.hpp"
#include "connector/store/database.hpp"

namespace connector::access {

/// Passwords: a way in besides the mail, for who has set one. What is kept is an Argon2id hash,
/// sealed with a key of the key files, so that a thief of the store can't begin to guess (SR-126).
///
/// All tries at a contact's password are counted in the store before anything is compared, five in
/// 15 minutes and twenty a day; ten in 15 minutes of a network and 120 of all are counted in
/// memory. Whoever reaches a limit still gets in by a link (SR-34). Hashes are made by two threads
/// of its own, of 64 MiB each, while at most 16 wait; beyond that the answer is "try again".
/// Thread-safe; what makes a hash waits (base/waiting.hpp).
class Passwords {
public:
    /// Threads start when one of the rules has passwords.
    Passwords(
        store::Database& database,
        const KeyRing& keys,
        AllProofRules rules,
        const base::PasswordCost& cost,
        const base::Clock& clock,
        base::Random& random,
        base::Log& log,
        base::Metrics& metrics
    );

    [[nodiscard]] bool has_one(base::ContactId contact);

    /// Somebody signed in changes what they sign in with.
    struct Change {
        const SignedIn& who;
        std::string_view current;  ///< may be empty for who has just signed in
        std::string client{};
    };

    /// Ends the contact's other sessions. Invalid: it is no good one. Conflict: it is a known one.
    /// Denied: neither the current one nor just signed in. Limited: too many tries at the current
    /// one. Unavailable: too many wait, or the list of known ones can't be read. NotFound: the
    /// project has no passwords, or the session is over.
    [[nodiscard]] base::Result<void> set(
        const base::ProjectKey& project, const Change& change, std::string_view wanted
    );
    /// Denied, Limited, Unavailable: as above. NotFound: there is none.
    [[nodiscard]] base::Result<void> remove(const Change& change);

    struct Typed {
        std::string_view address;
        std::string_view password;
    };

    /// NotFound, the same and after the same work, for an unknown address, a contact who has none
    /// or is not let in, a wrong password, and one that was tried too often (SR-30). Unavailable:
    /// too many wait. `who` says where the session begins; the rest of it is filled in.
    [[nodiscard]] base::Result<ProvenSession> sign_in(
        const base::ProjectKey& project, const Typed& typed, NewSession who
    );

    /// Seals with the current key what others have sealed, so that those can be retired. At start.
    void seal_anew();

private:
    /// Whose password is tried, and what it must fit.
    struct Candidate {
        std::optional<base::ContactId> contact{};
        std::int64_t counted = 0;
        base::Bytes sealed{};     ///< as it was when it was looked up; empty: there is none
        std::string hash{};       ///< the decoy's where there is none
        bool is_limited = false;  ///< tried too often
    };

    [[nodiscard]] const ProofRules* rules_of(const base::ProjectKey& project) const;
    [[nodiscard]] base::Result<void> prove(const Change& change);
    [[nodiscard]] Candidate find_candidate(
        store::Connection& connection, const base::ProjectKey& project, std::string_view address
    );
    /// Counts a try at the contact's password, and fills the rest in.
    void count_try(store::Connection& connection, Candidate& candidate);
    [[nodiscard]] base::Result<bool> fits(const Candidate& candidate, std::string_view typed);
    [[nodiscard]] base::Result<ProvenSession> settle(
        store::Connection& connection,
        const ProofRules& rules,
        const Candidate& candidate,
        bool is_right,
        NewSession who
    );
    [[nodiscard]] std::string open(
        base::ContactId contact, base::ByteView key, base::ByteView sealed
    ) const;
    [[nodiscard]] base::Bytes seal(base::ContactId contact, std::string_view hash);

    store::Database& database_;
    const KeyRing& keys_;
    const AllProofRules rules_;
    const base::PasswordCost cost_;
    const base::Clock& clock_;
    base::Random& random_;
    base::Log& log_;
    Limits limits_;
    base::Metrics::Counter accepted_;
    base::Metrics::Counter refused_;
    base::Metrics::Counter hashes_;
    base::WorkPool pool_;
    std::string decoy_;  ///< a hash that takes as long as any
};

}  // namespace connector::access
