#pragma once

#include "base/ids.hpp"
#include "connector/provision/check.hpp"
#include "connector/provision/settings.hpp"

/// Where an administrator finds a setting. The words are those of Atlassian's pages; menus are
/// moved around now and then, so an older name stands beside a new one. Data Center has menus and
/// pages of its own.
namespace connector::provision {

/// On Cloud: support.atlassian.com, "Change global customer permissions".
[[nodiscard]] Place customer_access(const Settings& settings);
/// On Cloud: support.atlassian.com, "Change project customer permissions".
[[nodiscard]] Place customer_permissions(const Settings& settings, const base::ProjectKey& key);
[[nodiscard]] Place customer_notifications(const Settings& settings, const base::ProjectKey& key);
[[nodiscard]] Place project_people(const Settings& settings, const base::ProjectKey& key);
[[nodiscard]] Place project_customers(const Settings& settings, const base::ProjectKey& key);
[[nodiscard]] Place request_types(const Settings& settings, const base::ProjectKey& key);
[[nodiscard]] Place webhooks_page(const Settings& settings);

}  // namespace connector::provision
