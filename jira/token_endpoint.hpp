#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "jira/grant.hpp"

namespace jira {

/// Atlassian's OAuth 2.0 (3LO) token endpoint:
/// https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/. A refresh token is spent
/// by the call. Thread-safe.
class TokenEndpoint final : public GrantRenewer {
public:
    struct Settings {
        std::string url;  ///< "https://auth.atlassian.com/oauth/token"
        std::string client_id;
        base::Secret client_secret;
    };

    TokenEndpoint(Settings settings, base::HttpTransport& transport, base::Clock& clock);

    /// Unauthorized for `invalid_grant`, Rejected for a refused client, else as `read_answer`.
    [[nodiscard]] base::Result<Grant> renew(const base::Secret& refresh_token) override;

private:
    const Settings settings_;
    base::HttpTransport& transport_;
    base::Clock& clock_;
};

}  // namespace jira
