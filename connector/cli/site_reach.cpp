#include "connector/cli/site_reach.hpp"

#include "connector/settings_from_config.hpp"

namespace connector::cli {

SiteReach::SiteReach(const config::Config& config)
    : outbound_({.allowed_origins = {site_origin(config)}}, log_),
      anonymous_({.allowed_origins = {visitors_origin(config)}}, log_),
      paced_(outbound_, config.site.max_concurrent_calls, clock_, random_, log_, metrics_),
      site_(rest_settings(config), paced_.lane(jira::Urgency::Visitor), clock_),
      probe_(
          rest_settings(config),
          config.site.url,
          paced_.lane(jira::Urgency::Visitor),
          anonymous_,
          clock_
      ) {}

}  // namespace connector::cli
