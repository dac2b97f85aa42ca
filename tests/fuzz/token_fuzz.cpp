#include <string>

#include "base/bytes.hpp"
#include "connector/access/token.hpp"
#include "tests/fuzz/property.hpp"
#include "tests/support/seeded_random.hpp"

namespace {

using connector::access::KeyPurpose;
using connector::access::KeyRing;
using fuzz::expect;

/// The same key, token and cookie in every run: corpus/token has the latter two.
struct Minted {
    tests::SeededRandom random;
    KeyRing keys = KeyRing::with_fresh_key(random);
    std::string token =
        connector::access::mint_link_token(keys, random, base::from_millis(1'795'262'400'000)).text;
    std::string cookie = connector::access::mint_cookie(keys, random, KeyPurpose::SessionHash).text;
};

}  // namespace

/// Any text as a link's token and as a cookie's value, beside one of each that is good.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Minted minted;
    const std::string_view text = fuzz::text_of(data, size);

    const auto token = connector::access::check_link_token(minted.keys, text);
    expect(token.has_value() == (text == minted.token), "only what we minted is a token");
    if (token) expect(base::to_millis(token->expires) == 1'795'262'400'000, "its expiry is ours");

    const auto hash = connector::access::cookie_hash(minted.keys, text, KeyPurpose::SessionHash);
    if (text == minted.cookie) expect(hash.has_value(), "a cookie that we minted is accepted");
    if (!hash) return 0;
    const auto bytes = base::from_base64url(text);
    expect(bytes && base::to_base64url(*bytes) == text, "a cookie has one spelling");
    expect(text.substr(0, 5) == std::string_view(minted.cookie).substr(0, 5), "and our key's id");
    const auto other = connector::access::cookie_hash(minted.keys, text, KeyPurpose::BrowserHash);
    expect(other && *other != *hash, "a session's cookie is no browser's");
    return 0;
}
