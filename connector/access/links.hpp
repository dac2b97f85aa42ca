#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "connector/access/keys.hpp"
#include "connector/access/limits.hpp"
#include "connector/model/contact.hpp"
#include "connector/model/link.hpp"
#include "connector/model/request.hpp"
#include "connector/model/session.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/database.hpp"

namespace connector::access {

/// A project's lifetimes, from its configuration.
struct LinkRules {
    base::seconds ttl{3600};
    base::seconds requested_ttl{600};
    base::seconds session_idle{2 * 3600};
    base::seconds session_absolute{12 * 3600};
    base::seconds session_stay{0};  ///< both, for who wants to stay signed in; 0: not offered
};

/// The story of a magic link: issued while a mail is sent, looked at by whoever opens it, exchanged
/// once for a session, or revoked. Thread-safe. Time is the TimeFloor's, so nothing revives.
class Links {
public:
    struct Issued {
        base::LinkId id;
        std::string token;   ///< the only copy: goes into the mail and is forgotten
        std::string code{};  ///< likewise, of a link that somebody asked for
        base::seconds lifetime{0};
    };

    struct NewLink {
        base::ContactId contact;
        std::optional<base::RequestId> request{};  ///< nothing: the portal's home
        base::ProjectKey project;
        /// Set for a link somebody asked for: binds it to that browser and makes it short-lived.
        std::optional<base::Bytes32> browser_hash{};
        std::string note{};      ///< for the audit: by whom, when it is not for a mail
        bool is_mailed = false;  ///< to the contact's address: using it proves that one
    };

    /// What a link's page may show before anything is proven.
    struct Preview {
        base::LinkId id;
        base::ContactId contact;
        std::string masked_address;
        std::optional<base::RequestKey> request_key;
        base::ProjectKey project;
        bool asks_for_address = false;  ///< opened in another browser than the one that asked
    };

    /// Who is exchanging.
    struct Opener {
        std::optional<base::Bytes32> browser_hash{};
        std::optional<std::string> typed_address{};
        std::string client{};  ///< network address, for the audit
        std::string device{};
        /// The browser's session until now: it ends with the exchange, as its cookie is overwritten
        /// (SR-40).
        std::optional<model::Session> session{};
        bool wants_to_stay = false;  ///< ticked "stay signed in"; counts where it is offered
    };

    /// Where a link leads: to a request, or to a project's portal.
    struct Place {
        std::optional<base::RequestKey> request_key;
        base::ProjectKey project;
    };

    struct Exchanged {
        std::string session_cookie;
        base::seconds session_lifetime{0};
        bool until_closed = false;  ///< the browser forgets the cookie when it is closed
        model::Session session;
        std::optional<base::RequestKey> request_key;
        base::ProjectKey project;
    };

    Links(
        store::Database& database,
        const KeyRing& keys,
        std::map<base::ProjectKey, LinkRules> rules,
        const base::Clock& clock,
        base::Random& random,
        base::Log& log,
        base::Metrics& metrics
    );

    /// In the caller's transaction. A link somebody asked for voids earlier ones of its kind
    /// (SR-17). Throws std::logic_error for a project without rules.
    [[nodiscard]] Issued issue(store::Connection& connection, const NewLink& wanted);

    /// Changes nothing: a mail scanner may call it any number of times (SR-15). NotFound for a link
    /// that is used, expired, revoked, unknown or malformed, without telling which (SR-18).
    [[nodiscard]] base::Result<Preview> preview(std::string_view token, const Opener& opener);

    /// One session for one link, whatever races: the guarded UPDATE and the session's row are one
    /// transaction (SR-13). NotFound as above; Unauthorized when the browser is not the one that
    /// asked and the address typed is missing or wrong (five tries, counted before comparing).
    [[nodiscard]] base::Result<Exchanged> exchange(std::string_view token, const Opener& opener);

    /// The same for who has typed the code of the open link with this hash, in the browser that
    /// asked for it; in the caller's transaction (see codes.hpp).
    [[nodiscard]] base::Result<Exchanged> use_by_code(
        store::Connection& connection, const base::Bytes32& token_hash, const Opener& opener
    );

    /// The contact and request of a link of ours, open or not: for a fresh one to the same address.
    struct Origin {
        base::LinkId id;
        base::ContactId contact;
        std::optional<base::RequestId> request;
        base::ProjectKey project;
    };

    [[nodiscard]] base::Result<Origin> origin(std::string_view token);

private:
    [[nodiscard]] base::Result<Exchanged> consume(
        store::Connection& connection,
        const base::Bytes32& token_hash,
        const Opener& opener,
        base::Time now
    );
    [[nodiscard]] base::Result<Exchanged> use(
        store::Connection& connection,
        const model::Link& link,
        const Place& place,
        const Opener& opener,
        model::MadeBy made_by,
        base::Time now
    );
    [[nodiscard]] tl::unexpected<base::Error> refuse(
        store::Connection& connection, store::Audit::Entry entry, const Opener& opener
    );
    [[nodiscard]] const LinkRules& rules_of(const base::ProjectKey& project) const;

    store::Database& database_;
    const KeyRing& keys_;
    /// A project may have left the configuration: its links lead nowhere.
    const std::map<base::ProjectKey, LinkRules> rules_;
    const base::Clock& clock_;
    base::Random& random_;
    base::Log& log_;
    Limits audited_;  ///< refusals
    base::Metrics::Counter issued_;
    base::Metrics::Counter exchanged_;
    base::Metrics::Counter refused_;
};

}  // namespace connector::access
