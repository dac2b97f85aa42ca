#include "connector/access/sign_ins.hpp"

#include <utility>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "connector/access/membership.hpp"
#include "connector/access/refusals.hpp"
#include "connector/access/sign_in_secrets.hpp"
#include "connector/access/token.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/colleagues.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/sign_ins.hpp"

namespace connector::access {
namespace {

using base::ErrorKind;

constexpr const char* kHandOff = "hand-off";

std::optional<model::Contact> find_contact(
    store::Connection& connection, const base::ProjectKey& project, const Identity& identity
) {
    store::Contacts contacts(connection);
    auto contact = identity.account ? contacts.find_by_account(*identity.account)
                                    : contacts.find_by_address(identity.address.value_or(""));
    if (!contact || !contact->is_active || !belongs(connection, project, *contact)) {
        return std::nullopt;
    }
    return contact;
}

tl::unexpected<base::Error> unknown_person() {
    return base::fail(ErrorKind::NotFound, "it is no contact of the project");
}

/// The issuer's length is in front, so that no two pairs read alike.
base::Bytes32 hash_of(const std::string& issuer, const std::string& id) {
    const std::string text = std::to_string(issuer.size()) + ":" + issuer + id;
    return base::sha256(base::as_bytes(text));
}

}  // namespace

SignIns::SignIns(
    store::Database& database,
    const KeyRing& keys,
    std::map<base::ProjectKey, SignInWays> ways,
    const base::Clock& clock,
    base::Random& random,
    base::Log& log,
    base::Metrics& metrics
)
    : database_(database),
      keys_(keys),
      ways_(std::move(ways)),
      clock_(clock),
      random_(random),
      log_(log),
      audited_(clock),
      done_(metrics.counter(
          "connector_sign_ins_total", "Sessions that a sign-in way besides the mail has opened."
      )),
      refused_(metrics.counter("connector_sign_ins_refused_total", "Sign-ins refused.")) {}

const SignInWays* SignIns::ways_of(const base::ProjectKey& project) const {
    const auto found = ways_.find(project);
    return found == ways_.end() ? nullptr : &found->second;
}

IdentityProvider* SignIns::provider_of(const base::ProjectKey& project, const std::string& way)
    const {
    const SignInWays* ways = ways_of(project);
    if (ways == nullptr) return nullptr;
    const auto found = ways->providers.find(way);
    return found == ways->providers.end() ? nullptr : found->second.get();
}

base::Result<std::string> SignIns::begin(
    const base::ProjectKey& project, const std::string& way, const base::Bytes32& browser_hash
) {
    IdentityProvider* provider = provider_of(project, way);
    if (provider == nullptr) return base::fail(ErrorKind::NotFound, "no such sign-in way");
    const SignInSecrets secrets = mint_sign_in(keys_, random_);
    auto url = provider->authorization_url(
        {.state = secrets.state,
         .nonce = secrets.nonce,
         .verifier = secrets.verifier,
         .redirect_uri = ways_of(project)->base_url + way + "/callback"}
    );
    if (!url) {
        note_refusal(way, url.error(), "");
        return url;
    }
    database_.write([&](store::Connection& connection) {
        store::SignIns(connection)
            .begin(
                {.state_hash = secrets.state_hash,
                 .browser_hash = browser_hash,
                 .project = project,
                 .way = way,
                 .expires = clock_.now() + kAttemptLife}
            );
    });
    return url;
}

base::Result<std::string> SignIns::come_back(
    const base::ProjectKey& project, const std::string& way, const Returned& returned
) {
    IdentityProvider* provider = provider_of(project, way);
    if (provider == nullptr) return base::fail(ErrorKind::NotFound, "no such sign-in way");
    const auto secrets = recover_sign_in(keys_, returned.state);
    // Taken before the code is: a second callback with the same state asks the provider nothing.
    const bool is_ours = secrets && database_.write([&](store::Connection& connection) {
        return store::SignIns(connection)
            .take(secrets->state_hash, returned.browser_hash, project, way, clock_.now());
    });
    auto identity = is_ours
                        ? provider->redeem(
                              {.code = returned.code, .issuer = returned.issuer},
                              {.state = secrets->state,
                               .nonce = secrets->nonce,
                               .verifier = secrets->verifier,
                               .redirect_uri = ways_of(project)->base_url + way + "/callback"}
                          )
                        : base::Result<Identity>(base::fail(
                              ErrorKind::Unauthorized,
                              "the sign-in was begun in another browser, too long ago, or is over"
                          ));
    auto ticket = identity ? database_.write([&](store::Connection& connection) {
        return ticket_for(connection, project, *identity, way, {.token = "", .is_direct = true});
    })
                           : base::Result<std::string>(base::fail(identity));
    if (!ticket) note_refusal(way, ticket.error(), returned.client);
    return ticket;
}

base::Result<std::string> SignIns::look_at(
    const base::ProjectKey& project, std::string_view token
) {
    const SignInWays* ways = ways_of(project);
    if (ways == nullptr || !ways->hand_off) {
        return base::fail(ErrorKind::NotFound, "the project takes no hand-off");
    }
    const auto checked = check_hand_off(token, *ways->hand_off, clock_.now());
    if (!checked) return base::fail(checked);
    return base::mask_address(*checked->identity.address);
}

base::Result<std::string> SignIns::hand_over(
    const base::ProjectKey& project, const HandedOver& handed
) {
    const SignInWays* ways = ways_of(project);
    if (ways == nullptr || !ways->hand_off) {
        return base::fail(ErrorKind::NotFound, "the project takes no hand-off");
    }
    const auto checked = check_hand_off(handed.token, *ways->hand_off, clock_.now());
    auto ticket =
        checked ? database_.write([&](store::Connection& connection) -> base::Result<std::string> {
            const auto id = hash_of(ways->hand_off->issuer, checked->id);
            if (!store::SignIns(connection).spend(id, checked->forgotten)) {
                return base::fail(ErrorKind::Unauthorized, "the hand-off came before");
            }
            return ticket_for(connection, project, checked->identity, kHandOff, handed);
        })
                : base::Result<std::string>(base::fail(checked));
    if (!ticket) note_refusal(kHandOff, ticket.error(), handed.client);
    return ticket;
}

base::Result<std::string> SignIns::ticket_for(
    store::Connection& connection,
    const base::ProjectKey& project,
    const Identity& identity,
    const std::string& way,
    const HandedOver& handed
) {
    const auto contact = find_contact(connection, project, identity);
    if (!contact) return unknown_person();
    // Found by it: the issuer vouches that it is theirs. A Jira account says nothing of that.
    if (identity.address) store::Colleagues(connection).prove_address(contact->id);
    const MintedToken ticket = mint_cookie(keys_, random_, KeyPurpose::SignIn);
    store::SignIns(connection)
        .arrive(
            {.ticket_hash = ticket.hash,
             .contact = contact->id,
             .project = project,
             .way = way,
             .return_to = handed.return_to,
             .is_direct = handed.is_direct,
             .expires = clock_.now() + kTicketLife}
        );
    return ticket.text;
}

std::optional<SignIns::Arrival> SignIns::find(
    const base::ProjectKey& project, std::string_view ticket
) {
    const auto hash = cookie_hash(keys_, ticket, KeyPurpose::SignIn);
    if (!hash) return std::nullopt;
    return database_.read([&](store::Connection& connection) -> std::optional<Arrival> {
        const auto found = store::SignIns(connection).find_arrival(*hash, project, clock_.now());
        if (!found) return std::nullopt;
        const auto contact = store::Contacts(connection).find(found->contact);
        if (!contact || !contact->is_active) return std::nullopt;
        return Arrival{
            .contact = contact->id,
            .shown_as =
                contact->address ? base::mask_address(*contact->address) : contact->display_name,
            .return_to = found->return_to,
            .is_direct = found->is_direct};
    });
}

base::Result<SignIns::Arrived> SignIns::arrive(
    const base::ProjectKey& project, std::string_view ticket, NewSession who
) {
    const SignInWays* ways = ways_of(project);
    const auto hash = cookie_hash(keys_, ticket, KeyPurpose::SignIn);
    const auto gone = base::fail(ErrorKind::NotFound, "the sign-in is over, or too long ago");
    if (ways == nullptr || !hash) return gone;
    const base::Time now = clock_.now();
    auto arrived = database_.write([&](store::Connection& connection) -> base::Result<Arrived> {
        store::SignIns sign_ins(connection);
        const auto found = sign_ins.find_arrival(*hash, project, now);
        if (!found || !sign_ins.use_arrival(*hash, now)) return gone;
        const auto contact = store::Contacts(connection).find(found->contact);
        if (!contact || !contact->is_active) return gone;
        who.contact = contact->id;
        who.made_by = model::MadeBy::SignInWay;
        who.idle = ways->session_idle;
        who.absolute = ways->session_absolute;
        StartedSession started = start_session(connection, keys_, random_, who, now);
        store::Audit(connection)
            .add(
                {.event = "sign_in.done",
                 .contact = contact->id,
                 .client = who.client,
                 .detail = found->way},
                now
            );
        return Arrived{std::move(started.cookie), ways->session_absolute, found->return_to};
    });
    (arrived ? done_ : refused_).add();
    return arrived;
}

void SignIns::note_refusal(
    const std::string& way, const base::Error& error, const std::string& client
) {
    refused_.add();
    const bool is_provider =
        error.kind == ErrorKind::Unavailable || error.kind == ErrorKind::Rejected;
    if (is_provider) {
        log_.warning(
            "sign_in.provider_failed",
            {{"way", way}, {"kind", base::name_of(error.kind)}, {"reason", error.message}}
        );
        return;
    }
    log_.info("sign_in.refused", {{"way", way}, {"reason", error.message}});
    audit_refusal(
        database_,
        audited_,
        {.event = "sign_in.refused", .client = client, .detail = way + ": " + error.message},
        clock_.now()
    );
}

}  // namespace connector::access
