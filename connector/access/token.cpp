#include "connector/access/token.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/crypto.hpp"

namespace connector::access {
namespace {

using base::ErrorKind;
using std::chrono::duration_cast;
using std::chrono::seconds;

constexpr std::byte kVersion{1};
constexpr std::size_t kKeyAt = 1;
constexpr std::size_t kRandomAt = kKeyAt + sizeof(KeyId);
constexpr std::size_t kExpiryAt = kRandomAt + 32;
constexpr std::size_t kExpiryBytes = 6;
constexpr std::size_t kTagAt = kExpiryAt + kExpiryBytes;
constexpr std::size_t kTokenBytes = kTagAt + 32;
constexpr std::size_t kTokenCharacters = 100;
constexpr std::size_t kCookieBytes = sizeof(KeyId) + 32;

static_assert(kTokenBytes * 4 / 3 == kTokenCharacters && kTokenBytes % 3 == 0);

using TokenBytes = std::array<std::byte, kTokenBytes>;

base::Bytes32 tag_of(std::span<const std::byte> token, const base::Bytes32& key) {
    return base::keyed_hash(key, {base::ByteView(token).first(kTagAt)});
}

void write_expiry(TokenBytes& token, base::Time expires) {
    auto left =
        static_cast<std::uint64_t>(duration_cast<seconds>(expires.time_since_epoch()).count());
    for (std::size_t i = kExpiryBytes; i-- > 0;) {
        token.at(kExpiryAt + i) = static_cast<std::byte>(left & 0xFFU);
        left >>= 8U;
    }
}

base::Time read_expiry(base::ByteView token) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < kExpiryBytes; ++i) {
        value = value * 256 + std::to_integer<std::int64_t>(token[kExpiryAt + i]);
    }
    return base::Time{seconds{value}};
}

KeyId key_id_at(base::ByteView bytes, std::size_t offset) {
    KeyId id{};
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), id.size(), id.begin());
    return id;
}

tl::unexpected<base::Error> no_such_token() {
    return base::fail(ErrorKind::NotFound, "the token is not one of ours");
}

}  // namespace

MintedToken mint_link_token(const KeyRing& keys, base::Random& random, base::Time expires) {
    TokenBytes token{};
    token[0] = kVersion;
    std::copy(keys.current().begin(), keys.current().end(), token.begin() + kKeyAt);
    random.fill(std::span(token).subspan(kRandomAt, 32));
    write_expiry(token, expires);
    const base::Bytes32 tag = tag_of(token, keys.current_subkey(KeyPurpose::LinkTag));
    std::copy(tag.begin(), tag.end(), token.begin() + kTagAt);
    return {
        base::to_base64url(token),
        base::keyed_hash(keys.current_subkey(KeyPurpose::LinkHash), {base::ByteView(token)})};
}

base::Result<CheckedToken> check_link_token(const KeyRing& keys, std::string_view text) {
    if (text.size() != kTokenCharacters) return no_such_token();
    const auto token = base::from_base64url(text);
    if (!token || token->size() != kTokenBytes || token->front() != kVersion)
        return no_such_token();
    const KeyId id = key_id_at(*token, kKeyAt);
    const auto tag_key = keys.subkey(id, KeyPurpose::LinkTag);
    if (!tag_key) return no_such_token();
    const base::ByteView claimed = base::ByteView(*token).subspan(kTagAt);
    if (!base::equal_constant_time(tag_of(*token, *tag_key), claimed)) return no_such_token();
    return CheckedToken{
        base::keyed_hash(*keys.subkey(id, KeyPurpose::LinkHash), {base::ByteView(*token)}),
        read_expiry(*token)};
}

MintedToken mint_cookie(const KeyRing& keys, base::Random& random, KeyPurpose purpose) {
    std::array<std::byte, kCookieBytes> value{};
    std::copy(keys.current().begin(), keys.current().end(), value.begin());
    random.fill(std::span(value).subspan(sizeof(KeyId)));
    return {
        base::to_base64url(value),
        base::keyed_hash(keys.current_subkey(purpose), {base::ByteView(value)})};
}

base::Result<base::Bytes32> cookie_hash(
    const KeyRing& keys, std::string_view value, KeyPurpose purpose
) {
    if (value.size() != kCookieBytes * 4 / 3) return no_such_token();
    const auto bytes = base::from_base64url(value);
    if (!bytes || bytes->size() != kCookieBytes) return no_such_token();
    const auto key = keys.subkey(key_id_at(*bytes, 0), purpose);
    if (!key) return no_such_token();
    return base::keyed_hash(*key, {base::ByteView(*bytes)});
}

}  // namespace connector::access
