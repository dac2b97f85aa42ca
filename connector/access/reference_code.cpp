#include "connector/access/reference_code.hpp"

#include <array>

#include "base/crypto.hpp"
#include "base/text.hpp"

namespace connector::access {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kLetters = 16;
constexpr std::size_t kGroup = 4;
constexpr std::size_t kLongestTyped = 64;

std::string in_groups(std::string_view letters) {
    std::string grouped;
    for (std::size_t at = 0; at < letters.size(); ++at) {
        if (at > 0 && at % kGroup == 0) grouped += '-';
        grouped += letters[at];
    }
    return grouped;
}

/// Eight bytes, the highest first.
std::array<std::byte, 8> bytes_of(base::RequestId request) {
    std::array<std::byte, 8> bytes{};
    auto rest = static_cast<std::uint64_t>(request.value());
    for (auto at = bytes.rbegin(); at != bytes.rend(); ++at, rest >>= 8U) {
        *at = static_cast<std::byte>(rest & 0xFFU);
    }
    return bytes;
}

}  // namespace

std::optional<std::string> reference_code(
    const KeyRing& keys, const KeyId& key, const base::Bytes32& seed, base::RequestId request
) {
    const auto subkey = keys.subkey(key, KeyPurpose::ReferenceCode);
    if (!subkey) return std::nullopt;
    const auto number = bytes_of(request);
    const base::Bytes32 hash =
        base::keyed_hash(*subkey, {base::ByteView(seed), base::ByteView(number)});
    std::string letters;
    for (std::size_t at = 0; at < kLetters; ++at) {
        // One byte a letter: 32 divides 256, so each letter is as likely as any other.
        letters += kAlphabet[static_cast<std::size_t>(hash[at]) % kAlphabet.size()];
    }
    return in_groups(letters);
}

std::string normalize_reference_code(std::string_view typed) {
    std::string letters;
    for (char c : base::shorten(typed, kLongestTyped)) {
        if (c == ' ' || c == '-' || c == '\t') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c == 'O') c = '0';
        if (c == 'I' || c == 'L') c = '1';
        letters += c;
    }
    return in_groups(letters);
}

}  // namespace connector::access
