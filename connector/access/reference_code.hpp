#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "connector/access/keys.hpp"

/// The way back to a request that was raised anonymously, to be written down or printed:
/// "K7QD-2M9X-R4TB-W0HE" together with the request's key. 80 bits in Crockford's base 32
/// (https://www.crockford.com/base32.html), which has no I, L, O and U, and reads them as 1, 1, 0
/// and nothing. It is made of a key and a seed, so that the holder can be shown it again while
/// the store has neither it nor a hash of it.
namespace connector::access {

/// Null: the key is gone, and with it the way back.
[[nodiscard]] std::optional<std::string> reference_code(
    const KeyRing& keys, const KeyId& key, const base::Bytes32& seed, base::RequestId request
);

/// As it is meant: upper case, no blanks and dashes, O for 0, I and L for 1; in groups of four
/// again. Whatever is no code comes out as one that fits nothing.
[[nodiscard]] std::string normalize_reference_code(std::string_view typed);

}  // namespace connector::access
