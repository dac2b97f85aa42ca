#include "connector/site_parts.hpp"

#include "connector/settings_from_config.hpp"
#include "jira/agent_replies.hpp"
#include "jira/customer_replies.hpp"
#include "jira/datacenter_client.hpp"
#include "jira/datacenter_directory.hpp"
#include "jira/datacenter_replies.hpp"
#include "jira/datacenter_site_admin.hpp"
#include "jira/rest_client.hpp"
#include "jira/rest_directory.hpp"
#include "jira/rest_request_raiser.hpp"
#include "jira/rest_site_admin.hpp"

namespace connector {
namespace {

bool is_datacenter(const config::Config& config) {
    return config.site.kind == config::SiteKind::DataCenter;
}

}  // namespace

std::unique_ptr<jira::Client> make_client(
    const config::Config& config, base::HttpTransport& lane, base::Clock& clock, base::Log& log
) {
    if (is_datacenter(config)) {
        return std::make_unique<jira::DatacenterClient>(rest_settings(config), lane, clock, log);
    }
    return std::make_unique<jira::RestClient>(rest_settings(config), lane, clock, log);
}

std::unique_ptr<jira::SiteAdmin> make_site_admin(
    const config::Config& config, base::HttpTransport& lane, base::Clock& clock
) {
    if (is_datacenter(config)) {
        return std::make_unique<jira::DatacenterSiteAdmin>(rest_settings(config), lane, clock);
    }
    return std::make_unique<jira::RestSiteAdmin>(rest_settings(config), lane, clock);
}

std::unique_ptr<jira::Directory> make_directory(
    const config::Config& config, base::HttpTransport& lane, base::Clock& clock
) {
    if (is_datacenter(config)) {
        return std::make_unique<jira::DatacenterDirectory>(rest_settings(config), lane, clock);
    }
    return std::make_unique<jira::RestDirectory>(rest_settings(config), lane, clock);
}

jira::FilePath file_path(const config::Config& config) {
    return is_datacenter(config) ? jira::datacenter_file_path : jira::cloud_file_path;
}

std::unique_ptr<jira::ReplyPoster> make_reply_poster(
    const config::Config& config,
    SiteWay& way,
    jira::DeskIds& desks,
    base::Clock& clock,
    base::Log& log
) {
    base::HttpTransport& as_connector = way.lane(jira::Urgency::Reply);
    if (is_datacenter(config)) {
        return std::make_unique<jira::DatacenterReplies>(
            rest_settings(config), as_connector, desks, clock, log
        );
    }
    if (!config.site.replies) {
        return std::make_unique<jira::AgentReplies>(
            rest_settings(config), as_connector, desks, clock, log
        );
    }
    return std::make_unique<jira::CustomerReplies>(
        jira::CustomerReplies::Customer{
            reply_settings(config), way.paced().lane(jira::Urgency::Reply), reply_account(config)},
        jira::CustomerReplies::Connector{rest_settings(config), as_connector},
        desks,
        clock,
        log
    );
}

std::unique_ptr<jira::RequestRaiser> make_request_raiser(
    const config::Config& config,
    SiteWay& way,
    base::Clock& clock,
    jira::DeskIds& desks,
    jira::Client& client
) {
    base::HttpTransport& lane = way.lane(jira::Urgency::Reply);
    if (is_datacenter(config)) {
        return std::make_unique<jira::DatacenterRequestRaiser>(
            rest_settings(config), lane, clock, desks, client
        );
    }
    return std::make_unique<jira::RestRequestRaiser>(
        rest_settings(config), lane, clock, desks, client
    );
}

}  // namespace connector
