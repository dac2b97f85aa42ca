#pragma once

#include <memory>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/log.hpp"
#include "config/config.hpp"
#include "connector/site_way.hpp"
#include "jira/attachment_source.hpp"
#include "jira/client.hpp"
#include "jira/desk_ids.hpp"
#include "jira/directory.hpp"
#include "jira/reply_poster.hpp"
#include "jira/request_raiser.hpp"
#include "jira/site_admin.hpp"

/// Jira's parts for the kind of site that the configuration names, Cloud or Data Center: the only
/// place that chooses between them. What is passed in outlives what is made.
namespace connector {

[[nodiscard]] std::unique_ptr<jira::Client> make_client(
    const config::Config& config, base::HttpTransport& lane, base::Clock& clock, base::Log& log
);
[[nodiscard]] std::unique_ptr<jira::SiteAdmin> make_site_admin(
    const config::Config& config, base::HttpTransport& lane, base::Clock& clock
);
[[nodiscard]] std::unique_ptr<jira::Directory> make_directory(
    const config::Config& config, base::HttpTransport& lane, base::Clock& clock
);
[[nodiscard]] jira::FilePath file_path(const config::Config& config);
/// In whose name contacts' replies are posted.
[[nodiscard]] std::unique_ptr<jira::ReplyPoster> make_reply_poster(
    const config::Config& config,
    SiteWay& way,
    jira::DeskIds& desks,
    base::Clock& clock,
    base::Log& log
);
/// Always in the name of the connector's own account, an agent. `client` reads what was raised.
[[nodiscard]] std::unique_ptr<jira::RequestRaiser> make_request_raiser(
    const config::Config& config,
    SiteWay& way,
    base::Clock& clock,
    jira::DeskIds& desks,
    jira::Client& client
);

}  // namespace connector
