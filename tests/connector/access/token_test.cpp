#include "connector/access/token.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/seeded_random.hpp"

namespace {

using base::ErrorKind;
using connector::access::check_link_token;
using connector::access::cookie_hash;
using connector::access::KeyPurpose;
using connector::access::KeyRing;
using connector::access::mint_cookie;
using connector::access::mint_link_token;

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

class Token : public testing::Test {
protected:
    [[nodiscard]] bool is_ours(std::string_view text) const {
        const auto checked = check_link_token(keys, text);
        if (!checked) {
            EXPECT_EQ(checked.error().kind, ErrorKind::NotFound);
        }
        return checked.has_value();
    }

    std::string mint() { return mint_link_token(keys, random, expires).text; }

    tests::SeededRandom random;
    KeyRing keys = KeyRing::with_fresh_key(random);
    base::Time expires = tests::FakeClock().now() + std::chrono::hours(1);
};

TEST_F(Token, IsAHundredUrlSafeCharacters) {
    const std::string token = mint();

    EXPECT_EQ(token.size(), 100U);
    EXPECT_EQ(token.find_first_not_of(kAlphabet), std::string::npos);
}

TEST_F(Token, TellsItsHashAndExpiryAgain) {
    const auto minted = mint_link_token(keys, random, expires);

    const auto checked = check_link_token(keys, minted.text);

    ASSERT_TRUE(checked);
    EXPECT_EQ(checked->hash, minted.hash);
    EXPECT_EQ(checked->expires, expires);
}

TEST_F(Token, EveryOtherCharacterAtAnyPlaceIsAForgery) {
    const std::string token = mint();

    for (std::size_t i = 0; i < token.size(); ++i) {
        for (const char replacement : kAlphabet) {
            std::string forged = token;
            forged[i] = replacement;
            EXPECT_EQ(is_ours(forged), forged == token) << "place " << i;
        }
    }
}

TEST_F(Token, EveryFlippedBitIsAForgery) {
    const auto bytes = base::from_base64url(mint()).value();

    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        auto forged = bytes;
        forged[bit / 8] ^= std::byte{static_cast<unsigned char>(1U << (bit % 8))};
        EXPECT_FALSE(is_ours(base::to_base64url(forged))) << "bit " << bit;
    }
}

TEST_F(Token, AnotherLengthIsRefused) {
    const std::string token = mint();

    for (std::size_t length = 0; length < token.size(); ++length) {
        EXPECT_FALSE(is_ours(std::string_view(token).substr(0, length)));
    }
    EXPECT_FALSE(is_ours(token + "A"));
    EXPECT_FALSE(is_ours(token + token));
}

TEST_F(Token, OnlyTheCanonicalEncodingIsAccepted) {
    const std::string token = mint();

    for (const std::string& spelling :
         {token + "=",
          token + "==",
          " " + token,
          token + "\n",
          std::string("%41").append(token, 1),
          token.substr(0, 99) + "=",
          token.substr(0, 99) + "+",
          token.substr(0, 99) + "/",
          token.substr(0, 99) + std::string(1, '\0')}) {
        EXPECT_FALSE(is_ours(spelling)) << spelling;
    }
}

TEST_F(Token, BytesBeyondAsciiSpellNoToken) {
    int spelled = 0;
    for (int i = 0; i < 20; ++i) {
        std::string token = mint();
        const std::size_t at = token.find('_');
        if (at == std::string::npos) continue;
        token[at] = '\xff';
        EXPECT_FALSE(is_ours(token));
        ++spelled;
    }
    EXPECT_GT(spelled, 0);
}

TEST_F(Token, OfAnotherKeyIsRefused) {
    const KeyRing others = KeyRing::with_fresh_key(random);

    EXPECT_FALSE(is_ours(mint_link_token(others, random, expires).text));
}

/// Sealed with the key of another purpose, a token would be as good as a cookie's name.
TEST_F(Token, TagOfAnotherPurposeIsRefused) {
    const std::string cookie = mint_cookie(keys, random, KeyPurpose::SessionHash).text;

    EXPECT_FALSE(is_ours(cookie));
    EXPECT_FALSE(cookie_hash(keys, mint(), KeyPurpose::SessionHash));
}

/// Version, key id and expiry are all that two tokens share: nothing else is put in but randomness
/// and the tag over it.
TEST_F(Token, HoldsNoPersonalData) {
    const auto first = base::from_base64url(mint()).value();
    const auto second = base::from_base64url(mint()).value();

    std::size_t equal = 0;
    for (std::size_t i = 0; i < first.size(); ++i) equal += first[i] == second[i] ? 1U : 0U;

    EXPECT_TRUE(std::equal(first.begin(), first.begin() + 5, second.begin()));
    EXPECT_TRUE(std::equal(first.begin() + 37, first.begin() + 43, second.begin() + 37));
    EXPECT_LT(equal, 5U + 6U + 8U) << "more in common than chance explains";
}

TEST_F(Token, AnExpiredOneIsStillOurs) {
    expires = base::Time{};

    const auto checked = check_link_token(keys, mint());

    ASSERT_TRUE(checked);
    EXPECT_EQ(checked->expires, base::Time{});
}

TEST_F(Token, CookieHashIsTheSameAgainAndDiffersByPurpose) {
    const auto cookie = mint_cookie(keys, random, KeyPurpose::SessionHash);

    EXPECT_EQ(cookie.text.size(), 48U);
    EXPECT_EQ(cookie_hash(keys, cookie.text, KeyPurpose::SessionHash).value(), cookie.hash);
    EXPECT_NE(cookie_hash(keys, cookie.text, KeyPurpose::BrowserHash).value(), cookie.hash);
}

TEST_F(Token, CookieOfAnotherKeyLengthOrAlphabetIsRefused) {
    const std::string cookie = mint_cookie(keys, random, KeyPurpose::SessionHash).text;
    const KeyRing others = KeyRing::with_fresh_key(random);

    EXPECT_FALSE(cookie_hash(others, cookie, KeyPurpose::SessionHash));
    for (const std::string& value :
         {std::string(), cookie.substr(1), cookie + "A", cookie.substr(1) + "="}) {
        EXPECT_FALSE(cookie_hash(keys, value, KeyPurpose::SessionHash)) << value;
    }
}

}  // namespace
