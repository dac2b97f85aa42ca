#include "connector/mirror/webhook_receiver.hpp"

#include <utility>

#include "base/crypto.hpp"
#include "jira/webhook.hpp"

namespace connector::mirror {
namespace {

base::Result<std::optional<Intake::Hint>> hint_in(std::string_view raw_body) {
    auto parsed = jira::parse_webhook(raw_body);
    if (!parsed) return base::fail(parsed);
    if (!*parsed) return std::nullopt;
    return Intake::Hint{
        .event = std::move((*parsed)->event),
        .request = (*parsed)->request,
        .project = std::move((*parsed)->project)};
}

}  // namespace

WebhookReceiver::WebhookReceiver(Intake& intake, DoorKeys keys)
    : intake_(intake), keys_(std::move(keys)) {}

base::Result<void> WebhookReceiver::receive(const Delivery& delivery) {
    if (auto verified = jira::verify_signature(
            delivery.signature, delivery.raw_body, keys_of(keys_, delivery.project)
        );
        !verified) {
        intake_.refuse(verified.error().message);
        return verified;
    }
    intake_.take(
        {.door = delivery.project,
         .hint = hint_in(delivery.raw_body),
         .hash = base::sha256(base::as_bytes(delivery.raw_body)),
         .delivery_id = delivery.delivery_id}
    );
    return {};
}

}  // namespace connector::mirror
