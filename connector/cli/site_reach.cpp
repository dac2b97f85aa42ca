#include "connector/cli/site_reach.hpp"

#include "connector/settings_from_config.hpp"
#include "connector/site_parts.hpp"

namespace connector::cli {

SiteReach::SiteReach(const config::Config& config)
    : grant_(config),
      way_(config, grant_, &grant_, {clock_, random_, log_, metrics_}),
      anonymous_(visitors_outbound(config), log_),
      site_(make_site_admin(config, way_.lane(jira::Urgency::Visitor), clock_)),
      probe_(
          rest_settings(config),
          config.site.url,
          way_.lane(jira::Urgency::Visitor),
          anonymous_,
          clock_
      ),
      customer_proof_(rest_settings(config), way_.lane(jira::Urgency::Visitor), clock_) {
    if (!config.site.replies) return;
    replies_.emplace(reply_settings(config), way_.paced().lane(jira::Urgency::Visitor), clock_);
}

}  // namespace connector::cli
