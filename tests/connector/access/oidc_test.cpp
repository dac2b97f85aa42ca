#include "connector/access/oidc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"
#include "tests/support/signed_tokens.hpp"

namespace {

using base::ErrorKind;
using connector::access::Challenge;
using connector::access::OidcProvider;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kIssuer = "https://id.acme.example";

class Oidc : public testing::Test {
protected:
    void discovered() { transport.answer(200, discovery.dump()); }

    void tokens(const std::string& id_token) {
        transport.answer(200, json{{"access_token", "a"}, {"id_token", id_token}}.dump());
    }

    void keys() { transport.answer(200, json{{"keys", {key.jwk()}}}.dump()); }

    [[nodiscard]] std::int64_t now() const { return base::to_millis(clock.now()) / 1000; }

    [[nodiscard]] json claims() const {
        return {
            {"iss", kIssuer},
            {"aud", "client"},
            {"sub", "1"},
            {"iat", now()},
            {"exp", now() + 60},
            {"nonce", challenge.nonce},
            {"email", "ann@example.com"},
            {"email_verified", true}};
    }

    tests::FakeTransport transport;
    tests::FakeClock clock;
    tests::SigningKey key = tests::SigningKey::p256();
    json discovery{
        {"issuer", kIssuer},
        {"authorization_endpoint", "https://id.acme.example/auth"},
        {"token_endpoint", "https://tokens.acme.example/token"},
        {"jwks_uri", "https://id.acme.example/keys"}};
    Challenge challenge{"the-state", "the-nonce", "the-verifier", "https://we.example/callback"};
    OidcProvider provider{
        {.issuer = kIssuer,
         .client_id = "client",
         .client_secret = base::Secret("s:cr t"),
         .origins = {kIssuer, "https://tokens.acme.example"}},
        transport,
        clock};
};

TEST_F(Oidc, SendsTheBrowserWithStateNonceAndAHashOfTheVerifier) {
    discovered();
    const auto url = provider.authorization_url(challenge);
    ASSERT_TRUE(url) << url.error().message;
    EXPECT_EQ(
        transport.requests().at(0).url, "https://id.acme.example/.well-known/openid-configuration"
    );
    EXPECT_TRUE(url->starts_with("https://id.acme.example/auth?response_type=code&"));
    EXPECT_THAT(*url, HasSubstr("&state=the-state&nonce=the-nonce&"));
    EXPECT_THAT(*url, HasSubstr("redirect_uri=https%3A%2F%2Fwe.example%2Fcallback"));
    EXPECT_THAT(*url, HasSubstr("&code_challenge_method=S256"));
    EXPECT_THAT(*url, Not(HasSubstr("the-verifier")));
}

/// The example of RFC 7636, appendix B.
TEST(CodeChallenge, IsThatOfTheStandard) {
    EXPECT_EQ(
        connector::access::code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    );
}

TEST_F(Oidc, RedeemsACodeWithSecretAndVerifier) {
    discovered();
    tokens(key.sign(claims()));
    keys();
    const auto identity = provider.redeem({"the-code", ""}, challenge);
    ASSERT_TRUE(identity) << identity.error().message;
    EXPECT_EQ(identity->address, "ann@example.com");
    const auto sent = transport.requests().at(1);
    EXPECT_EQ(sent.url, "https://tokens.acme.example/token");
    EXPECT_THAT(sent.body, HasSubstr("code=the-code&"));
    EXPECT_THAT(sent.body, HasSubstr("code_verifier=the-verifier"));
    EXPECT_THAT(sent.body, Not(HasSubstr("secret")));
    const std::string basic = "Basic " + base::to_base64(base::as_bytes("client:s%3Acr%20t"));
    EXPECT_EQ(sent.headers.back().value, basic);
}

TEST_F(Oidc, SecretGoesIntoTheBodyWhereTheProviderWantsIt) {
    discovery["token_endpoint_auth_methods_supported"] = {"client_secret_post"};
    discovered();
    tokens(key.sign(claims()));
    keys();
    EXPECT_TRUE(provider.redeem({"the-code", ""}, challenge));
    EXPECT_THAT(transport.requests().at(1).body, HasSubstr("client_secret=s%3Acr%20t"));
}

TEST_F(Oidc, DiscoveryOfAnotherIssuerIsRejected) {
    for (const char* issuer : {"https://id.acme.example/", "https://evil.example", ""}) {
        discovery["issuer"] = issuer;
        discovered();
        const auto url = provider.authorization_url(challenge);
        ASSERT_FALSE(url) << issuer;
        EXPECT_EQ(url.error().kind, ErrorKind::Rejected);
    }
}

TEST_F(Oidc, AddressesElsewhereAreRejected) {
    for (const char* name : {"authorization_endpoint", "token_endpoint", "jwks_uri"}) {
        for (const char* url :
             {"https://evil.example/x",
              "https://id.acme.example.evil.example/x",
              "https://id.acme.example@evil.example/x",
              "http://id.acme.example/x",
              ""}) {
            json changed = discovery;
            changed[name] = url;
            transport.answer(200, changed.dump());
            EXPECT_FALSE(provider.authorization_url(challenge)) << name << " " << url;
        }
    }
}

TEST_F(Oidc, TokenThatAnotherKeySignedIsRefused) {
    discovered();
    tokens(tests::SigningKey::p256().sign(claims()));
    keys();
    const auto identity = provider.redeem({"the-code", ""}, challenge);
    ASSERT_FALSE(identity);
    EXPECT_EQ(identity.error().kind, ErrorKind::Unauthorized);
}

TEST_F(Oidc, TokenOfAnotherSignInOrIssuerIsRefused) {
    for (const char* name : {"nonce", "iss", "aud"}) {
        json wrong = claims();
        wrong[name] = "other";
        OidcProvider fresh{
            {.issuer = kIssuer,
             .client_id = "client",
             .origins = {kIssuer, "https://tokens.acme.example"}},
            transport,
            clock};
        discovered();
        tokens(key.sign(wrong));
        keys();
        const auto identity = fresh.redeem({"the-code", ""}, challenge);
        ASSERT_FALSE(identity) << name;
        EXPECT_EQ(identity.error().kind, ErrorKind::Unauthorized) << name;
    }
}

TEST_F(Oidc, UserInfoIsAskedWhereTheTokenNamesNoAddress) {
    discovery["userinfo_endpoint"] = "https://id.acme.example/me";
    json bare = claims();
    bare.erase("email");
    bare.erase("email_verified");
    discovered();
    tokens(key.sign(bare));
    keys();
    json info{{"sub", "1"}, {"email", "ann@example.com"}, {"email_verified", true}};
    transport.answer(200, info.dump());
    const auto identity = provider.redeem({"the-code", ""}, challenge);
    ASSERT_TRUE(identity) << identity.error().message;
    EXPECT_EQ(identity->address, "ann@example.com");
    EXPECT_EQ(transport.requests().back().headers.front().value, "Bearer a");

    info["sub"] = "2";
    tokens(key.sign(bare));
    transport.answer(200, info.dump());
    EXPECT_EQ(provider.redeem({"the-code", ""}, challenge).error().kind, ErrorKind::Unauthorized);
    info["sub"] = "1";
    info["email_verified"] = "true";
    tokens(key.sign(bare));
    transport.answer(200, info.dump());
    EXPECT_EQ(provider.redeem({"the-code", ""}, challenge).error().kind, ErrorKind::Denied);
}

TEST_F(Oidc, SharedSecretSignsNoIdToken) {
    discovered();
    tokens(tests::sign_shared("s:cr t", claims()));
    keys();
    EXPECT_FALSE(provider.redeem({"the-code", ""}, challenge));
}

/// RFC 9207: mixed up providers.
TEST_F(Oidc, CodeOfAnotherIssuerGoesToNobody) {
    discovery["authorization_response_iss_parameter_supported"] = true;
    discovered();
    EXPECT_FALSE(provider.redeem({"the-code", "https://evil.example"}, challenge));
    EXPECT_FALSE(provider.redeem({"the-code", ""}, challenge)) << "it promised to name itself";
    EXPECT_EQ(transport.calls(), 1U);
}

TEST_F(Oidc, RefusalIsToldByItsNameAndRubbishIsNot) {
    discovered();
    transport.answer(400, R"({"error":"invalid_grant"})");
    const auto refused = provider.redeem({"the-code", ""}, challenge);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Rejected);
    EXPECT_THAT(refused.error().message, HasSubstr("invalid_grant"));
    transport.answer(400, R"({"error":"the code the-code\nis bad"})");
    EXPECT_THAT(
        provider.redeem({"the-code", ""}, challenge).error().message, Not(HasSubstr("the-code"))
    );
}

}  // namespace
