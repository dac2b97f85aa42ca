#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "connector/access/json_object.hpp"

namespace connector::access {

/// How far a provider's clock may be from ours.
inline constexpr base::seconds kClockSkew{60};

/// What the claims of an ID token must say (OpenID Connect Core 1.0 section 3.1.3.7).
struct IdTokenWanted {
    std::string issuer;
    std::string client_id;
    std::string nonce;
};

/// Pure; the signature was checked before. Unauthorized, with the claim that is wrong.
[[nodiscard]] base::Result<void> check_id_token(
    const JsonObject& claims, const IdTokenWanted& wanted, base::Time now
);

/// A claim of type NumericDate.
[[nodiscard]] std::optional<base::Time> time_in(const JsonObject& claims, std::string_view name);

}  // namespace connector::access
