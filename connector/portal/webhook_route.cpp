#include "connector/portal/webhook_route.hpp"

namespace connector::portal {

http::Response receive_webhook(mirror::WebhookReceiver& receiver, const http::Request& request) {
    const auto received = receiver.receive({
        .raw_body = request.body,
        .signature = request.header("x-hub-signature"),
        .delivery_id = request.header("x-atlassian-webhook-identifier").value_or(""),
    });
    if (!received) return http::text(base::http_status_of(received.error().kind), "not accepted\n");
    return http::text(200, "ok\n");
}

}  // namespace connector::portal
