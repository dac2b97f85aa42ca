#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace base {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;
/// 256 bits: hashes, tags, keys, the random part of tokens.
using Bytes32 = std::array<std::byte, 32>;

[[nodiscard]] inline ByteView as_bytes(std::string_view text) {
    return std::as_bytes(std::span{text.data(), text.size()});
}

[[nodiscard]] std::string_view as_text(ByteView bytes);

/// Lower-case hexadecimal.
[[nodiscard]] std::string to_hex(ByteView bytes);
/// Either case; nothing for an odd length or a foreign character.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);

/// RFC 4648 section 5, without padding.
[[nodiscard]] std::string to_base64url(ByteView bytes);
/// Only the canonical encoding: no padding, no white space, zero trailing bits.
[[nodiscard]] std::optional<Bytes> from_base64url(std::string_view text);
/// RFC 4648 section 4, padded.
[[nodiscard]] std::string to_base64(ByteView bytes);
[[nodiscard]] std::optional<Bytes> from_base64(std::string_view text);

/// Takes as long for the first byte that differs as for the last. Lengths are not secret.
[[nodiscard]] bool equal_constant_time(ByteView left, ByteView right);

}  // namespace base
