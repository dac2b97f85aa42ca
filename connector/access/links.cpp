#include "connector/access/links.hpp"

#include <stdexcept>
#include <utility>

#include "base/text.hpp"
#include "connector/access/code.hpp"
#include "connector/access/refusals.hpp"
#include "connector/access/session_start.hpp"
#include "connector/access/token.hpp"
#include "connector/model/email_address.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/colleagues.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/links.hpp"
#include "connector/store/requests.hpp"

namespace connector::access {
namespace {

using base::ErrorKind;

constexpr int kMaxAddressTries = 5;  // SR-23

tl::unexpected<base::Error> gone() {
    return base::fail(ErrorKind::NotFound, "the link is used, expired, revoked or not ours");
}

/// A link bound to a browser is good in that browser; in any other it asks for more (SR-16).
bool is_bound_elsewhere(const store::Links::Found& found, const Links::Opener& opener) {
    if (!found.browser_hash) return false;
    return !opener.browser_hash ||
           !base::equal_constant_time(*found.browser_hash, *opener.browser_hash);
}

bool is_address_of(const model::Contact& contact, const std::optional<std::string>& typed) {
    if (!typed || !contact.address) return false;
    const auto address = model::normalize_address(*typed);
    return address &&
           base::equal_constant_time(base::as_bytes(*address), base::as_bytes(*contact.address));
}

/// An open link, its owner and its request; all must still be there.
struct OpenLink {
    store::Links::Found found;
    model::Contact contact;
    std::optional<model::Request> request;

    [[nodiscard]] base::ProjectKey project() const {
        return request ? request->project : found.link.project.value_or(base::ProjectKey());
    }

    [[nodiscard]] std::optional<base::RequestKey> request_key() const {
        return request ? std::optional(request->key) : std::nullopt;
    }

    [[nodiscard]] Links::Place place() const { return {request_key(), project()}; }
};

std::optional<OpenLink> find_open(
    store::Connection& connection, const base::Bytes32& token_hash, base::Time now
) {
    auto found = store::Links(connection).find(token_hash);
    if (!found || !found->link.is_open(now)) return std::nullopt;
    auto contact = store::Contacts(connection).find(found->link.contact);
    if (!contact || !contact->is_active) return std::nullopt;
    OpenLink open{*std::move(found), *std::move(contact), std::nullopt};
    if (open.found.link.request) {
        open.request = store::Requests(connection).find(*open.found.link.request);
        if (!open.request) return std::nullopt;
    }
    return open;
}

}  // namespace

Links::Links(
    store::Database& database,
    const KeyRing& keys,
    std::map<base::ProjectKey, LinkRules> rules,
    const base::Clock& clock,
    base::Random& random,
    base::Log& log,
    base::Metrics& metrics
)
    : database_(database),
      keys_(keys),
      rules_(std::move(rules)),
      clock_(clock),
      random_(random),
      log_(log),
      audited_(clock),
      issued_(metrics.counter("connector_links_issued_total", "Magic links issued.")),
      exchanged_(
          metrics.counter("connector_links_exchanged_total", "Links exchanged for a session.")
      ),
      refused_(metrics.counter("connector_links_refused_total", "Exchanges refused.")) {}

Links::Issued Links::issue(store::Connection& connection, const NewLink& wanted) {
    const base::Time now = clock_.now();
    const LinkRules& rules = rules_of(wanted.project);
    const bool is_requested = wanted.browser_hash.has_value();
    const base::seconds lifetime = is_requested ? rules.requested_ttl : rules.ttl;
    const MintedToken token = mint_link_token(keys_, random_, now + lifetime);
    const KeyId& key = keys_.current();
    const std::string code = is_requested ? mint_code(random_) : "";

    store::Links links(connection);
    if (is_requested) links.void_requested_of(wanted.contact, now);
    const base::LinkId id = links.add(
        {.token_hash = token.hash,
         .contact = wanted.contact,
         .request = wanted.request,
         .project = wanted.request ? std::nullopt : std::optional(wanted.project),
         .purpose = is_requested ? model::LinkPurpose::Requested : model::LinkPurpose::Notification,
         .browser_hash = wanted.browser_hash,
         .expires = now + lifetime,
         .key_id = {key.begin(), key.end()},
         .code_hash = is_requested ? code_hash(keys_, key, token.hash, code) : std::nullopt,
         .is_mailed = wanted.is_mailed},
        now
    );
    store::Audit(connection)
        .add(
            {.event = "link.issued",
             .contact = wanted.contact,
             .request = wanted.request,
             .detail = wanted.note},
            now
        );
    issued_.add();
    return {id, token.text, code, lifetime};
}

base::Result<Links::Preview> Links::preview(std::string_view token, const Opener& opener) {
    const base::Time now = clock_.now();
    const auto checked = check_link_token(keys_, token);
    if (!checked || checked->expires <= now) return gone();
    const auto open = database_.read([&](store::Connection& connection) {
        return find_open(connection, checked->hash, now);
    });
    if (!open || !rules_.contains(open->project())) return gone();
    return Preview{
        .id = open->found.link.id,
        .contact = open->contact.id,
        .masked_address = base::mask_address(open->contact.address.value_or("")),
        .request_key = open->request_key(),
        .project = open->project(),
        .asks_for_address = is_bound_elsewhere(open->found, opener),
    };
}

base::Result<Links::Exchanged> Links::exchange(std::string_view token, const Opener& opener) {
    const base::Time now = clock_.now();
    const auto checked = check_link_token(keys_, token);
    if (!checked) {
        refused_.add();
        return gone();
    }
    auto outcome = database_.write([&](store::Connection& connection) {
        return consume(connection, checked->hash, opener, now);
    });
    (outcome ? exchanged_ : refused_).add();
    if (!outcome) log_.info("link.exchange_refused", {{"reason", outcome.error().message}});
    return outcome;
}

base::Result<Links::Exchanged> Links::consume(
    store::Connection& connection,
    const base::Bytes32& token_hash,
    const Opener& opener,
    base::Time now
) {
    const auto open = find_open(connection, token_hash, now);
    if (!open || !rules_.contains(open->project())) {
        return refuse(connection, {.event = "link.refused"}, opener);
    }
    const model::Link& link = open->found.link;
    store::Links links(connection);
    if (is_bound_elsewhere(open->found, opener)) {
        // Counted before it is compared: a right guess after five wrong ones is no guess any more.
        const bool may_try =
            !opener.typed_address || links.count_address_try(link.id, kMaxAddressTries);
        if (!may_try) {
            return refuse(connection, {.event = "link.locked", .contact = link.contact}, opener);
        }
        if (!is_address_of(open->contact, opener.typed_address)) {
            static_cast<void>(
                refuse(connection, {.event = "link.address_asked", .contact = link.contact}, opener)
            );
            return base::fail(
                ErrorKind::Unauthorized, "opened in a browser that did not ask for it"
            );
        }
    }
    return use(connection, link, open->place(), opener, model::MadeBy::Link, now);
}

base::Result<Links::Exchanged> Links::use_by_code(
    store::Connection& connection, const base::Bytes32& token_hash, const Opener& opener
) {
    const base::Time now = clock_.now();
    const auto open = find_open(connection, token_hash, now);
    if (!open || !rules_.contains(open->project()) || is_bound_elsewhere(open->found, opener)) {
        return refuse(connection, {.event = "link.refused"}, opener);
    }
    return use(connection, open->found.link, open->place(), opener, model::MadeBy::Code, now);
}

base::Result<Links::Exchanged> Links::use(
    store::Connection& connection,
    const model::Link& link,
    const Place& place,
    const Opener& opener,
    model::MadeBy made_by,
    base::Time now
) {
    // One winner: the row count decides, in the transaction that inserts the session (SR-13).
    if (!store::Links(connection).use(link.id, now)) {
        return refuse(
            connection,
            {.event = "link.refused", .contact = link.contact, .detail = "lost a race"},
            opener
        );
    }
    if (link.is_mailed) store::Colleagues(connection).prove_address(link.contact);
    const LinkRules& rules = rules_of(place.project);
    const bool offers_stay = rules.session_stay > base::seconds{0};
    const bool stays = offers_stay && opener.wants_to_stay;
    const base::seconds absolute = stays ? rules.session_stay : rules.session_absolute;
    StartedSession started = start_session(
        connection,
        keys_,
        random_,
        {.contact = link.contact,
         .link = link.id,
         .made_by = made_by,
         .idle = stays ? rules.session_stay : rules.session_idle,
         .absolute = absolute,
         .client = opener.client,
         .device = opener.device,
         .previous = opener.session},
        now
    );
    store::Audit(connection)
        .add(
            {.event = "link.exchanged",
             .contact = link.contact,
             .request = link.request,
             .client = opener.client,
             .detail = made_by == model::MadeBy::Code ? "by its code" : ""},
            now
        );
    return Exchanged{
        .session_cookie = std::move(started.cookie),
        .session_lifetime = absolute,
        .until_closed = offers_stay && !stays,
        .session = std::move(started.session),
        .request_key = place.request_key,
        .project = place.project,
    };
}

tl::unexpected<base::Error> Links::refuse(
    store::Connection& connection, store::Audit::Entry entry, const Opener& opener
) {
    entry.client = opener.client;
    audit_refusal(connection, audited_, entry, clock_.now());
    return gone();
}

base::Result<Links::Origin> Links::origin(std::string_view token) {
    const auto checked = check_link_token(keys_, token);
    if (!checked) return gone();
    const auto origin = database_.read([&](store::Connection& connection) -> std::optional<Origin> {
        const auto found = store::Links(connection).find(checked->hash);
        if (!found) return std::nullopt;
        const model::Link& link = found->link;
        const auto request =
            link.request ? store::Requests(connection).find(*link.request) : std::nullopt;
        const auto project = request ? std::optional(request->project) : link.project;
        if (!project || !rules_.contains(*project)) return std::nullopt;
        return Origin{link.id, link.contact, link.request, *project};
    });
    if (!origin) return gone();
    return *origin;
}

const LinkRules& Links::rules_of(const base::ProjectKey& project) const {
    const auto found = rules_.find(project);
    if (found == rules_.end())
        throw std::logic_error("no link rules for project " + project.value());
    return found->second;
}

}  // namespace connector::access
