#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "connector/access/keys.hpp"

/// The short code in a mail: six decimal digits, to be typed where the link was asked for (SR-23).
/// A million values withstand nothing but few tries: see codes.hpp.
namespace connector::access {

/// Six digits, each code as likely as any other.
[[nodiscard]] std::string mint_code(base::Random& random);

/// What the store may keep of it. Keyed, for a million hashes are made in a second, and made with
/// the link's token hash, so that two links with one code do not show it. Null: the key is gone.
[[nodiscard]] std::optional<base::Bytes32> code_hash(
    const KeyRing& keys, const KeyId& key, const base::Bytes32& token_hash, std::string_view code
);

/// "123 456" as it is meant: the blanks and dashes go. Anything else stays, and fits no code.
[[nodiscard]] std::string normalize_code(std::string_view typed);

}  // namespace connector::access
