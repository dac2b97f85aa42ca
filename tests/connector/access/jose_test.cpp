#include "connector/access/jose.hpp"

#include <gtest/gtest.h>

#include "tests/support/signed_tokens.hpp"

namespace {

using connector::access::Algorithm;
using connector::access::JsonObject;
using connector::access::VerificationKey;
using connector::access::verify;
using nlohmann::json;
using tests::SigningKey;

const json kClaims{{"sub", "ann"}};
constexpr const char* kShared = "0123456789abcdef0123456789abcdef";

base::Result<VerificationKey> key_of(const json& jwk) {
    return VerificationKey::from_jwk(JsonObject::parse(jwk.dump()).value());
}

VerificationKey key_of(const SigningKey& key) {
    return key_of(key.jwk()).value();
}

VerificationKey shared_key(const std::string& text = kShared) {
    return VerificationKey::from_secret(base::Secret(text)).value();
}

/// A key takes a while to make.
const SigningKey& rsa() {
    static const SigningKey key = SigningKey::rsa();
    return key;
}

const SigningKey& ec() {
    static const SigningKey key = SigningKey::p256();
    return key;
}

TEST(Jose, TokensOfTheThreeAlgorithmsAreVerified) {
    for (const SigningKey* key : {&rsa(), &ec()}) {
        const auto claims = verify(key->sign(kClaims), key_of(*key));
        ASSERT_TRUE(claims) << key->algorithm() << ": " << claims.error().message;
        EXPECT_EQ(claims->text("sub"), "ann");
    }
    EXPECT_TRUE(verify(tests::sign_shared(kShared, kClaims), shared_key()));
}

TEST(Jose, KeyOfAProductIsReadFromPem) {
    for (const SigningKey* key : {&rsa(), &ec()}) {
        const auto read = base::read_public_key(key->public_pem());
        ASSERT_TRUE(read);
        EXPECT_TRUE(verify(key->sign(kClaims), VerificationKey::from_public(*read).value()));
    }
    EXPECT_FALSE(base::read_public_key("-----BEGIN PUBLIC KEY-----\nAAAA\n"));
}

TEST(Jose, AnotherKeysSignatureIsRefused) {
    EXPECT_FALSE(verify(SigningKey::rsa().sign(kClaims), key_of(rsa())));
    EXPECT_FALSE(verify(SigningKey::p256().sign(kClaims), key_of(ec())));
    EXPECT_FALSE(
        verify(tests::sign_shared("another-key-of-thirty-two-bytes!", kClaims), shared_key())
    );
}

TEST(Jose, EveryChangedCharacterIsRefused) {
    const std::string token = tests::sign_shared(kShared, kClaims);
    for (std::size_t at = 0; at < token.size(); ++at) {
        std::string changed = token;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        if (changed == token) continue;
        EXPECT_FALSE(verify(changed, shared_key())) << at;
    }
}

TEST(Jose, UnsignedTokensAreRefusedHoweverTheyAreSpelt) {
    for (const char* none : {"none", "None", "NONE", "nOnE", ""}) {
        const std::string token = tests::unsigned_token({{"alg", none}}, kClaims);
        EXPECT_FALSE(verify(token, key_of(rsa()))) << none;
        EXPECT_FALSE(verify(token, shared_key())) << none;
    }
    EXPECT_FALSE(verify(tests::unsigned_token({{"alg", "RS256"}}, kClaims), key_of(rsa())));
}

/// RFC 8725 section 2.1: the public key, which everybody knows, as a shared one.
TEST(Jose, PublicKeyIsNeverTakenForASharedOne) {
    const json head{{"alg", "HS256"}, {"kid", "rsa-1"}};
    EXPECT_FALSE(verify(tests::sign_shared(rsa().public_pem(), kClaims, head), key_of(rsa())));
    EXPECT_FALSE(verify(
        tests::sign_shared(rsa().jwk()["n"].get<std::string>(), kClaims, head), key_of(rsa())
    ));
    EXPECT_FALSE(verify(ec().sign({{"alg", "RS256"}}, kClaims), key_of(ec())));
    // By us, before the library is asked.
    EXPECT_EQ(
        verify(tests::sign_shared(kShared, kClaims, head), key_of(rsa())).error().message,
        "the token's algorithm is not the key's"
    );
}

TEST(Jose, AlgorithmsThatAreNotOursAreRefused) {
    for (const char* other : {"HS384", "HS512", "RS384", "RS512", "PS256", "ES384", "EdDSA"}) {
        EXPECT_FALSE(verify(rsa().sign({{"alg", other}}, kClaims), key_of(rsa()))) << other;
        EXPECT_FALSE(verify(tests::sign_shared(kShared, kClaims, {{"alg", other}}), shared_key()))
            << other;
    }
}

TEST(Jose, ExtensionThatMustBeUnderstoodIsRefused) {
    for (const json& crit :
         {json::array({"exp"}), json::array({"b64"}), json::array(), json("x")}) {
        const json head{{"alg", "RS256"}, {"kid", "rsa-1"}, {"crit", crit}, {"exp", 1}};
        EXPECT_FALSE(verify(rsa().sign(head, kClaims), key_of(rsa()))) << crit;
    }
}

TEST(Jose, SmallAndOddKeysAreRefused) {
    EXPECT_FALSE(key_of(SigningKey::rsa("small", 1024).jwk()));
    EXPECT_FALSE(key_of(SigningKey::rsa("smaller-by-a-bit", 2040).jwk()));
    json one = rsa().jwk();
    one["e"] = "AQ";  // 1: every text is its own signature
    EXPECT_FALSE(key_of(one));
    json tiny = rsa().jwk();
    tiny["n"] = "AQAB";
    EXPECT_FALSE(key_of(tiny));
    json padded = tiny;  // as long as a good one, but with zeros
    padded["n"] = std::string(342, 'A') + "AQ";
    EXPECT_FALSE(key_of(padded));
    json off_curve = ec().jwk();
    off_curve["y"] = off_curve["x"];
    EXPECT_FALSE(key_of(off_curve));
    EXPECT_FALSE(VerificationKey::from_secret(base::Secret("thirty-one-bytes-are-too-few...")));
}

TEST(Jose, KeysForOtherUsesAreRefused) {
    json encrypts = rsa().jwk();
    encrypts["use"] = "enc";
    EXPECT_FALSE(key_of(encrypts));
    json other = rsa().jwk();
    other["alg"] = "RS512";
    EXPECT_FALSE(key_of(other));
    json shared{{"kty", "oct"}, {"k", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}};
    EXPECT_FALSE(key_of(shared));
    json plain = rsa().jwk();
    plain.erase("use");
    plain.erase("alg");
    EXPECT_EQ(key_of(plain).value().algorithm(), Algorithm::RS256);
}

TEST(Jose, RubbishIsNoToken) {
    const std::string good = tests::sign_shared(kShared, kClaims);
    for (const std::string& token :
         {std::string(),
          std::string("."),
          std::string(".."),
          std::string("a.b.c"),
          good + ".x",
          "." + good,
          good.substr(0, good.rfind('.')),
          good + "=",
          " " + good,
          std::string(20'000, 'A') + good,
          std::string("[].e30.AA")}) {
        EXPECT_FALSE(verify(token, shared_key())) << token.substr(0, 60);
    }
}

TEST(Jose, ClaimsMustBeAnObject) {
    EXPECT_FALSE(verify(tests::sign_shared(kShared, json::array({1})), shared_key()));
    EXPECT_FALSE(verify(tests::sign_shared(kShared, "text"), shared_key()));
}

TEST(JsonObject, MembersOfAnotherTypeAreNone) {
    const auto object =
        JsonObject::parse(R"({"t":1,"n":"1","b":"true","l":["a",1],"f":1.9,"m":-1,"h":1e300})");
    ASSERT_TRUE(object);
    EXPECT_FALSE(object->text("t"));
    EXPECT_FALSE(object->number("n"));
    EXPECT_FALSE(object->is_true("b"));
    EXPECT_TRUE(object->texts("l").empty());
    EXPECT_EQ(object->number("f"), 1);
    EXPECT_FALSE(object->number("m"));
    EXPECT_FALSE(object->number("h"));
}

TEST(JsonObject, DeepAndBrokenTextIsHarmless) {
    EXPECT_FALSE(JsonObject::parse(std::string("{\0}", 3)));
    EXPECT_FALSE(JsonObject::parse("{\"a\":1} x"));
    const std::string deep(100'000, '[');
    EXPECT_FALSE(JsonObject::parse("{\"a\":" + deep));
    const auto closed =
        JsonObject::parse("{\"a\":" + deep + std::string(100'000, ']') + ",\"b\":\"c\"}");
    ASSERT_TRUE(closed);
    EXPECT_EQ(closed->text("b"), "c");
}

}  // namespace
