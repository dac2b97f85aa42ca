#include "connector/access/passkeys.hpp"

#include <utility>

#include "base/text.hpp"
#include "connector/access/membership.hpp"
#include "connector/access/refusals.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/sessions.hpp"

namespace connector::access {
namespace {

using base::ErrorKind;
using std::chrono::minutes;

constexpr LimitRule kPerClient{"passkey.client", 20, minutes{10}};
constexpr std::size_t kLongestName = 60;

tl::unexpected<base::Error> refused(const char* why) {
    return base::fail(ErrorKind::Unauthorized, why);
}

PasskeyCredential credential_of(const store::Passkeys::Passkey& passkey) {
    return {
        .id = passkey.credential_id,
        .algorithm = passkey.algorithm,
        .public_key = passkey.public_key,
        .counter = passkey.counter};
}

}  // namespace

Passkeys::Passkeys(
    store::Database& database,
    const KeyRing& keys,
    AllProofRules rules,
    RelyingParty party,
    const base::Clock& clock,
    base::Random& random,
    base::Log& log,
    base::Metrics& metrics
)
    : database_(database),
      keys_(keys),
      rules_(std::move(rules)),
      party_(std::move(party)),
      clock_(clock),
      random_(random),
      log_(log),
      limits_(clock),
      accepted_(metrics.counter("connector_passkeys_accepted_total", "Sign-ins by a passkey.")),
      refused_(metrics.counter("connector_passkeys_refused_total", "Passkeys refused.")) {}

std::vector<store::Passkeys::Passkey> Passkeys::list_of(base::ContactId contact) {
    return database_.read([&](store::Connection& connection) {
        return store::Passkeys(connection).list_of(contact);
    });
}

bool Passkeys::remove(base::ContactId contact, std::int64_t id, const std::string& client) {
    return database_.write([&](store::Connection& connection) {
        if (!store::Passkeys(connection).remove(id, contact)) return false;
        store::Audit(connection)
            .add({.event = "passkey.removed", .contact = contact, .client = client}, clock_.now());
        return true;
    });
}

base::Result<Passkeys::Invitation> Passkeys::invite(
    const SignedIn& who, const base::Bytes32& browser_hash
) {
    const base::Time now = clock_.now();
    if (!is_just_proven(who.session, now)) {
        return base::fail(ErrorKind::Denied, "the session was not proven just now");
    }
    const base::ContactId contact = who.contact.id;
    base::Bytes32 fresh{};
    random_.fill(fresh);
    return database_.write([&](store::Connection& connection) -> base::Result<Invitation> {
        store::Passkeys passkeys(connection);
        const auto all = passkeys.list_of(contact);
        if (all.size() >= kMost) return base::fail(ErrorKind::Invalid, "they have enough passkeys");
        Invitation invitation{
            .challenge = mint_challenge(keys_, random_, {browser_hash, contact}, now),
            .handle = passkeys.handle_of(contact, fresh),
            .existing = {}};
        for (const auto& passkey : all) invitation.existing.push_back(passkey.credential_id);
        return invitation;
    });
}

base::Result<void> Passkeys::add(const SignedIn& who, const Made& made) {
    const base::Time now = clock_.now();
    if (!is_just_proven(who.session, now)) {
        return base::fail(ErrorKind::Denied, "the session was not proven just now");
    }
    const auto challenge = challenge_in(made.client_data, Ceremony::Registration, party_);
    if (!challenge) return base::fail(challenge);
    const auto credential = read_registration(made.authenticator_data, party_);
    if (!credential) return base::fail(credential);
    const base::ContactId contact = who.contact.id;
    return database_.write([&](store::Connection& connection) -> base::Result<void> {
        const ChallengeFor what{made.browser_hash, contact};
        if (const auto spent = spend(connection, *challenge, what); !spent) return spent;
        const auto known = store::Contacts(connection).find(contact);
        if (!known || !known->is_active || known->address != who.contact.address) {
            return refused("the contact is not let in any more");
        }
        store::Passkeys passkeys(connection);
        if (passkeys.list_of(contact).size() >= kMost) {
            return base::fail(ErrorKind::Invalid, "they have enough passkeys");
        }
        const bool is_new = passkeys.add(
            {.contact = contact,
             .credential_id = credential->id,
             .algorithm = credential->algorithm,
             .public_key = credential->public_key,
             .counter = credential->counter,
             .name = base::shorten(base::trim(made.name), kLongestName),
             .created = now}
        );
        if (!is_new) return base::fail(ErrorKind::Conflict, "the credential is registered already");
        store::Audit(connection)
            .add({.event = "passkey.added", .contact = contact, .client = made.client}, now);
        return {};
    });
}

std::string Passkeys::challenge(const base::Bytes32& browser_hash) {
    return mint_challenge(keys_, random_, {browser_hash, std::nullopt}, clock_.now());
}

base::Result<ProvenSession> Passkeys::sign_in(
    const base::ProjectKey& project, const Shown& shown, NewSession who
) {
    if (!limits_.take(kPerClient, client_network(who.client))) {
        refused_.add();
        audit_refusal(
            database_,
            limits_,
            {.event = "limit.reached",
             .client = who.client,
             .detail = std::string(kPerClient.name)},
            clock_.now()
        );
        return refused("too many tries");
    }
    auto session = try_to_sign_in(project, shown, who);
    (session ? accepted_ : refused_).add();
    if (session) return session;
    log_.info("passkey.refused", {{"reason", session.error().message}});
    audit_refusal(
        database_,
        limits_,
        {.event = "passkey.refused", .client = who.client, .detail = session.error().message},
        clock_.now()
    );
    return session;
}

base::Result<ProvenSession> Passkeys::try_to_sign_in(
    const base::ProjectKey& project, const Shown& shown, NewSession who
) {
    const auto challenge = challenge_in(shown.client_data, Ceremony::SignIn, party_);
    if (!challenge) return base::fail(challenge);
    // Spent whatever comes of it: a challenge is answered once, rightly or wrongly.
    const auto spent = database_.write([&](store::Connection& connection) {
        return spend(connection, *challenge, {shown.browser_hash, std::nullopt});
    });
    if (!spent) return base::fail(spent);
    return database_.write([&](store::Connection& connection) {
        return let_in(connection, project, shown, std::move(who));
    });
}

/// A signature is checked in well below a millisecond, so here, where the counter can't change
/// between its check and its save.
base::Result<ProvenSession> Passkeys::let_in(
    store::Connection& connection,
    const base::ProjectKey& project,
    const Shown& shown,
    NewSession who
) {
    const auto rules = rules_.find(project);
    if (rules == rules_.end() || !rules->second.passkeys) {
        return refused("the project has no passkeys");
    }
    store::Passkeys passkeys(connection);
    const auto passkey = passkeys.find(shown.credential_id);
    if (!passkey) return refused("nobody has that passkey");
    if (passkeys.find_owner(shown.handle) != passkey->contact) {
        return refused("the passkey is somebody else's");
    }
    const auto contact = store::Contacts(connection).find(passkey->contact);
    if (!contact || !contact->is_active || !belongs(connection, project, *contact)) {
        return refused("it is no contact of the project");
    }
    const auto counter = check_assertion(
        {shown.client_data, shown.authenticator_data, shown.signature},
        credential_of(*passkey),
        party_
    );
    if (!counter) return base::fail(counter);
    const base::Time now = clock_.now();
    passkeys.note_use(passkey->id, *counter, now);
    who.contact = contact->id;
    who.made_by = model::MadeBy::Passkey;
    who.idle = rules->second.session_idle;
    who.absolute = rules->second.session_absolute;
    StartedSession started = start_session(connection, keys_, random_, who, now);
    store::Audit(connection)
        .add({.event = "passkey.used", .contact = contact->id, .client = who.client}, now);
    return ProvenSession{std::move(started.cookie), rules->second.session_absolute};
}

base::Result<void> Passkeys::spend(
    store::Connection& connection, std::string_view challenge, const ChallengeFor& what
) {
    const auto checked = check_challenge(keys_, challenge, what, clock_.now());
    if (!checked) return refused("the challenge is another browser's, too old, or none of ours");
    if (!store::Passkeys(connection).spend(checked->hash, checked->expires)) {
        return refused("the challenge was answered before");
    }
    return {};
}

}  // namespace connector::access
