#pragma once

#include <string>

#include "base/http.hpp"
#include "base/secret.hpp"
#include "connector/access/identity_provider.hpp"

namespace connector::access {

/// "Log in with Atlassian": OAuth 2.0 (3LO) with the one scope `read:me`
/// (https://developer.atlassian.com/cloud/oauth/getting-started/enabling-oauth-3lo/). There is no
/// ID token: who it is, Atlassian's /me says to the access token, which is then forgotten. The
/// account id is the one that Jira knows its customers by. Waits; thread-safe.
class AtlassianProvider final : public IdentityProvider {
public:
    struct Settings {
        std::string client_id;
        base::Secret client_secret;
        std::string authorize_url;
        std::string token_url;
        std::string profile_url;
    };

    AtlassianProvider(Settings settings, base::HttpTransport& transport);

    [[nodiscard]] base::Result<std::string> authorization_url(const Challenge& challenge) override;
    [[nodiscard]] base::Result<Identity> redeem(
        const Callback& callback, const Challenge& challenge
    ) override;

private:
    const Settings settings_;
    base::HttpTransport& transport_;
};

}  // namespace connector::access
