#pragma once

#include <string>

#include "base/ids.hpp"
#include "connector/provision/check.hpp"

/// Where an administrator finds a setting. The words are those of Atlassian's pages; menus are
/// moved around now and then, so an older name stands beside a new one.
namespace connector::provision {

/// support.atlassian.com, "Change global customer permissions".
[[nodiscard]] Place customer_access(const std::string& site_url);
/// support.atlassian.com, "Change project customer permissions".
[[nodiscard]] Place customer_permissions(const std::string& site_url, const base::ProjectKey& key);
[[nodiscard]] Place customer_notifications(
    const std::string& site_url, const base::ProjectKey& key
);
[[nodiscard]] Place project_people(const std::string& site_url, const base::ProjectKey& key);
[[nodiscard]] Place project_customers(const std::string& site_url, const base::ProjectKey& key);
[[nodiscard]] Place request_types(const std::string& site_url, const base::ProjectKey& key);
[[nodiscard]] Place webhooks_page(const std::string& site_url);

}  // namespace connector::provision
