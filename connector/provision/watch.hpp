#pragma once

#include <map>
#include <string>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "connector/provision/check.hpp"
#include "connector/provision/memory.hpp"
#include "connector/provision/settings.hpp"
#include "connector/store/database.hpp"
#include "jira/portal_probe.hpp"
#include "jira/site_admin.hpp"

namespace connector::provision {

/// Looks at the site now and then while the daemon runs, and changes nothing on it. Each check has
/// the gauge `connector_provision_state{check}`: 0 ok, 1 unknown, 2 by hand, 3 wrong; the worst of
/// its findings counts. What was right and is not, or the other way round, is in the log and in the
/// audit, once, restarts in between included; a check that could not be made is no change. One
/// thread.
class Watch {
public:
    Watch(
        const Settings& settings,
        jira::SiteAdmin& site,
        jira::PortalProbe& probe,
        store::Database& database,
        const base::Clock& clock,
        base::Log& log,
        base::Metrics& metrics
    );

    void look();

private:
    void publish(const Findings& findings);
    /// Tells of the finding if it is another than the last one that was sure.
    void compare(const Finding& finding);

    const Settings& settings_;
    jira::SiteAdmin& site_;
    jira::PortalProbe& probe_;
    store::Database& database_;
    StoreMemory memory_;
    const base::Clock& clock_;
    base::Log& log_;
    std::map<std::string, base::Metrics::Gauge, std::less<>> gauges_;
};

}  // namespace connector::provision
