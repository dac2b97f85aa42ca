#include "connector/access/passwords.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/crypto.hpp"
#include "connector/access/membership.hpp"
#include "connector/access/password_text.hpp"
#include "connector/access/refusals.hpp"
#include "connector/model/email_address.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/facts.hpp"
#include "connector/store/passwords.hpp"
#include "connector/store/sessions.hpp"

namespace connector::access {
namespace {

using base::ErrorKind;
using std::chrono::hours;
using std::chrono::minutes;

// SR-34. At a contact's password; docs/security.md has the sum.
const std::vector<store::Passwords::TryRule> kPerContact{{5, minutes{15}}, {20, hours{24}}};
constexpr LimitRule kPerClient{"password.client", 10, minutes{15}};
constexpr LimitRule kGlobal{"password.global", 120, minutes{15}};

constexpr unsigned kThreads = 2;
constexpr std::size_t kMostWaiting = 16;

tl::unexpected<base::Error> wrong() {
    return base::fail(ErrorKind::NotFound, "no such address with that password");
}

bool any_has_passwords(const AllProofRules& rules) {
    return std::any_of(rules.begin(), rules.end(), [](const auto& rule) {
        return rule.second.passwords;
    });
}

/// A sealed hash is good for the contact whose it is, and nobody else.
std::string about(base::ContactId contact) {
    return "password of contact " + std::to_string(contact.value());
}

}  // namespace

Passwords::Passwords(
    store::Database& database,
    const KeyRing& keys,
    AllProofRules rules,
    const base::PasswordCost& cost,
    const base::Clock& clock,
    base::Random& random,
    base::Log& log,
    base::Metrics& metrics
)
    : database_(database),
      keys_(keys),
      rules_(std::move(rules)),
      cost_(cost),
      clock_(clock),
      random_(random),
      log_(log),
      limits_(clock),
      accepted_(metrics.counter("connector_passwords_accepted_total", "Sign-ins by a password.")),
      refused_(metrics.counter("connector_passwords_refused_total", "Passwords refused.")),
      hashes_(metrics.counter("connector_password_hashes_total", "Passwords hashed or compared.")),
      pool_(
          {.name = "passwords",
           .threads = any_has_passwords(rules_) ? kThreads : 0,
           .most_waiting = kMostWaiting},
          log
      ) {
    if (any_has_passwords(rules_)) decoy_ = base::hash_password("", cost_).value();
}

const ProofRules* Passwords::rules_of(const base::ProjectKey& project) const {
    const auto found = rules_.find(project);
    return found == rules_.end() || !found->second.passwords ? nullptr : &found->second;
}

bool Passwords::has_one(base::ContactId contact) {
    return database_.read([&](store::Connection& connection) {
        return store::Passwords(connection).find(contact).has_value();
    });
}

base::Result<void> Passwords::set(
    const base::ProjectKey& project, const Change& change, std::string_view wanted
) {
    const ProofRules* rules = rules_of(project);
    if (rules == nullptr) return base::fail(ErrorKind::NotFound, "the project has no passwords");
    const model::Contact& contact = change.who.contact;
    const auto password = check_new_password(wanted, contact.address.value_or(""));
    if (!password) return base::fail(password);
    if (const auto proven = prove(change); !proven) return proven;

    base::Result<bool> is_known = false;
    std::optional<std::string> hash;
    hashes_.add();
    const auto done = pool_.run([&] {
        if (rules->breached) is_known = rules->breached->contains(password->reveal());
        if (is_known && !*is_known) hash = base::hash_password(password->reveal(), cost_);
    });
    if (!done) return done;
    if (!is_known) {
        log_.error("password.list_unreadable", {{"reason", is_known.error().message}});
        return base::fail(ErrorKind::Unavailable, is_known.error().message);
    }
    if (*is_known) return base::fail(ErrorKind::Conflict, "the password is a known one");
    if (!hash) return base::fail(ErrorKind::Unavailable, "no memory for the password's hash");

    return database_.write([&](store::Connection& connection) -> base::Result<void> {
        const base::Time now = clock_.now();
        const auto known = store::Contacts(connection).find(contact.id);
        const bool is_there = known && known->is_active && known->address == contact.address;
        if (!is_there ||
            !store::Sessions(connection).end_others_of(contact.id, change.who.session.id)) {
            return base::fail(ErrorKind::NotFound, "the session is over");
        }
        store::Passwords(connection)
            .save(
                {.contact = contact.id,
                 .key_id = base::Bytes(keys_.current().begin(), keys_.current().end()),
                 .sealed = seal(contact.id, *hash),
                 .set = now}
            );
        store::Audit(connection)
            .add({.event = "password.set", .contact = contact.id, .client = change.client}, now);
        return {};
    });
}

base::Result<void> Passwords::remove(const Change& change) {
    if (const auto proven = prove(change); !proven) return proven;
    const base::ContactId contact = change.who.contact.id;
    return database_.write([&](store::Connection& connection) -> base::Result<void> {
        if (!store::Passwords(connection).remove(contact)) {
            return base::fail(ErrorKind::NotFound, "there is no password");
        }
        store::Audit(connection)
            .add(
                {.event = "password.removed", .contact = contact, .client = change.client},
                clock_.now()
            );
        return {};
    });
}

base::Result<void> Passwords::prove(const Change& change) {
    const auto denied = base::fail(ErrorKind::Denied, "neither proven just now nor by a password");
    if (change.who.session.assurance != model::Assurance::Verified) return denied;
    if (is_just_proven(change.who.session, clock_.now())) return {};
    Candidate candidate{.contact = change.who.contact.id};
    database_.write([&](store::Connection& connection) {
        count_try(connection, candidate);
        if (!candidate.is_limited) return;
        audit_refusal(
            connection,
            limits_,
            {.event = "limit.reached",
             .contact = candidate.contact,
             .client = change.client,
             .detail = "password.contact"},
            clock_.now()
        );
    });
    if (candidate.is_limited) return base::fail(ErrorKind::Limited, "tried too often");
    const auto is_right = fits(candidate, change.current);
    if (!is_right) return base::fail(is_right);
    database_.write([&](store::Connection& connection) {
        if (*is_right) return store::Passwords(connection).forget_try(candidate.counted);
        audit_refusal(
            connection,
            limits_,
            {.event = "password.refused", .contact = candidate.contact, .client = change.client},
            clock_.now()
        );
    });
    if (!*is_right) return denied;
    return {};
}

base::Result<ProvenSession> Passwords::sign_in(
    const base::ProjectKey& project, const Typed& typed, NewSession who
) {
    const ProofRules* rules = rules_of(project);
    if (rules == nullptr) return base::fail(ErrorKind::NotFound, "the project has no passwords");
    // Neither depends on whom the address is, so neither has to take its time.
    for (const auto& [rule, key] :
         {std::pair{kPerClient, client_network(who.client)}, std::pair{kGlobal, std::string()}}) {
        if (limits_.take(rule, key)) continue;
        refused_.add();
        audit_refusal(
            database_,
            limits_,
            {.event = "limit.reached", .client = who.client, .detail = std::string(rule.name)},
            clock_.now()
        );
        return wrong();
    }
    const Candidate candidate = database_.write([&](store::Connection& connection) {
        return find_candidate(connection, project, typed.address);
    });
    const auto is_right = fits(candidate, typed.password);
    if (!is_right) return base::fail(is_right);
    auto session = database_.write([&](store::Connection& connection) {
        return settle(connection, *rules, candidate, *is_right, who);
    });
    (session ? accepted_ : refused_).add();
    if (!session) log_.info("password.refused", {{"client", client_network(who.client)}});
    return session;
}

Passwords::Candidate Passwords::find_candidate(
    store::Connection& connection, const base::ProjectKey& project, std::string_view address
) {
    // There is always something to write: that a commit takes its time tells nothing (SR-30).
    store::Facts(connection).set("latest_password_try", base::to_millis(clock_.now()));
    Candidate candidate{.hash = decoy_};
    const auto normalized = model::normalize_address(address);
    const auto contact =
        normalized ? store::Contacts(connection).find_by_address(*normalized) : std::nullopt;
    if (!contact || !belongs(connection, project, *contact)) return candidate;
    candidate.contact = contact->id;
    count_try(connection, candidate);
    return candidate;
}

void Passwords::count_try(store::Connection& connection, Candidate& candidate) {
    store::Passwords passwords(connection);
    candidate.hash = decoy_;
    const auto counted = passwords.count_try(*candidate.contact, kPerContact, clock_.now());
    candidate.is_limited = !counted;
    candidate.counted = counted.value_or(0);
    const auto kept = passwords.find(*candidate.contact);
    if (!kept) return;
    const std::string hash = open(kept->contact, kept->key_id, kept->sealed);
    if (hash.empty() || candidate.is_limited) return;
    candidate.sealed = kept->sealed;
    candidate.hash = hash;
}

base::Result<bool> Passwords::fits(const Candidate& candidate, std::string_view typed) {
    if (candidate.hash.empty()) throw std::logic_error("a password without a hash to compare with");
    const auto password = normalize_password(typed);
    bool fits = false;
    hashes_.add();
    const auto done = pool_.run([&] {
        fits = base::fits_password(candidate.hash, password ? password->reveal() : "");
    });
    if (!done) return base::fail(done);
    return fits && password && !candidate.sealed.empty();
}

base::Result<ProvenSession> Passwords::settle(
    store::Connection& connection,
    const ProofRules& rules,
    const Candidate& candidate,
    bool is_right,
    NewSession who
) {
    const base::Time now = clock_.now();
    store::Facts(connection).set("latest_password_try", base::to_millis(now));
    store::Passwords passwords(connection);
    const auto kept = is_right ? passwords.find(*candidate.contact) : std::nullopt;
    const auto contact = kept ? store::Contacts(connection).find(kept->contact) : std::nullopt;
    // It was compared outside of this transaction: it must still be what counts.
    if (!contact || !contact->is_active || kept->sealed != candidate.sealed) {
        audit_refusal(
            connection,
            limits_,
            {.event = "password.refused",
             .contact = candidate.contact,
             .client = who.client,
             .detail = candidate.is_limited ? "too many tries" : ""},
            now
        );
        return wrong();
    }
    passwords.forget_try(candidate.counted);
    passwords.note_use(contact->id, now);
    who.contact = contact->id;
    who.made_by = model::MadeBy::Password;
    who.idle = rules.session_idle;
    who.absolute = rules.session_absolute;
    StartedSession started = start_session(connection, keys_, random_, who, now);
    store::Audit(connection)
        .add({.event = "password.used", .contact = contact->id, .client = who.client}, now);
    return ProvenSession{std::move(started.cookie), rules.session_absolute};
}

void Passwords::seal_anew() {
    database_.write([&](store::Connection& connection) {
        store::Passwords passwords(connection);
        for (auto& kept : passwords.not_sealed_by(keys_.current())) {
            const std::string hash = open(kept.contact, kept.key_id, kept.sealed);
            if (hash.empty()) continue;  // its key is gone: the password is good for nothing
            kept.key_id.assign(keys_.current().begin(), keys_.current().end());
            kept.sealed = seal(kept.contact, hash);
            passwords.seal_anew(kept);
        }
    });
}

std::string Passwords::open(base::ContactId contact, base::ByteView key, base::ByteView sealed)
    const {
    KeyId id{};
    if (key.size() != id.size()) return "";
    std::copy(key.begin(), key.end(), id.begin());
    const auto subkey = keys_.subkey(id, KeyPurpose::PasswordSeal);
    if (!subkey) return "";
    const auto hash = base::open_sealed(*subkey, sealed, base::as_bytes(about(contact)));
    return hash ? std::string(hash->reveal()) : "";
}

base::Bytes Passwords::seal(base::ContactId contact, std::string_view hash) {
    return base::seal(
        keys_.current_subkey(KeyPurpose::PasswordSeal),
        random_,
        base::as_bytes(hash),
        base::as_bytes(about(contact))
    );
}

}  // namespace connector::access
