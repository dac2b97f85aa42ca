#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "connector/access/hand_off.hpp"
#include "connector/access/identity_provider.hpp"
#include "connector/access/keys.hpp"
#include "connector/access/limits.hpp"
#include "connector/access/session_start.hpp"
#include "connector/store/database.hpp"

namespace connector::access {

/// The ways into one project's portal besides the mail.
struct SignInWays {
    /// "https://support.acme.example/sup/sign-in/": callbacks are at NAME/callback below it.
    std::string base_url{};
    base::seconds session_idle{2 * 3600};
    base::seconds session_absolute{12 * 3600};
    std::map<std::string, std::unique_ptr<IdentityProvider>> providers{};  ///< by name
    std::optional<HandOffRules> hand_off{};
};

/// The story of a sign-in that somebody else vouches for: a provider that the browser is sent to,
/// or the company's own product by a signed hand-off. Both end in a ticket for the browser: it
/// stands for one contact, is good once and for a few minutes, and becomes a session on our own
/// page, where the browser's cookies are seen. So the question of SR-24 is asked in one place.
///
/// Only who is a contact of the project already gets in; nobody is made one here. Thread-safe; what
/// asks a provider waits.
class SignIns {
public:
    static constexpr base::seconds kAttemptLife{600};
    static constexpr base::seconds kTicketLife{300};

    SignIns(
        store::Database& database,
        const KeyRing& keys,
        std::map<base::ProjectKey, SignInWays> ways,
        const base::Clock& clock,
        base::Random& random,
        base::Log& log,
        base::Metrics& metrics
    );

    /// Where to send this browser. NotFound: no such way. Else as the provider answers.
    [[nodiscard]] base::Result<std::string> begin(
        const base::ProjectKey& project, const std::string& way, const base::Bytes32& browser_hash
    );

    /// What the browser brought back.
    struct Returned {
        std::string state;
        std::string code;
        std::string issuer{};
        base::Bytes32 browser_hash{};
        std::string client{};
    };

    /// A ticket. Unauthorized: begun in another browser, too long ago, or used; or the provider's
    /// answer proves nothing. NotFound: it is no contact of the project. Else as the provider
    /// answers.
    [[nodiscard]] base::Result<std::string> come_back(
        const base::ProjectKey& project, const std::string& way, const Returned& returned
    );

    /// Who a hand-off is about, masked. Changes nothing, so that whoever fetches the address of
    /// one uses nothing up. Errors as those of `hand_over`.
    [[nodiscard]] base::Result<std::string> look_at(
        const base::ProjectKey& project, std::string_view token
    );

    struct HandedOver {
        std::string token;
        std::string return_to{};  ///< a path of ours, or empty
        bool is_direct = false;   ///< the product's own page sent it: nobody is asked
        std::string client{};
    };

    /// A ticket, for a token's first arrival. Unauthorized: it is not good, or came before.
    /// NotFound: it is no contact of the project.
    [[nodiscard]] base::Result<std::string> hand_over(
        const base::ProjectKey& project, const HandedOver& handed
    );

    /// What a ticket stands for.
    struct Arrival {
        base::ContactId contact;
        std::string shown_as;  ///< masked address, or else the name
        std::string return_to;
        bool is_direct = false;
    };

    [[nodiscard]] std::optional<Arrival> find(
        const base::ProjectKey& project, std::string_view ticket
    );

    struct Arrived {
        std::string session_cookie;
        base::seconds session_lifetime{0};
        std::string return_to;
    };

    /// One session for one ticket, whatever races. `who` says where it begins; its contact and
    /// lifetimes come from the ticket and the project. NotFound: no such ticket, or any longer.
    [[nodiscard]] base::Result<Arrived> arrive(
        const base::ProjectKey& project, std::string_view ticket, NewSession who
    );

private:
    [[nodiscard]] const SignInWays* ways_of(const base::ProjectKey& project) const;
    [[nodiscard]] IdentityProvider* provider_of(
        const base::ProjectKey& project, const std::string& way
    ) const;
    [[nodiscard]] base::Result<std::string> ticket_for(
        store::Connection& connection,
        const base::ProjectKey& project,
        const Identity& identity,
        const std::string& way,
        const HandedOver& handed
    );
    /// Logs, counts and audits what is told to the visitor in other words.
    void note_refusal(const std::string& way, const base::Error& error, const std::string& client);

    store::Database& database_;
    const KeyRing& keys_;
    const std::map<base::ProjectKey, SignInWays> ways_;
    const base::Clock& clock_;
    base::Random& random_;
    base::Log& log_;
    Limits audited_;  ///< refusals
    base::Metrics::Counter done_;
    base::Metrics::Counter refused_;
};

}  // namespace connector::access
