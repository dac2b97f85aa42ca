#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"

/// Every cryptographic primitive the product uses, in one place (SR-142): BLAKE2b keyed hashes,
/// subkeys and sealing from libsodium, SHA-256 and HMAC-SHA-256 from OpenSSL. All functions are
/// thread-safe once `init_crypto` has returned.
namespace base {

/// Call once, first thing in main; throws std::runtime_error when libsodium can't start.
void init_crypto();

/// Keyed BLAKE2b-256 over the concatenation of `parts`. Parts are not framed: give every part but
/// the last a fixed length.
[[nodiscard]] Bytes32 keyed_hash(const Bytes32& key, std::initializer_list<ByteView> parts);

/// An independent key for one purpose. `purpose` is a number that is never reused for something
/// else: see access/keys.hpp for the list.
[[nodiscard]] Bytes32 derive_key(const Bytes32& master, std::uint64_t purpose);

/// Encrypts and authenticates (XChaCha20-Poly1305, RFC 8439 with libsodium's long nonce): the
/// nonce, then the ciphertext. `about` is not in it, and must be the same when it is opened.
[[nodiscard]] Bytes seal(const Bytes32& key, Random& random, ByteView secret, ByteView about);

/// Nothing unless `sealed` was made with this key and `about`, and nobody has changed it.
[[nodiscard]] std::optional<Secret> open_sealed(
    const Bytes32& key, ByteView sealed, ByteView about
);

[[nodiscard]] Bytes32 sha256(ByteView data);

/// Only to look something up in a list that others made by it: SHA-1 protects nothing.
[[nodiscard]] std::array<std::byte, 20> sha1_for_lists(ByteView data);

/// RFC 2104 with SHA-256. OpenSSL rather than libsodium: 3.5 times as fast at webhook sizes.
[[nodiscard]] Bytes32 hmac_sha256(ByteView key, ByteView data);

/// The operating system's generator by way of libsodium, which aborts rather than return weak
/// bytes.
class SodiumRandom final : public Random {
public:
    void fill(std::span<std::byte> out) override;
    [[nodiscard]] std::uint32_t below(std::uint32_t bound) override;
};

}  // namespace base
