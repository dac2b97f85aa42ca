#include "connector/access/id_token.hpp"

#include <gtest/gtest.h>

#include "connector/access/identity.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/signed_tokens.hpp"

namespace {

using connector::access::check_id_token;
using connector::access::identity_in;
using connector::access::IdTokenWanted;
using connector::access::JsonObject;
using nlohmann::json;
using namespace std::chrono_literals;

const base::Time kNow{std::chrono::seconds{1'795'262'400}};
const IdTokenWanted kWanted{"https://id.acme.example", "client", "the-nonce"};

std::int64_t at(base::seconds offset) {
    return (std::chrono::duration_cast<base::seconds>(kNow.time_since_epoch()) + offset).count();
}

class IdToken : public testing::Test {
protected:
    [[nodiscard]] bool is_good() const {
        return check_id_token(JsonObject::parse(claims.dump()).value(), kWanted, kNow).has_value();
    }

    json claims{
        {"iss", "https://id.acme.example"},
        {"aud", "client"},
        {"sub", "ann"},
        {"iat", at(0s)},
        {"exp", at(300s)},
        {"nonce", "the-nonce"}};
};

TEST_F(IdToken, GoodOneIsTaken) {
    EXPECT_TRUE(is_good());
    claims["aud"] = {"client"};
    EXPECT_TRUE(is_good());
    claims["aud"] = {"other", "client"};
    claims["azp"] = "client";
    EXPECT_TRUE(is_good());
}

TEST_F(IdToken, EveryClaimThatIsMissingIsMissed) {
    for (const char* name : {"iss", "aud", "sub", "iat", "exp", "nonce"}) {
        const json kept = claims;
        claims.erase(name);
        EXPECT_FALSE(is_good()) << name;
        claims = kept;
    }
}

TEST_F(IdToken, AnotherIssuerIsRefusedToTheLastSlash) {
    for (const char* issuer :
         {"https://id.acme.example/", "https://ID.acme.example", "http://id.acme.example", ""}) {
        claims["iss"] = issuer;
        EXPECT_FALSE(is_good()) << issuer;
    }
    claims["iss"] = {"https://id.acme.example"};
    EXPECT_FALSE(is_good());
}

TEST_F(IdToken, OneForSomebodyElseIsRefused) {
    claims["aud"] = "other";
    EXPECT_FALSE(is_good());
    claims["aud"] = {"other", "client"};
    EXPECT_FALSE(is_good()) << "several, and nobody says for whom";
    claims["azp"] = "other";
    EXPECT_FALSE(is_good());
    claims["aud"] = "client";
    EXPECT_FALSE(is_good());
    claims["azp"] = "client";
    claims["aud"] = {"client", 7};
    EXPECT_FALSE(is_good());
}

TEST_F(IdToken, AnotherSignInsNonceIsRefused) {
    for (const char* nonce : {"", "the-nonce ", "The-nonce", "other"}) {
        claims["nonce"] = nonce;
        EXPECT_FALSE(is_good()) << nonce;
    }
}

TEST_F(IdToken, ClocksMayBeAMinuteApartAndNoMore) {
    claims["exp"] = at(-59s);
    EXPECT_TRUE(is_good());
    claims["exp"] = at(-60s);
    EXPECT_FALSE(is_good());
    claims["exp"] = at(300s);
    claims["iat"] = at(60s);
    EXPECT_TRUE(is_good());
    claims["iat"] = at(61s);
    EXPECT_FALSE(is_good());
    claims["iat"] = at(0s);
    claims["nbf"] = at(60s);
    EXPECT_TRUE(is_good());
    claims["nbf"] = at(61s);
    EXPECT_FALSE(is_good());
    claims["nbf"] = "soon";
    EXPECT_FALSE(is_good());
}

TEST_F(IdToken, TimesThatAreNoneAreRefused) {
    for (const json& value : {json("1795262700"), json(-1), json(1e300), json(nullptr)}) {
        claims["exp"] = value;
        EXPECT_FALSE(is_good()) << value;
    }
}

TEST(Identity, AddressCountsWhenItIsVerifiedAndInNoOtherCase) {
    const auto address = [](const json& claims, bool trusts) -> std::string {
        const auto found = identity_in(JsonObject::parse(claims.dump()).value(), trusts);
        return found ? found->address.value_or("none") : "refused";
    };
    EXPECT_EQ(
        address({{"email", " Ann@Example.COM"}, {"email_verified", true}}, false), "ann@example.com"
    );
    EXPECT_EQ(address({{"email", "ann@example.com"}}, false), "refused");
    for (const json& word : {json("true"), json(1), json(false), json(nullptr), json("yes")}) {
        EXPECT_EQ(
            address({{"email", "ann@example.com"}, {"email_verified", word}}, false), "refused"
        );
    }
    EXPECT_EQ(address({{"email", "ann@example.com"}}, true), "ann@example.com");
    EXPECT_EQ(address({{"email", "ann@example.com,bob@example.com"}}, true), "refused");
    EXPECT_EQ(address({{"email_verified", true}}, false), "refused");
}

}  // namespace
