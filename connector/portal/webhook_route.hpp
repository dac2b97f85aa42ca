#pragma once

#include "connector/http/request.hpp"
#include "connector/http/response.hpp"
#include "connector/mirror/webhook_receiver.hpp"

namespace connector::portal {

/// 25 MB: what Jira sends at most. A smaller limit would lose such events for good by a 413.
inline constexpr std::size_t kMaxWebhookBytes = 25U << 20U;

/// POST /webhooks/jira. 200 once the hint is on disk; 401 for what Jira did not sign; a store that
/// cannot take it throws and is answered 503, so that Jira comes again (SR-70, SR-72, SR-73).
[[nodiscard]] http::Response receive_webhook(
    mirror::WebhookReceiver& receiver, const http::Request& request
);

}  // namespace connector::portal
