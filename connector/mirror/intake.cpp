#include "connector/mirror/intake.hpp"

#include <utility>

#include "base/text.hpp"
#include "connector/store/inbox.hpp"

namespace connector::mirror {
namespace {

constexpr std::size_t kMaxIdBytes = 128;

base::Metrics::Counter counter_of(
    base::Metrics& metrics, std::string_view metric, const char* outcome
) {
    return metrics.counter(std::string(metric), "Deliveries by outcome.", {{"outcome", outcome}});
}

}  // namespace

std::span<const base::Secret> keys_of(
    const DoorKeys& keys, const std::optional<base::ProjectKey>& project
) {
    if (!project) return keys.site;
    const auto door = keys.projects.find(*project);
    if (door == keys.projects.end()) return {};
    return door->second.empty() ? keys.site : door->second;
}

Intake::Intake(
    std::string_view name,
    std::string_view metric,
    store::Database& database,
    std::set<base::ProjectKey> projects,
    const base::Clock& clock,
    base::Log& log,
    base::Metrics& metrics,
    std::function<void()> on_hint
)
    : name_(name),
      database_(database),
      projects_(std::move(projects)),
      clock_(clock),
      log_(log),
      on_hint_(std::move(on_hint)),
      accepted_(counter_of(metrics, metric, "accepted")),
      repeated_(counter_of(metrics, metric, "repeated")),
      ignored_(counter_of(metrics, metric, "ignored")),
      dead_(counter_of(metrics, metric, "dead_letter")),
      unsigned_(counter_of(metrics, metric, "unauthorized")) {}

void Intake::take(const Letter& letter) {
    const auto& hint = letter.hint;
    if (hint && (!*hint || !concerns_us(**hint, letter))) {
        ignored_.add();
        return;
    }
    store::Inbox::Delivery row{
        .body_hash = letter.hash,
        .delivery_id = base::shorten(letter.delivery_id, kMaxIdBytes),
    };
    if (hint) {
        row.event = base::shorten((*hint)->event, kMaxIdBytes);
        row.request = (*hint)->request;
    } else {
        row.error = hint.error().message;
    }
    const bool is_new = database_.write([&](store::Connection& connection) {
        return store::Inbox(connection).accept(row, clock_.now());
    });
    if (!hint) {
        dead_.add();
        log_.warning("webhook.dead_letter", {{"door", name_}, {"reason", row.error}});
    } else if (is_new) {
        accepted_.add();
        on_hint_();
    } else {
        repeated_.add();
    }
}

void Intake::refuse(std::string_view reason) {
    unsigned_.add();
    log_.warning("webhook.unauthorized", {{"door", name_}, {"reason", reason}});
}

bool Intake::concerns_us(const Hint& hint, const Letter& letter) const {
    if (!hint.project) return true;
    return letter.door ? *hint.project == *letter.door : projects_.contains(*hint.project);
}

}  // namespace connector::mirror
