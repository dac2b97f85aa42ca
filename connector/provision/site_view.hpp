#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "connector/provision/settings.hpp"
#include "jira/portal_probe.hpp"
#include "jira/site_admin.hpp"

namespace connector::provision {

/// What earlier runs wrote down.
struct Remembered {
    std::optional<base::AccountId> kbot{};
    /// Of the secrets that were registered last, by the webhook's subject.
    std::map<std::string, std::int64_t> webhook_secret_marks{};
};

/// The site as one round of checks sees it: what several checks ask for is asked once. A new round
/// wants a new view. One thread.
class SiteView {
public:
    SiteView(
        const Settings& settings,
        jira::SiteAdmin& site,
        jira::PortalProbe& probe,
        Remembered remembered
    );

    [[nodiscard]] const Settings& settings() const { return settings_; }

    [[nodiscard]] const Remembered& remembered() const { return remembered_; }

    [[nodiscard]] jira::SiteAdmin& site() { return site_; }

    /// NotFound: the project has none, or the account does not see it.
    [[nodiscard]] base::Result<jira::Desk> desk(const base::ProjectKey& project);
    /// Of the first configured project that has one.
    [[nodiscard]] base::Result<jira::Desk> any_desk();
    [[nodiscard]] base::Result<std::vector<jira::RequestType>> types(const base::ProjectKey& project
    );
    /// One that visitors see. NotFound: none.
    [[nodiscard]] base::Result<jira::RequestType> shown_type(const base::ProjectKey& project);
    /// NotFound as well while `allow_internal_api` is off, or behind the gateway: not asked.
    [[nodiscard]] base::Result<jira::RequestSecurity> security(const base::ProjectKey& project);
    [[nodiscard]] base::Result<std::vector<jira::Webhook>> webhooks();
    [[nodiscard]] jira::PortalView portal(const base::ProjectKey& project);

private:
    const Settings& settings_;
    jira::SiteAdmin& site_;
    jira::PortalProbe& probe_;
    const Remembered remembered_;

    std::optional<base::Result<std::vector<jira::Desk>>> desks_;
    std::optional<base::Result<std::vector<jira::Webhook>>> webhooks_;
    std::map<base::ProjectKey, base::Result<std::vector<jira::RequestType>>> types_;
    std::map<base::ProjectKey, base::Result<jira::RequestSecurity>> security_;
    std::map<base::ProjectKey, jira::PortalView> portals_;
};

}  // namespace connector::provision
