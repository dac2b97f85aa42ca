#pragma once

#include <string_view>
#include <vector>

#include "connector/provision/check.hpp"
#include "connector/provision/settings.hpp"
#include "connector/provision/site_view.hpp"
#include "jira/site_admin.hpp"

namespace connector::provision {

/// The one with that subject; null when the configuration asks for none (any more).
[[nodiscard]] const WebhookSettings* find_webhook(
    const Settings& settings, std::string_view subject
);
/// The webhook as it would be registered on an empty site.
[[nodiscard]] jira::Webhook wanted_webhook(const WebhookSettings& wanted);
/// `found` with what differs set right: what it has beyond our wishes stays.
[[nodiscard]] jira::Webhook repaired_webhook(
    const jira::Webhook& found, const WebhookSettings& wanted
);
/// What keeps `found` from doing its work. The secret can't be read: it differs when the last one
/// that we registered was another, or none.
[[nodiscard]] std::vector<Difference> differences(
    const jira::Webhook& found, const WebhookSettings& wanted, const Remembered& remembered
);

}  // namespace connector::provision
