#pragma once

#include <vector>

#include "connector/provision/check.hpp"
#include "connector/provision/settings.hpp"
#include "connector/provision/site_view.hpp"
#include "jira/site_admin.hpp"

namespace connector::provision {

/// The webhook as it would be registered on an empty site.
[[nodiscard]] jira::Webhook wanted_webhook(const Settings& settings);
/// `found` with what differs set right: what it has beyond our wishes stays.
[[nodiscard]] jira::Webhook repaired_webhook(const jira::Webhook& found, const Settings& settings);
/// What keeps `found` from doing its work. The secret can't be read: it differs when the last one
/// that we registered was another, or none.
[[nodiscard]] std::vector<Difference> differences(
    const jira::Webhook& found, const Settings& settings, const Remembered& remembered
);

}  // namespace connector::provision
