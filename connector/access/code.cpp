#include "connector/access/code.hpp"

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/text.hpp"

namespace connector::access {
namespace {

constexpr std::uint32_t kCodes = 1'000'000;
constexpr std::size_t kLongestTyped = 32;

}  // namespace

std::string mint_code(base::Random& random) {
    return fmt::format("{:06}", random.below(kCodes));  // `below` is uniform
}

std::optional<base::Bytes32> code_hash(
    const KeyRing& keys, const KeyId& key, const base::Bytes32& token_hash, std::string_view code
) {
    const auto subkey = keys.subkey(key, KeyPurpose::CodeHash);
    if (!subkey) return std::nullopt;
    return base::keyed_hash(*subkey, {base::ByteView(token_hash), base::as_bytes(code)});
}

std::string normalize_code(std::string_view typed) {
    std::string code = base::shorten(typed, kLongestTyped);
    std::erase_if(code, [](char c) { return c == ' ' || c == '-' || c == '\t'; });
    return code;
}

}  // namespace connector::access
