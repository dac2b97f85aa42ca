#include "connector/access/hand_off.hpp"

#include <gtest/gtest.h>

#include "tests/support/signed_tokens.hpp"

namespace {

using connector::access::check_hand_off;
using connector::access::HandOffRules;
using connector::access::VerificationKey;
using nlohmann::json;
using namespace std::chrono_literals;

const base::Time kNow{std::chrono::seconds{1'795'262'400}};
constexpr const char* kKey = "0123456789abcdef0123456789abcdef";

std::int64_t at(base::seconds offset) {
    return (std::chrono::duration_cast<base::seconds>(kNow.time_since_epoch()) + offset).count();
}

class HandOff : public testing::Test {
protected:
    [[nodiscard]] auto check() const {
        return check_hand_off(tests::sign_shared(kKey, claims), rules, kNow);
    }

    [[nodiscard]] bool is_good() const { return check().has_value(); }

    HandOffRules rules{
        "https://app.acme.example",
        "https://support.acme.example/sup",
        VerificationKey::from_secret(base::Secret(kKey)).value()};
    json claims{
        {"iss", "https://app.acme.example"},
        {"aud", "https://support.acme.example/sup"},
        {"iat", at(0s)},
        {"exp", at(60s)},
        {"jti", "a-random-id"},
        {"email", "ann@example.com"},
        {"email_verified", true}};
};

TEST_F(HandOff, GoodOneNamesItsCustomer) {
    const auto checked = check();
    ASSERT_TRUE(checked);
    EXPECT_EQ(checked->identity.address, "ann@example.com");
    EXPECT_EQ(checked->id, "a-random-id");
    EXPECT_EQ(checked->forgotten, kNow + 120s) << "as long as the token would be taken";
}

TEST_F(HandOff, EveryClaimThatIsMissingIsMissed) {
    for (const char* name : {"iss", "aud", "iat", "exp", "jti", "email", "email_verified"}) {
        const json kept = claims;
        claims.erase(name);
        EXPECT_FALSE(is_good()) << name;
        claims = kept;
    }
}

TEST_F(HandOff, AnotherIssuerOrAudienceIsRefused) {
    claims["iss"] = "https://app.acme.example/";
    EXPECT_FALSE(is_good());
    claims["iss"] = rules.issuer;
    for (const json& audience :
         {json("other"), json::array({"other", rules.audience}), json::array(), json(7)}) {
        claims["aud"] = audience;
        EXPECT_FALSE(is_good()) << audience;
    }
    claims["aud"] = json::array({rules.audience});
    EXPECT_TRUE(is_good());
}

TEST_F(HandOff, LivesAMinuteAtMost) {
    claims["exp"] = at(61s);
    EXPECT_FALSE(is_good());
    claims["exp"] = at(0s);
    EXPECT_FALSE(is_good()) << "no life at all";
    claims["exp"] = at(86'400s);
    EXPECT_FALSE(is_good());
}

TEST_F(HandOff, ClocksMayBeAMinuteApartAndNoMore) {
    claims["iat"] = at(-119s);
    claims["exp"] = at(-59s);
    EXPECT_TRUE(is_good());
    claims["iat"] = at(-120s);
    claims["exp"] = at(-60s);
    EXPECT_FALSE(is_good());
    claims["iat"] = at(60s);
    claims["exp"] = at(120s);
    EXPECT_TRUE(is_good());
    claims["iat"] = at(61s);
    claims["exp"] = at(121s);
    EXPECT_FALSE(is_good());
}

TEST_F(HandOff, IdMustBeOneThatIsNotGuessedOrEndless) {
    for (const std::string& id : {std::string("1234567"), std::string(256, 'a'), std::string()}) {
        claims["jti"] = id;
        EXPECT_FALSE(is_good()) << id;
    }
}

TEST_F(HandOff, AnotherKeyIsRefused) {
    const std::string token = tests::sign_shared("another-key-of-thirty-two-bytes!", claims);
    EXPECT_FALSE(check_hand_off(token, rules, kNow));
}

TEST_F(HandOff, ProductsPublicKeyIsAsGood) {
    const auto product = tests::SigningKey::p256();
    rules.key =
        VerificationKey::from_public(base::read_public_key(product.public_pem()).value()).value();
    EXPECT_TRUE(check_hand_off(product.sign(claims), rules, kNow));
    EXPECT_FALSE(check_hand_off(tests::SigningKey::p256().sign(claims), rules, kNow));
    EXPECT_FALSE(is_good()) << "a shared key in its place";
}

}  // namespace
