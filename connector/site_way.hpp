#pragma once

#include <array>
#include <memory>
#include <optional>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "config/config.hpp"
#include "connector/http/outbound.hpp"
#include "jira/authorised.hpp"
#include "jira/authority.hpp"
#include "jira/call_meter.hpp"
#include "jira/grant.hpp"
#include "jira/pacing.hpp"
#include "jira/token_endpoint.hpp"

namespace connector {

/// The way to the site as the configuration wants it, made of jira's parts: a call is given its
/// credential and its door, then its turn, then sent.
///
///     client -> AuthorisedTransport -> PacedTransport -> CallMeter -> http::Outbound
class SiteWay {
public:
    /// What every part stands on; outlives the way.
    struct Ground {
        base::Clock& clock;
        base::Random& random;
        base::Log& log;
        base::Metrics& metrics;
    };

    /// `keeper`: of the OAuth grant; used with oauth2 only. `renewer`: nothing means that Jira is
    /// asked. Throws std::runtime_error for a credential that cannot be one.
    SiteWay(
        const config::Config& config,
        jira::GrantKeeper& keeper,
        jira::GrantRenewer* renewer,
        Ground ground
    );

    [[nodiscard]] base::HttpTransport& lane(jira::Urgency urgency);

    /// For downloads: on connections of their own, as slow readers must not hold up the calls.
    [[nodiscard]] base::HttpTransport& files() { return *files_; }

    [[nodiscard]] jira::AuthoritySource& authorities() { return *authorities_; }

    [[nodiscard]] jira::PacedTransport& paced() { return paced_; }

    [[nodiscard]] jira::CallMeter& meter() { return meter_; }

    /// Fails what is under way, and every later call.
    void stop() noexcept {
        outbound_.stop();
        file_outbound_.stop();
    }

private:
    [[nodiscard]] std::unique_ptr<jira::AuthoritySource> make_authorities(
        const config::Config& config, jira::GrantKeeper& keeper, jira::GrantRenewer* renewer
    );

    const Ground ground_;
    http::Outbound outbound_;
    http::Outbound file_outbound_;
    jira::CallMeter meter_;
    jira::PacedTransport paced_;
    /// Not paced: it is another server, and its troubles are none of the site's.
    jira::TokenEndpoint token_endpoint_;
    std::unique_ptr<jira::AuthoritySource> authorities_;
    std::array<std::unique_ptr<jira::AuthorisedTransport>, jira::kUrgencies> lanes_;
    std::unique_ptr<base::HttpTransport> file_lane_;
    std::unique_ptr<jira::AuthorisedTransport> files_;
};

}  // namespace connector
