#include "connector/access/sessions.hpp"

#include <fmt/format.h>

#include "connector/access/token.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/links.hpp"
#include "connector/store/sessions.hpp"

namespace connector::access {
namespace {

constexpr std::chrono::minutes kTouchEvery{1};

}  // namespace

Sessions::Sessions(
    store::Database& database, const KeyRing& keys, const base::Clock& clock, base::Log& log
)
    : database_(database), keys_(keys), clock_(clock), log_(log) {}

std::optional<SignedIn> Sessions::find(store::Connection& connection, std::string_view cookie)
    const {
    const auto hash = cookie_hash(keys_, cookie, KeyPurpose::SessionHash);
    if (!hash) return std::nullopt;
    return who(connection, store::Sessions(connection).find(*hash));
}

std::optional<SignedIn> Sessions::find(store::Connection& connection, base::SessionId id) const {
    return who(connection, store::Sessions(connection).find(id));
}

std::optional<SignedIn> Sessions::who(
    store::Connection& connection, std::optional<model::Session> session
) const {
    if (!session || session->is_over(clock_.now())) return std::nullopt;
    auto contact = store::Contacts(connection).find(session->contact);
    if (!contact || !contact->is_active) return std::nullopt;
    return SignedIn{*std::move(session), *std::move(contact)};
}

void Sessions::keep_alive(const model::Session& session) {
    const base::Time now = clock_.now();
    if (now < session.last_seen + kTouchEvery) return;
    database_.write([&](store::Connection& connection) {
        store::Sessions(connection).touch(session.id, now);
    });
}

bool Sessions::end(base::SessionId id, base::ContactId owner, std::string_view client) {
    const bool ended = database_.write([&](store::Connection& connection) {
        if (!store::Sessions(connection).end(id, owner)) return false;
        store::Audit(connection)
            .add(
                {.event = "session.ended", .contact = owner, .client = std::string(client)},
                clock_.now()
            );
        return true;
    });
    if (ended) log_.info("session.ended", {{"contact", owner.value()}});
    return ended;
}

std::int64_t Sessions::end_all_of(base::ContactId contact, std::string_view client) {
    return end_all(
        contact,
        {.event = "session.ended_everywhere", .contact = contact, .client = std::string(client)}
    );
}

std::int64_t Sessions::end_all_of_colleague(
    base::ContactId colleague, base::ContactId manager, std::string_view client
) {
    return end_all(
        colleague,
        {.event = "session.ended_by_manager",
         .contact = manager,
         .client = std::string(client),
         .detail = fmt::format("of contact {}", colleague.value())}
    );
}

std::int64_t Sessions::end_all(base::ContactId contact, const store::Audit::Entry& entry) {
    return database_.write([&](store::Connection& connection) {
        const base::Time now = clock_.now();
        const std::int64_t ended = store::Sessions(connection).end_all_of(contact);
        store::Links(connection).void_all_of(contact, now);
        store::Audit(connection).add(entry, now);
        return ended;
    });
}

std::vector<model::Session> Sessions::list_of(base::ContactId contact) {
    return database_.read([&](store::Connection& connection) {
        return store::Sessions(connection).list_of(contact, clock_.now());
    });
}

}  // namespace connector::access
