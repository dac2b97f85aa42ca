#include "connector/provision/site_view.hpp"

#include <algorithm>
#include <utility>

namespace connector::provision {

using base::ErrorKind;

SiteView::SiteView(
    const Settings& settings, jira::SiteAdmin& site, jira::PortalProbe& probe, Remembered remembered
)
    : settings_(settings), site_(site), probe_(probe), remembered_(std::move(remembered)) {}

base::Result<jira::Desk> SiteView::desk(const base::ProjectKey& project) {
    if (!desks_) desks_ = site_.desks();
    if (!*desks_) return base::fail(*desks_);
    const auto& desks = **desks_;
    const auto found = std::find_if(desks.begin(), desks.end(), [&](const jira::Desk& desk) {
        return desk.project == project;
    });
    if (found != desks.end()) return *found;
    return base::fail(
        ErrorKind::NotFound,
        "no service desk of project " + project.value() + " that the account can see"
    );
}

base::Result<jira::Desk> SiteView::any_desk() {
    base::Result<jira::Desk> last = base::fail(ErrorKind::NotFound, "no project is configured");
    for (const ProjectSettings& project : settings_.projects) {
        last = desk(project.key);
        if (last) return last;
    }
    return last;
}

base::Result<std::vector<jira::RequestType>> SiteView::types(const base::ProjectKey& project) {
    const auto known = types_.find(project);
    if (known != types_.end()) return known->second;
    const auto of = desk(project);
    base::Result<std::vector<jira::RequestType>> read =
        of ? site_.request_types(*of) : base::fail(of);
    return types_.emplace(project, std::move(read)).first->second;
}

base::Result<jira::RequestType> SiteView::shown_type(const base::ProjectKey& project) {
    const auto all = types(project);
    if (!all) return base::fail(all);
    const auto found = std::find_if(all->begin(), all->end(), [](const jira::RequestType& type) {
        return type.is_shown && type.is_open;
    });
    if (found != all->end()) return *found;
    return base::fail(ErrorKind::NotFound, "no request type is shown to everybody");
}

base::Result<jira::RequestSecurity> SiteView::security(const base::ProjectKey& project) {
    if (!settings_.allow_internal_api) {
        return base::fail(ErrorKind::NotFound, "not asked: provision.allow_internal_api is off");
    }
    if (settings_.is_gateway) {
        return base::fail(ErrorKind::NotFound, "not asked: site.api_url is a gateway without it");
    }
    const auto known = security_.find(project);
    if (known != security_.end()) return known->second;
    return security_.emplace(project, site_.request_security(project)).first->second;
}

base::Result<std::vector<jira::Webhook>> SiteView::webhooks() {
    if (!webhooks_) webhooks_ = site_.webhooks();
    return *webhooks_;
}

jira::PortalView SiteView::portal(const base::ProjectKey& project) {
    const auto known = portals_.find(project);
    if (known != portals_.end()) return known->second;
    const auto of = desk(project);
    const auto type = shown_type(project);
    jira::PortalView view;
    if (!of) {
        view.evidence = of.error().message;
    } else if (!type) {
        view.evidence = type.error().message;
    } else {
        view = probe_.look(*of, *type);
    }
    return portals_.emplace(project, std::move(view)).first->second;
}

}  // namespace connector::provision
