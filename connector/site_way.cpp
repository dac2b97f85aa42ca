#include "connector/site_way.hpp"

#include "connector/settings_from_config.hpp"
#include "jira/gateway.hpp"
#include "jira/oauth.hpp"

namespace connector {

SiteWay::SiteWay(
    const config::Config& config,
    jira::GrantKeeper& keeper,
    jira::GrantRenewer* renewer,
    Ground ground
)
    : ground_(ground),
      outbound_(site_outbound(config), ground.log),
      file_outbound_(site_outbound(config), ground.log),
      meter_(outbound_),
      paced_(
          meter_,
          config.site.max_concurrent_calls,
          ground.clock,
          ground.random,
          ground.log,
          ground.metrics
      ),
      token_endpoint_(
          {.url = config.site.auth.token_url,
           .client_id = config.site.auth.client_id,
           .client_secret = config.site.auth.client_secret.clone()},
          outbound_,
          ground.clock
      ),
      authorities_(make_authorities(config, keeper, renewer)),
      file_lane_(paced_.lane_over(jira::Urgency::Visitor, file_outbound_)),
      files_(
          std::make_unique<jira::AuthorisedTransport>(config.site.url, *authorities_, *file_lane_)
      ) {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        lanes_.at(i) = std::make_unique<jira::AuthorisedTransport>(
            config.site.url, *authorities_, paced_.lane(static_cast<jira::Urgency>(i))
        );
    }
}

base::HttpTransport& SiteWay::lane(jira::Urgency urgency) {
    return *lanes_.at(static_cast<std::size_t>(urgency));
}

std::unique_ptr<jira::AuthoritySource> SiteWay::make_authorities(
    const config::Config& config, jira::GrantKeeper& keeper, jira::GrantRenewer* renewer
) {
    auto authorization = site_authorization(config);
    if (!authorization) {
        return std::make_unique<jira::OAuthAuthority>(
            jira::OAuthAuthority::Settings{config.site.url, config.site.gateway_url},
            keeper,
            renewer != nullptr ? *renewer : token_endpoint_,
            outbound_,
            ground_.clock,
            ground_.log,
            ground_.metrics
        );
    }
    if (config.site.auth.is_scoped) {
        return std::make_unique<jira::GatewayAuthority>(
            jira::GatewayAuthority::Settings{
                config.site.url, config.site.gateway_url, *std::move(authorization)},
            paced_.lane(jira::Urgency::Visitor),
            ground_.clock
        );
    }
    return std::make_unique<jira::FixedAuthority>(jira::Authority{
        config.site.api_url, *std::move(authorization)});
}

}  // namespace connector
