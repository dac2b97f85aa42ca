#include "connector/cli/site_reach.hpp"

#include "connector/settings_from_config.hpp"

namespace connector::cli {

SiteReach::SiteReach(const config::Config& config)
    : outbound_({.allowed_origins = {site_origin(config)}}, log_),
      anonymous_({.allowed_origins = {visitors_origin(config)}}, log_),
      paced_(outbound_, clock_, random_, log_),
      site_(rest_settings(config), paced_, clock_),
      probe_(rest_settings(config), config.site.url, paced_, anonymous_, clock_) {}

}  // namespace connector::cli
