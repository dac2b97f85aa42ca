#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "connector/access/keys.hpp"

namespace connector::access {

/// What one sign-in by a provider hangs on. The state is 256 random bits under the id of the key
/// that vouches for them; the rest is derived from it with that key, so that the store keeps
/// nothing but a hash, and whoever sees the state in the browser's address knows no more than it.
struct SignInSecrets {
    std::string state;
    std::string nonce;
    std::string verifier;  ///< 43 characters, as RFC 7636 section 4.1 asks
    base::Bytes32 state_hash{};
};

[[nodiscard]] SignInSecrets mint_sign_in(const KeyRing& keys, base::Random& random);
/// Nothing for a state that we could not have minted.
[[nodiscard]] std::optional<SignInSecrets> recover_sign_in(
    const KeyRing& keys, std::string_view state
);

}  // namespace connector::access
