#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

/// The number by which Atlassian's gateway knows a site, a UUID.
namespace jira {

/// Asks the site itself: `GET /_edge/tenant_info`, without a credential.
[[nodiscard]] base::Result<std::string> look_up_cloud_id(
    const std::string& site_url, base::HttpTransport& transport, base::Time now
);

/// Asks the gateway for the sites that an OAuth consent covers, and takes the one at `site_url`.
/// Rejected: it does not cover this one. Unauthorized: the token is refused.
[[nodiscard]] base::Result<std::string> find_cloud_id(
    const std::string& site_url,
    const std::string& gateway_url,
    const base::Secret& authorization,
    base::HttpTransport& transport,
    base::Time now
);

/// Where calls to that site go. Invalid for what is no UUID: it becomes part of an address.
[[nodiscard]] base::Result<std::string> gateway_api_url(
    const std::string& gateway_url, const std::string& cloud_id
);

}  // namespace jira
