#include "connector/access/challenge.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/bytes.hpp"
#include "base/crypto.hpp"

namespace connector::access {
namespace {

constexpr std::size_t kRandomAt = sizeof(KeyId);
constexpr std::size_t kExpiryAt = kRandomAt + 32;
constexpr std::size_t kTagAt = kExpiryAt + 8;
constexpr std::size_t kBytes = kTagAt + 32;

void write_number(std::span<std::byte> out, std::int64_t value) {
    auto left = static_cast<std::uint64_t>(value);
    for (std::size_t i = out.size(); i-- > 0;) {
        out[i] = static_cast<std::byte>(left & 0xFFU);
        left >>= 8U;
    }
}

std::int64_t read_number(base::ByteView bytes) {
    std::uint64_t value = 0;
    for (const std::byte byte : bytes) value = value << 8U | std::to_integer<std::uint64_t>(byte);
    return static_cast<std::int64_t>(value);
}

base::Bytes32 tag_of(const base::Bytes32& key, base::ByteView challenge, const ChallengeFor& what) {
    std::array<std::byte, 9> who{what.contact ? std::byte{1} : std::byte{0}};
    write_number(std::span(who).subspan(1), what.contact ? what.contact->value() : 0);
    return base::keyed_hash(
        key, {base::ByteView(what.browser_hash), base::ByteView(who), challenge.first(kTagAt)}
    );
}

}  // namespace

std::string mint_challenge(
    const KeyRing& keys, base::Random& random, const ChallengeFor& what, base::Time now
) {
    std::array<std::byte, kBytes> bytes{};
    std::copy(keys.current().begin(), keys.current().end(), bytes.begin());
    random.fill(std::span(bytes).subspan(kRandomAt, 32));
    write_number(std::span(bytes).subspan(kExpiryAt, 8), base::to_millis(now + kChallengeLife));
    const base::Bytes32 tag =
        tag_of(keys.current_subkey(KeyPurpose::PasskeyChallenge), bytes, what);
    std::copy(tag.begin(), tag.end(), bytes.begin() + kTagAt);
    return base::to_base64url(bytes);
}

std::optional<CheckedChallenge> check_challenge(
    const KeyRing& keys, std::string_view text, const ChallengeFor& what, base::Time now
) {
    const auto bytes = base::from_base64url(text);
    if (!bytes || bytes->size() != kBytes) return std::nullopt;
    KeyId id{};
    std::copy_n(bytes->begin(), id.size(), id.begin());
    const auto key = keys.subkey(id, KeyPurpose::PasskeyChallenge);
    if (!key) return std::nullopt;
    const base::ByteView view(*bytes);
    if (!base::equal_constant_time(tag_of(*key, view, what), view.subspan(kTagAt))) {
        return std::nullopt;
    }
    const base::Time expires = base::from_millis(read_number(view.subspan(kExpiryAt, 8)));
    if (now >= expires) return std::nullopt;
    return CheckedChallenge{base::sha256(view), expires};
}

}  // namespace connector::access
