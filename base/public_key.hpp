#pragma once

#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace base {

/// A public key in its numbers, big-endian.
struct PublicKey {
    enum class Kind { Rsa, P256 };

    Kind kind = Kind::Rsa;
    Bytes first;   ///< Rsa: the modulus; P256: x, 32 bytes
    Bytes second;  ///< Rsa: the exponent; P256: y, 32 bytes
};

/// PEM, "-----BEGIN PUBLIC KEY-----" (RFC 7468 section 13). Invalid: no such text, or a key of
/// another kind.
[[nodiscard]] Result<PublicKey> read_public_key(std::string_view pem);

}  // namespace base
