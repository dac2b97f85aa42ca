#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "connector/access/keys.hpp"
#include "connector/model/contact.hpp"
#include "connector/model/session.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/database.hpp"

namespace connector::access {

/// Who is signed in on a browser.
struct SignedIn {
    model::Session session;
    model::Contact contact;
};

/// Sessions as requests see them. Idle and absolute limits are enforced here, on the server
/// (SR-42). Thread-safe.
class Sessions {
public:
    Sessions(
        store::Database& database, const KeyRing& keys, const base::Clock& clock, base::Log& log
    );

    /// In the caller's read. Nothing for a cookie that is not ours, a session that has ended or run
    /// out, and a contact that is no longer active.
    [[nodiscard]] std::optional<SignedIn> find(
        store::Connection& connection, std::string_view cookie
    ) const;

    /// The same of a session that was found before: who it is now, or nobody.
    [[nodiscard]] std::optional<SignedIn> find(store::Connection& connection, base::SessionId id)
        const;

    /// Moves the idle limit along; writes at most once a minute for a session.
    void keep_alive(const model::Session& session);

    /// False when the session is not the contact's.
    bool end(base::SessionId id, base::ContactId owner, std::string_view client);
    /// "Log out everywhere": open links die too (SR-17).
    std::int64_t end_all_of(base::ContactId contact, std::string_view client);
    /// The same to a colleague, whose manager may (policy's to say).
    std::int64_t end_all_of_colleague(
        base::ContactId colleague, base::ContactId manager, std::string_view client
    );
    [[nodiscard]] std::vector<model::Session> list_of(base::ContactId contact);

private:
    [[nodiscard]] std::optional<SignedIn> who(
        store::Connection& connection, std::optional<model::Session> session
    ) const;
    std::int64_t end_all(base::ContactId contact, const store::Audit::Entry& entry);

    store::Database& database_;
    const KeyRing& keys_;
    const base::Clock& clock_;
    base::Log& log_;
};

}  // namespace connector::access
