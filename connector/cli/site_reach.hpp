#pragma once

#include <memory>
#include <optional>

#include "base/crypto.hpp"
#include "base/metrics.hpp"
#include "base/system_clock.hpp"
#include "config/config.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/kept_grant.hpp"
#include "connector/http/outbound.hpp"
#include "connector/site_way.hpp"
#include "jira/customer_proof.hpp"
#include "jira/portal_probe.hpp"
#include "jira/rest_site_admin.hpp"
#include "jira/site_admin.hpp"

namespace connector::cli {

/// A command's own way to the site, beside the daemon's. Throws std::runtime_error for a credential
/// that cannot be one. The configuration outlives it.
class SiteReach {
public:
    explicit SiteReach(const config::Config& config);

    [[nodiscard]] jira::SiteAdmin& site() { return *site_; }

    [[nodiscard]] jira::AuthoritySource& authorities() { return way_.authorities(); }

    [[nodiscard]] SiteWay& way() { return way_; }

    [[nodiscard]] base::Clock& clock() { return clock_; }

    [[nodiscard]] base::Log& log() { return log_; }

    [[nodiscard]] jira::PortalProbe& probe() { return probe_; }

    /// The site as the account of `site.replies` sees it; null without one.
    [[nodiscard]] jira::SiteAdmin* site_of_replies() { return replies_ ? &*replies_ : nullptr; }

    /// What accounts are, as the account of `site.auth` sees them.
    [[nodiscard]] jira::CustomerProof& customer_proof() { return customer_proof_; }

private:
    NoLog log_;
    base::SystemClock clock_;
    base::SodiumRandom random_;
    base::Metrics metrics_;
    KeptGrant grant_;
    SiteWay way_;
    http::Outbound anonymous_;  ///< never carries a credential
    std::unique_ptr<jira::SiteAdmin> site_;
    jira::AnonymousProbe probe_;
    jira::RestCustomerProof customer_proof_;
    std::optional<jira::RestSiteAdmin> replies_;
};

}  // namespace connector::cli
