#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "connector/access/identity.hpp"

namespace connector::access {

/// The secrets of one sign-in that was begun.
struct Challenge {
    std::string state;         ///< goes to the provider and comes back by the browser
    std::string nonce;         ///< goes to the provider and comes back inside the ID token
    std::string verifier;      ///< PKCE (RFC 7636): known to us alone until the code is redeemed
    std::string redirect_uri;  ///< where the browser comes back to
};

/// Where a browser is sent to prove who is there, and comes back from with a code. Thread-safe;
/// both calls wait for the provider.
class IdentityProvider {
public:
    virtual ~IdentityProvider() = default;

    /// Unavailable: the provider does not answer, or not as it must.
    [[nodiscard]] virtual base::Result<std::string> authorization_url(const Challenge& challenge
    ) = 0;

    /// What came back to the redirect address.
    struct Callback {
        std::string code;
        std::string issuer;  ///< `iss` (RFC 9207); empty when it did not come
    };

    /// Unauthorized: what the provider gave proves nothing. Denied: nobody we may take. Rejected:
    /// the provider refused us. Unavailable as above.
    [[nodiscard]] virtual base::Result<Identity> redeem(
        const Callback& callback, const Challenge& challenge
    ) = 0;
};

/// "https://id.acme.example/authorize?a=b&c=d", each value encoded.
struct QueryField {
    std::string_view name;
    std::string_view value;
};

[[nodiscard]] std::string encode_query(const std::vector<QueryField>& fields);
[[nodiscard]] std::string with_query(std::string url, const std::vector<QueryField>& fields);

/// S256 of RFC 7636 section 4.2.
[[nodiscard]] std::string code_challenge(std::string_view verifier);

}  // namespace connector::access
