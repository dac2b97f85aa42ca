#include "connector/access/session_start.hpp"

#include "base/text.hpp"
#include "connector/access/token.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/sessions.hpp"

namespace connector::access {
namespace {

constexpr std::size_t kMaxDevice = 200;

void end_previous(store::Connection& connection, const NewSession& wanted, base::Time now) {
    if (!wanted.previous) return;
    const base::ContactId contact = wanted.previous->contact;
    if (!store::Sessions(connection).end(wanted.previous->id, contact)) return;
    store::Audit(connection)
        .add(
            {.event = "session.ended",
             .contact = contact,
             .client = wanted.client,
             .detail = "by signing in again"},
            now
        );
}

}  // namespace

StartedSession start_session(
    store::Connection& connection,
    const KeyRing& keys,
    base::Random& random,
    const NewSession& wanted,
    base::Time now
) {
    end_previous(connection, wanted, now);
    const MintedToken cookie = mint_cookie(keys, random, KeyPurpose::SessionHash);
    model::Session session{
        .id = {},
        .contact = wanted.contact,
        .assurance = model::Assurance::Verified,
        .link = wanted.link,
        .created = now,
        .last_seen = now,
        .expires = now + wanted.absolute,
        .idle_limit = wanted.idle,
        .device = base::shorten(wanted.device, kMaxDevice),
        .made_by = wanted.made_by,
    };
    session.id = store::Sessions(connection).add(session, cookie.hash, keys.current());
    return {cookie.text, session};
}

}  // namespace connector::access
