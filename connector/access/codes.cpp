#include "connector/access/codes.hpp"

#include <algorithm>

#include "connector/access/code.hpp"
#include "connector/access/refusals.hpp"
#include "connector/store/facts.hpp"
#include "connector/store/links.hpp"

namespace connector::access {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// SR-23, SR-34.
constexpr int kMaxTries = 5;
constexpr int kMaxTriesOfContact = 20;
constexpr hours kDay{24};
constexpr LimitRule kPerClient{"code.client", 10, minutes{10}};
constexpr LimitRule kGlobal{"code.global", 30, minutes{10}};

tl::unexpected<base::Error> wrong() {
    return base::fail(base::ErrorKind::NotFound, "no such code for this browser");
}

KeyId key_id_of(const store::Links::Coded& coded) {
    KeyId id{};
    std::copy_n(coded.key_id.begin(), std::min(coded.key_id.size(), id.size()), id.begin());
    return id;
}

}  // namespace

Codes::Codes(
    store::Database& database,
    Links& links,
    const KeyRing& keys,
    const base::Clock& clock,
    base::Log& log,
    base::Metrics& metrics
)
    : database_(database),
      links_(links),
      keys_(keys),
      clock_(clock),
      log_(log),
      limits_(clock),
      accepted_(metrics.counter("connector_codes_accepted_total", "Codes exchanged for a session.")
      ),
      refused_(metrics.counter("connector_codes_refused_total", "Codes refused.")) {}

base::Result<Links::Exchanged> Codes::exchange(
    std::string_view typed, const Links::Opener& opener
) {
    if (!limits_.take(kPerClient, client_network(opener.client))) {
        refused_.add();
        audit_refusal(
            database_,
            limits_,
            {.event = "limit.reached",
             .client = opener.client,
             .detail = std::string(kPerClient.name)},
            clock_.now()
        );
        return wrong();
    }
    auto outcome = database_.write([&](store::Connection& connection) {
        return attempt(connection, normalize_code(typed), opener);
    });
    (outcome ? accepted_ : refused_).add();
    if (!outcome) log_.info("code.refused", {{"client", client_network(opener.client)}});
    return outcome;
}

base::Result<Links::Exchanged> Codes::attempt(
    store::Connection& connection, std::string_view code, const Links::Opener& opener
) {
    const base::Time now = clock_.now();
    // There is always something to write: that a commit takes its time tells nothing (SR-30).
    store::Facts(connection).set("latest_code_try", base::to_millis(now));
    store::Links links(connection);
    const auto coded =
        opener.browser_hash ? links.find_coded(*opener.browser_hash, now) : std::nullopt;
    const auto refuse = [&](std::string_view why) {
        audit_refusal(
            connection,
            limits_,
            {.event = "code.refused",
             .contact = coded ? std::optional(coded->contact) : std::nullopt,
             .client = opener.client,
             .detail = std::string(why)},
            now
        );
        return wrong();
    };
    if (!coded) return refuse("");
    // Counted before it is compared, whatever comes of it.
    const bool may_try = limits_.take(kGlobal, "") &&
                         links.count_code_try(*coded, kMaxTries, kMaxTriesOfContact, now - kDay);
    if (!may_try) return refuse("too many tries");
    const auto hash = code_hash(keys_, key_id_of(*coded), coded->token_hash, code);
    if (!hash || !base::equal_constant_time(*hash, coded->code_hash)) return refuse("");
    return links_.use_by_code(connection, coded->token_hash, opener);
}

}  // namespace connector::access
