#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/secret.hpp"
#include "base/turns.hpp"
#include "jira/authority.hpp"

namespace jira {

/// A scoped API token: honoured at Atlassian's gateway only, whose address for the site holds the
/// site's cloud id. It is looked up at the first call, anonymously, and kept for the process's
/// life; while that fails calls fail as Unavailable, and it is tried again after 30 s.
class GatewayAuthority final : public AuthoritySource {
public:
    static constexpr base::seconds kPauseAfterFailure{30};

    struct Settings {
        std::string site_url;
        std::string gateway_url;  ///< "https://api.atlassian.com"
        base::Secret authorization;
    };

    GatewayAuthority(Settings settings, base::HttpTransport& transport, base::Clock& clock);

    [[nodiscard]] base::Result<Authority> get() override;
    [[nodiscard]] base::Result<Authority> instead_of(const Authority& refused) override;

private:
    const Settings settings_;
    base::HttpTransport& transport_;
    base::Clock& clock_;
    base::Turns turns_;
    // Touched by whoever has the turn.
    std::string api_url_;  ///< empty: not known yet
    std::optional<base::Error> failure_;
    base::Time failed_at_;
};

}  // namespace jira
