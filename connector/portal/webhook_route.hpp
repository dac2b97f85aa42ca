#pragma once

#include "connector/http/router.hpp"
#include "connector/mirror/automation_receiver.hpp"
#include "connector/mirror/webhook_receiver.hpp"

namespace connector::portal {

/// 25 MB: what Jira sends at most. A smaller limit would lose such events for good by a 413.
inline constexpr std::size_t kMaxWebhookBytes = 25U << 20U;

/// Who takes what Jira tells us.
struct Receivers {
    mirror::WebhookReceiver& webhooks;
    mirror::AutomationReceiver& automation;
};

/// POST /webhooks/jira and /webhooks/jira/KEY: 200 once the hint is on disk; 401 for what Jira did
/// not sign; a store that cannot take it throws and is answered 503, so that Jira comes again
/// (SR-70, SR-72, SR-73).
///
/// POST /webhooks/automation and /webhooks/automation/KEY: the same for "Send web request". The
/// secret comes as `X-Automation-Webhook-Token: SECRET` or as `Authorization: Bearer SECRET`; a
/// rule that sends no body names the request in the address, ?issue={{issue.id}}.
///
/// `receivers` refers to what outlives the router.
void add_webhook_routes(http::Router& router, const Receivers& receivers);

}  // namespace connector::portal
