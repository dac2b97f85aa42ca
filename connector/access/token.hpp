#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "connector/access/keys.hpp"

/// The secret part of a link, and the values of our two cookies. All are opaque: random bits, the
/// id of the key that vouches for them, and for links an expiry and a tag. No personal data, no
/// right, no ticket is in them (SR-10).
namespace connector::access {

/// A link token as the browser shows it: exactly 100 base64url characters over
/// version (1 byte) | key id (4) | 256 random bits (32) | expiry in seconds (6, big-endian) |
/// keyed BLAKE2b tag over all of it (32). 75 bytes, so there are no spare bits and one encoding.
struct MintedToken {
    std::string text;
    base::Bytes32 hash;  ///< what the store may keep (SR-12)
};

[[nodiscard]] MintedToken mint_link_token(
    const KeyRing& keys, base::Random& random, base::Time expires
);

struct CheckedToken {
    base::Bytes32 hash;  ///< to look it up by
    base::Time expires;
};

/// NotFound for anything we did not mint: forgeries never reach the store. Constant time in the
/// tag. An expired token is still ours (its owner may ask for a fresh one): compare `expires`.
[[nodiscard]] base::Result<CheckedToken> check_link_token(
    const KeyRing& keys, std::string_view text
);

/// A cookie value: 48 base64url characters over key id (4) | 256 random bits (32).
[[nodiscard]] MintedToken mint_cookie(
    const KeyRing& keys, base::Random& random, KeyPurpose purpose
);
/// NotFound for a value we could not have minted. An unknown but well-formed value hashes to
/// something the store does not have.
[[nodiscard]] base::Result<base::Bytes32> cookie_hash(
    const KeyRing& keys, std::string_view value, KeyPurpose purpose
);

}  // namespace connector::access
