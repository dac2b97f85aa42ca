#pragma once

#include "config/config.hpp"
#include "jira/grant.hpp"

namespace connector::cli {

/// The daemon's OAuth grant, for a command beside it: its access token is used as long as it is
/// good. Only the daemon renews, for a refresh token is spent by each renewal.
class KeptGrant final : public jira::GrantKeeper, public jira::GrantRenewer {
public:
    explicit KeptGrant(const config::Config& config) : config_(config) {}

    [[nodiscard]] base::Result<jira::Grant> load() override;
    [[nodiscard]] base::Result<void> save(const jira::Grant& grant) override;

    void note_refused() override {}

    /// Never does. Unauthorized when the daemon was told that the consent has ended.
    [[nodiscard]] base::Result<jira::Grant> renew(const base::Secret& refresh_token) override;

private:
    const config::Config& config_;
    bool is_refused_ = false;
};

}  // namespace connector::cli
