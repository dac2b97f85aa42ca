#include "connector/mirror/webhook_receiver.hpp"

#include <utility>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "connector/store/inbox.hpp"

namespace connector::mirror {
namespace {

constexpr std::size_t kMaxIdBytes = 128;

base::Metrics::Counter counter_of(base::Metrics& metrics, const char* outcome) {
    return metrics.counter(
        "connector_webhooks_total", "Webhook deliveries by outcome.", {{"outcome", outcome}}
    );
}

}  // namespace

WebhookReceiver::WebhookReceiver(
    store::Database& database,
    std::vector<base::Secret> secrets,
    std::set<base::ProjectKey> projects,
    const base::Clock& clock,
    base::Log& log,
    base::Metrics& metrics,
    std::function<void()> on_hint
)
    : database_(database),
      secrets_(std::move(secrets)),
      projects_(std::move(projects)),
      clock_(clock),
      log_(log),
      on_hint_(std::move(on_hint)),
      accepted_(counter_of(metrics, "accepted")),
      repeated_(counter_of(metrics, "repeated")),
      ignored_(counter_of(metrics, "ignored")),
      dead_(counter_of(metrics, "dead_letter")),
      unsigned_(counter_of(metrics, "unauthorized")) {}

base::Result<void> WebhookReceiver::receive(const Delivery& delivery) {
    if (auto verified = jira::verify_signature(delivery.signature, delivery.raw_body, secrets_);
        !verified) {
        unsigned_.add();
        log_.warning("webhook.unauthorized", {{"reason", verified.error().message}});
        return verified;
    }
    const auto hint = jira::parse_webhook(delivery.raw_body);
    if (hint && (!*hint || !concerns_us(**hint))) {
        ignored_.add();
        return {};
    }

    store::Inbox::Delivery row{
        .body_hash = base::sha256(base::as_bytes(delivery.raw_body)),
        .delivery_id = base::shorten(delivery.delivery_id, kMaxIdBytes),
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
        log_.warning("webhook.dead_letter", {{"reason", row.error}});
    } else if (is_new) {
        accepted_.add();
        on_hint_();
    } else {
        repeated_.add();
    }
    return {};
}

bool WebhookReceiver::concerns_us(const jira::WebhookHint& hint) const {
    return !hint.project || projects_.contains(*hint.project);
}

}  // namespace connector::mirror
