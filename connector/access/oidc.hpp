#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/secret.hpp"
#include "connector/access/identity_provider.hpp"
#include "connector/access/key_set.hpp"

namespace connector::access {

/// Any OpenID Connect provider, found by discovery (OpenID Connect Discovery 1.0): the code flow
/// with PKCE and an ID token signed RS256 or ES256. Where that does not name an address, the user
/// info endpoint is asked (OpenID Connect Core 1.0 section 5.3). Waits; thread-safe.
class OidcProvider final : public IdentityProvider {
public:
    struct Settings {
        std::string issuer;  ///< exactly as the provider writes it
        std::string client_id;
        base::Secret client_secret{};  ///< empty: a public client, PKCE alone
        /// Origins where the provider's addresses may lie, that of the issuer among them:
        /// "https://id.acme.example".
        std::vector<std::string> origins;
        bool trusts_addresses = false;
    };

    /// What the provider says of itself.
    struct Discovery {
        std::string authorization_endpoint;
        std::string token_endpoint;
        std::string jwks_uri;
        std::string userinfo_endpoint{};  ///< empty: none
        bool takes_basic = true;          ///< else the secret goes into the body
        bool names_issuer = false;        ///< `iss` comes back with every code (RFC 9207)
    };

    OidcProvider(Settings settings, base::HttpTransport& transport, const base::Clock& clock);

    [[nodiscard]] base::Result<std::string> authorization_url(const Challenge& challenge) override;
    [[nodiscard]] base::Result<Identity> redeem(
        const Callback& callback, const Challenge& challenge
    ) override;

    /// Asks now. Unavailable: no answer. Rejected: another issuer, or an address elsewhere.
    [[nodiscard]] base::Result<Discovery> discover();
    /// How many keys of use the provider has.
    [[nodiscard]] base::Result<std::size_t> count_keys(const Discovery& discovery);

private:
    [[nodiscard]] base::Result<Discovery> known();
    [[nodiscard]] bool is_allowed(const std::string& url) const;
    [[nodiscard]] base::Result<JsonObject> exchange(
        const Discovery& discovery, const std::string& code, const Challenge& challenge
    );
    [[nodiscard]] base::Result<JsonObject> check_signature(
        const Discovery& discovery, const std::string& token
    );
    /// `tokens`: the token endpoint's answer; `subject`: whom the ID token names.
    [[nodiscard]] base::Result<JsonObject> user_info(
        const Discovery& discovery, const JsonObject& tokens, const std::string& subject
    );

    const Settings settings_;
    base::HttpTransport& transport_;
    const base::Clock& clock_;
    KeySet keys_;
    std::mutex mutex_;
    std::shared_ptr<const Discovery> discovery_;  ///< guarded by mutex_
    base::Time discovered_{};                     ///< guarded by mutex_
};

/// The answer of a token endpoint to a code (RFC 6749 section 5), with a token of that name in it.
/// Rejected: there is none; or the provider refused, with its error's name.
[[nodiscard]] base::Result<JsonObject> read_tokens(
    const base::Result<base::HttpResponse>& answer, std::string_view name
);

}  // namespace connector::access
