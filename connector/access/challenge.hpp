#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/random.hpp"
#include "connector/access/keys.hpp"

namespace connector::access {

/// What a passkey is asked to sign: 256 random bits, and a tag that says for what, in which browser
/// and until when they are good. So the store knows nothing of a challenge before it was answered,
/// and whoever asks for many fills nothing. 102 base64url characters over key id (4) | random (32)
/// | expiry in milliseconds (8, big-endian) | keyed BLAKE2b tag (32).
struct ChallengeFor {
    base::Bytes32 browser_hash{};
    /// Who registers; nobody yet: whoever signs in.
    std::optional<base::ContactId> contact{};
};

inline constexpr base::seconds kChallengeLife{300};

[[nodiscard]] std::string mint_challenge(
    const KeyRing& keys, base::Random& random, const ChallengeFor& what, base::Time now
);

/// What the store may keep of one that was answered, so that it is answered once.
struct CheckedChallenge {
    base::Bytes32 hash{};
    base::Time expires{};
};

/// Nothing for one that we did not mint for this, or that is too old.
[[nodiscard]] std::optional<CheckedChallenge> check_challenge(
    const KeyRing& keys, std::string_view text, const ChallengeFor& what, base::Time now
);

}  // namespace connector::access
