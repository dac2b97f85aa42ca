#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "connector/access/identity.hpp"
#include "connector/access/jose.hpp"

namespace connector::access {

/// Whose hand-offs a project takes.
struct HandOffRules {
    std::string issuer;
    std::string audience;
    VerificationKey key;
    bool trusts_addresses = false;
};

/// What the company's own product says of a customer who is signed in there.
struct HandOff {
    Identity identity;
    std::string id;        ///< `jti`: it may come once
    base::Time forgotten;  ///< from then on it is refused for its age, and the id may be forgotten
};

/// From its making to its end, as the token itself says.
inline constexpr base::seconds kMostHandOffLife{60};

/// Pure. Unauthorized, with what is wrong; Denied as `identity_in`. Whether it came before is for
/// the store to say.
[[nodiscard]] base::Result<HandOff> check_hand_off(
    std::string_view token, const HandOffRules& rules, base::Time now
);

}  // namespace connector::access
