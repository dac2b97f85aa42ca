#include "connector/access/guests.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "base/bytes.hpp"
#include "connector/access/reference_code.hpp"
#include "connector/access/refusals.hpp"
#include "connector/access/token.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/facts.hpp"
#include "connector/store/guests.hpp"
#include "connector/store/requests.hpp"

namespace connector::access {
namespace {

constexpr std::chrono::minutes kTouchEvery{1};
/// 80 bits cannot be guessed; this bounds what trying costs us.
constexpr LimitRule kPerClient{"return.client", 10, std::chrono::minutes{10}};

tl::unexpected<base::Error> no_such_request() {
    return base::fail(base::ErrorKind::NotFound, "no such request and code");
}

KeyId key_id_of(const base::Bytes& stored) {
    KeyId id{};
    std::copy_n(stored.begin(), std::min(stored.size(), id.size()), id.begin());
    return id;
}

}  // namespace

Guests::Guests(
    store::Database& database,
    const KeyRing& keys,
    std::map<base::ProjectKey, LinkRules> rules,
    const base::Clock& clock,
    base::Random& random,
    base::Log& log
)
    : database_(database),
      keys_(keys),
      rules_(std::move(rules)),
      clock_(clock),
      random_(random),
      log_(log),
      limits_(clock) {}

std::optional<model::Guest> Guests::find(store::Connection& connection, std::string_view cookie)
    const {
    const auto hash = cookie_hash(keys_, cookie, KeyPurpose::GuestHash);
    if (!hash) return std::nullopt;
    auto guest = store::Guests(connection).find(*hash);
    if (!guest || guest->is_over(clock_.now())) return std::nullopt;
    return guest;
}

std::optional<model::Guest> Guests::find(store::Connection& connection, model::GuestId id) const {
    auto guest = store::Guests(connection).find(id);
    if (!guest || guest->is_over(clock_.now())) return std::nullopt;
    return guest;
}

Guests::Begun Guests::begin(
    store::Connection& connection,
    const base::ProjectKey& project,
    const std::optional<std::string>& claimed_address
) {
    const auto rules = rules_.find(project);
    if (rules == rules_.end()) throw std::logic_error("a guest of a project without rules");
    const MintedToken cookie = mint_cookie(keys_, random_, KeyPurpose::GuestHash);
    const base::Time now = clock_.now();
    model::Guest guest{
        .id = {},
        .claimed_address = claimed_address,
        .created = now,
        .last_seen = now,
        .expires = now + rules->second.session_absolute,
        .idle_limit = rules->second.session_idle,
    };
    guest.id = store::Guests(connection).add(guest, cookie.hash, keys_.current());
    return {cookie.text, std::move(guest)};
}

void Guests::hold(store::Connection& connection, model::GuestId guest, base::RequestId request) {
    store::Guests guests(connection);
    guests.hold(guest, request);
    const KeyId& key = keys_.current();
    store::Guests::CodeSeed seed{.key_id = {key.begin(), key.end()}};
    random_.fill(seed.seed);
    guests.add_code(request, seed, clock_.now());
}

std::optional<std::string> Guests::code_for(store::Connection& connection, base::RequestId request)
    const {
    const auto seed = store::Guests(connection).code_of(request);
    if (!seed) return std::nullopt;
    return reference_code(keys_, key_id_of(seed->key_id), seed->seed, request);
}

base::Result<Guests::Return> Guests::come_back(const Typed& typed) {
    const base::Time now = clock_.now();
    if (!limits_.take(kPerClient, client_network(typed.client))) {
        audit_refusal(
            database_,
            limits_,
            {.event = "limit.reached",
             .client = typed.client,
             .detail = std::string(kPerClient.name)},
            now
        );
        return no_such_request();
    }
    auto outcome =
        database_.write([&](store::Connection& connection) { return attempt(connection, typed); });
    if (!outcome) log_.info("return.refused", {{"client", client_network(typed.client)}});
    return outcome;
}

base::Result<Guests::Return> Guests::attempt(store::Connection& connection, const Typed& typed) {
    const base::Time now = clock_.now();
    // There is always something to write and to compare: what it takes tells nothing (SR-51).
    store::Facts(connection).set("latest_return", base::to_millis(now));
    const auto found = store::Requests(connection).find_by_key(base::RequestKey(typed.key));
    const bool is_nobodys = found && found->project == typed.project && !found->reporter;
    const auto request = is_nobodys ? found->id : base::RequestId{};
    const auto seed = store::Guests(connection)
                          .code_of(request)
                          .value_or(store::Guests::CodeSeed{
                              .key_id = {keys_.current().begin(), keys_.current().end()}});
    const auto code = reference_code(keys_, key_id_of(seed.key_id), seed.seed, request);
    const std::string given = normalize_reference_code(typed.code);
    const bool fits =
        code && base::equal_constant_time(base::as_bytes(*code), base::as_bytes(given));
    if (!is_nobodys || !fits || !rules_.contains(typed.project)) {
        audit_refusal(
            connection, limits_, {.event = "return.refused", .client = typed.client}, now
        );
        return no_such_request();
    }
    Return way{.request = found->key};
    if (!typed.guest) way.begun = begin(connection, typed.project, std::nullopt);
    const model::GuestId guest = typed.guest ? typed.guest->id : way.begun->guest.id;
    store::Guests(connection).hold(guest, request);
    store::Audit(connection)
        .add({.event = "return.accepted", .request = request, .client = typed.client}, now);
    return way;
}

void Guests::keep_alive(const model::Guest& guest) {
    const base::Time now = clock_.now();
    if (now < guest.last_seen + kTouchEvery) return;
    database_.write([&](store::Connection& connection) {
        store::Guests(connection).touch(guest.id, now);
    });
}

void Guests::end(const model::Guest& guest) {
    database_.write([&](store::Connection& connection) { store::Guests(connection).end(guest.id); }
    );
}

}  // namespace connector::access
