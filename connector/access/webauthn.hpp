#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

/// What a browser brings from an authenticator (Web Authentication Level 2,
/// https://www.w3.org/TR/webauthn-2/, sections 7.1 and 7.2), checked by libfido2. No attestation is
/// asked for and none is looked at: of a registration the authenticator data counts, as the browser
/// gives them by themselves, so no CBOR is parsed here. User presence and verification are always
/// required. Whether a challenge is ours is the caller's to say.
namespace connector::access {

/// Whom the passkeys are for.
struct RelyingParty {
    std::string id;      ///< "support.acme.example"
    std::string origin;  ///< "https://support.acme.example"
};

enum class Ceremony { Registration, SignIn };

/// The challenge of collected client data, base64url, when the rest of them is as it must be: the
/// type of this ceremony, exactly our origin, not from a frame of another site's. Unauthorized
/// else.
[[nodiscard]] base::Result<std::string> challenge_in(
    std::string_view client_data, Ceremony ceremony, const RelyingParty& party
);

/// A key that signs for its owner.
struct PasskeyCredential {
    base::Bytes id{};
    int algorithm = 0;  ///< COSE: -7 ES256, -8 EdDSA, -257 RS256
    base::Bytes public_key{};
    std::uint32_t counter = 0;
};

/// Unauthorized: for another party, not verified by its user, or no key of a known algorithm.
[[nodiscard]] base::Result<PasskeyCredential> read_registration(
    base::ByteView authenticator_data, const RelyingParty& party
);

/// What is signed when somebody signs in.
struct Assertion {
    std::string_view client_data;
    base::ByteView authenticator_data;
    base::ByteView signature;
};

/// The authenticator's counter. Unauthorized: for another party, not verified by its user, another
/// key's signature, or a counter that has not risen since (a copy of the key is about): 0 for ever
/// is an authenticator that does not count.
[[nodiscard]] base::Result<std::uint32_t> check_assertion(
    const Assertion& assertion, const PasskeyCredential& credential, const RelyingParty& party
);

}  // namespace connector::access
