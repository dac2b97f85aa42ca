#pragma once

#include <optional>
#include <string>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "connector/access/json_object.hpp"

namespace connector::access {

/// Who a sign-in way says is at the browser: a Jira account, or an address. One of them.
struct Identity {
    std::optional<base::AccountId> account{};
    std::optional<std::string> address{};  ///< normalised
};

/// The address among a token's claims (OpenID Connect Core 1.0 section 5.1). Denied: there is none,
/// or `email_verified` is not exactly true and the operator has not said that addresses of this
/// issuer are proven all the same.
[[nodiscard]] base::Result<Identity> identity_in(const JsonObject& claims, bool trusts_addresses);

}  // namespace connector::access
