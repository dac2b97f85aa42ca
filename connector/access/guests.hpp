#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "connector/access/keys.hpp"
#include "connector/access/limits.hpp"
#include "connector/access/links.hpp"
#include "connector/model/guest.hpp"
#include "connector/store/database.hpp"

namespace connector::access {

/// Visitors who raise requests without proving who they are. Their requests are raised in the name
/// of the Anonymous Kbot User, so they are nobody's; who raised one holds a capability for it in
/// that browser, and a reference code to come back with. Either ends when the request becomes a
/// contact's. A browser is remembered for as long as one that is signed in. Thread-safe. Time is
/// the TimeFloor's.
class Guests {
public:
    struct Begun {
        std::string cookie;
        model::Guest guest;
    };

    Guests(
        store::Database& database,
        const KeyRing& keys,
        std::map<base::ProjectKey, LinkRules> rules,
        const base::Clock& clock,
        base::Random& random,
        base::Log& log
    );

    /// In the caller's read. Nothing for a cookie that is not ours, and for a guest that ran out.
    [[nodiscard]] std::optional<model::Guest> find(
        store::Connection& connection, std::string_view cookie
    ) const;

    /// The same of one that was found before.
    [[nodiscard]] std::optional<model::Guest> find(store::Connection& connection, model::GuestId id)
        const;

    /// In the caller's transaction. Throws std::logic_error for a project without rules.
    [[nodiscard]] Begun begin(
        store::Connection& connection,
        const base::ProjectKey& project,
        const std::optional<std::string>& claimed_address
    );

    /// The guest raised it: a capability and a reference code. In the caller's transaction.
    void hold(store::Connection& connection, model::GuestId guest, base::RequestId request);

    /// To be shown to its holder; nothing when there is none (any more).
    [[nodiscard]] std::optional<std::string> code_for(
        store::Connection& connection, base::RequestId request
    ) const;

    /// Where a code leads.
    struct Return {
        std::optional<Begun> begun{};  ///< the browser had no guest: its cookie is to be set
        base::RequestKey request;
    };

    /// What somebody typed to come back. NotFound whatever is wrong with it, and whether or not
    /// there is such a request, in the same time.
    struct Typed {
        base::ProjectKey project;
        std::string key;
        std::string code;
        std::string client{};                 ///< network address
        std::optional<model::Guest> guest{};  ///< that the browser has already
    };

    [[nodiscard]] base::Result<Return> come_back(const Typed& typed);

    /// Moves the idle limit along; writes at most once a minute for a guest.
    void keep_alive(const model::Guest& guest);
    /// The browser holds nothing any more; the codes stay good.
    void end(const model::Guest& guest);

private:
    [[nodiscard]] base::Result<Return> attempt(store::Connection& connection, const Typed& typed);

    store::Database& database_;
    const KeyRing& keys_;
    const std::map<base::ProjectKey, LinkRules> rules_;
    const base::Clock& clock_;
    base::Random& random_;
    base::Log& log_;
    Limits limits_;
};

}  // namespace connector::access
