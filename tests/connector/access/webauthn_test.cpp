#include "connector/access/webauthn.hpp"

#include <gtest/gtest.h>

#include "tests/support/software_passkey.hpp"

namespace {

using connector::access::Ceremony;
using connector::access::challenge_in;
using connector::access::check_assertion;
using connector::access::read_registration;
using connector::access::RelyingParty;
using tests::SoftwarePasskey;

const RelyingParty kParty{"support.acme.example", "https://support.acme.example"};

/// One that was registered, and what it signs.
class PasskeyOf : public testing::TestWithParam<SoftwarePasskey::Algorithm> {
protected:
    base::Result<std::uint32_t> assertion_of(const SoftwarePasskey& by) {
        const std::string client_data = by.client_data("webauthn.get", "AAAA");
        const base::Bytes data = by.authenticator_data();
        const base::Bytes signature = by.sign(data, client_data);
        return check_assertion({client_data, data, signature}, credential, kParty);
    }

    SoftwarePasskey passkey{GetParam()};
    connector::access::PasskeyCredential credential =
        read_registration(passkey.registration(), kParty).value();
};

INSTANTIATE_TEST_SUITE_P(
    Algorithms,
    PasskeyOf,
    testing::Values(
        SoftwarePasskey::Algorithm::Es256,
        SoftwarePasskey::Algorithm::Rs256,
        SoftwarePasskey::Algorithm::EdDsa
    )
);

TEST_P(PasskeyOf, SignsForItself) {
    EXPECT_EQ(credential.id, passkey.id());
    EXPECT_EQ(assertion_of(passkey), 0U);
}

TEST_P(PasskeyOf, AnotherKeyDoesNot) {
    const SoftwarePasskey other(GetParam());

    EXPECT_FALSE(assertion_of(other));
}

TEST_P(PasskeyOf, EveryChangedBitIsSeen) {
    const std::string client_data = passkey.client_data("webauthn.get", "AAAA");
    const base::Bytes data = passkey.authenticator_data();
    const base::Bytes signature = passkey.sign(data, client_data);
    ASSERT_TRUE(check_assertion({client_data, data, signature}, credential, kParty));

    for (std::size_t i = 0; i < data.size(); ++i) {
        base::Bytes changed = data;
        changed[i] ^= std::byte{0x80};
        EXPECT_FALSE(check_assertion({client_data, changed, signature}, credential, kParty)) << i;
    }
    for (std::size_t i = 0; i < client_data.size(); ++i) {
        std::string changed = client_data;
        changed[i] ^= 1;
        EXPECT_FALSE(check_assertion({changed, data, signature}, credential, kParty)) << i;
    }
    for (std::size_t i = 0; i < signature.size(); ++i) {
        base::Bytes changed = signature;
        changed[i] ^= std::byte{1};
        EXPECT_FALSE(check_assertion({client_data, data, changed}, credential, kParty)) << i;
    }
    EXPECT_FALSE(check_assertion({client_data, data, {}}, credential, kParty));
}

TEST_P(PasskeyOf, AnotherPartysIsRefused) {
    passkey.party = "evil.example";

    EXPECT_FALSE(assertion_of(passkey));
    EXPECT_FALSE(read_registration(passkey.registration(), kParty));
}

TEST_P(PasskeyOf, UserMustBeThereAndVerified) {
    for (const unsigned flags : {0U, SoftwarePasskey::kPresent, SoftwarePasskey::kVerified}) {
        passkey.flags = flags;
        EXPECT_FALSE(assertion_of(passkey)) << flags;
        EXPECT_FALSE(read_registration(passkey.registration(), kParty)) << flags;
    }
}

TEST_P(PasskeyOf, CounterOnlyRises) {
    passkey.counter = 5;
    EXPECT_EQ(assertion_of(passkey), 5U);

    credential.counter = 5;
    EXPECT_FALSE(assertion_of(passkey)) << "the same again";
    passkey.counter = 4;
    EXPECT_FALSE(assertion_of(passkey));
    passkey.counter = 0;
    EXPECT_FALSE(assertion_of(passkey)) << "it has counted before";
    passkey.counter = 6;
    EXPECT_EQ(assertion_of(passkey), 6U);
}

TEST_P(PasskeyOf, KeyOfAnotherAlgorithmIsNotTaken) {
    for (const int algorithm : {-7, -8, -257, 0, -6}) {
        if (algorithm == credential.algorithm) continue;
        connector::access::PasskeyCredential other = credential;
        other.algorithm = algorithm;
        std::swap(other, credential);
        EXPECT_FALSE(assertion_of(passkey)) << algorithm;
        std::swap(other, credential);
    }
}

TEST_P(PasskeyOf, RegistrationThatIsCutShortIsRefused) {
    const base::Bytes whole = passkey.registration();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(read_registration(base::ByteView(whole).first(size), kParty)) << size;
    }
    EXPECT_FALSE(read_registration(base::Bytes(100'000), kParty));
    EXPECT_FALSE(read_registration(passkey.authenticator_data(), kParty)) << "without a key";
}

TEST(ClientData, AreOfTheCeremonyAndTheOrigin) {
    SoftwarePasskey passkey;
    const auto challenge = [&](const std::string& data, Ceremony ceremony) {
        return challenge_in(data, ceremony, kParty);
    };

    EXPECT_EQ(challenge(passkey.client_data("webauthn.get", "abc"), Ceremony::SignIn), "abc");
    EXPECT_EQ(
        challenge(passkey.client_data("webauthn.create", "abc"), Ceremony::Registration), "abc"
    );
    EXPECT_FALSE(challenge(passkey.client_data("webauthn.create", "abc"), Ceremony::SignIn));
    EXPECT_FALSE(challenge(passkey.client_data("webauthn.get", "abc"), Ceremony::Registration));
    EXPECT_FALSE(challenge(passkey.client_data("payment.get", "abc"), Ceremony::SignIn));
    for (const char* origin :
         {"https://support.acme.example.evil.example",
          "http://support.acme.example",
          "https://support.acme.example:444",
          "https://Support.acme.example",
          "https://acme.example",
          ""}) {
        passkey.origin = origin;
        EXPECT_FALSE(challenge(passkey.client_data("webauthn.get", "abc"), Ceremony::SignIn))
            << origin;
    }
}

TEST(ClientData, OfAFrameElsewhereOrNoneAreRefused) {
    const auto challenge = [&](const std::string& rest) {
        return challenge_in(
            R"({"type":"webauthn.get","origin":"https://support.acme.example")" + rest + "}",
            Ceremony::SignIn,
            kParty
        );
    };

    EXPECT_TRUE(challenge(R"(,"challenge":"abc")"));
    EXPECT_FALSE(challenge(R"(,"challenge":"abc","crossOrigin":true)"));
    EXPECT_FALSE(challenge(""));
    EXPECT_FALSE(challenge(R"(,"challenge":7)"));
    EXPECT_FALSE(challenge_in("", Ceremony::SignIn, kParty));
    EXPECT_FALSE(challenge_in("[]", Ceremony::SignIn, kParty));
}

}  // namespace
