#include "connector/access/key_set.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"
#include "tests/support/signed_tokens.hpp"

namespace {

using base::ErrorKind;
using connector::access::Algorithm;
using nlohmann::json;
using tests::SigningKey;
using namespace std::chrono_literals;

constexpr const char* kUrl = "https://id.acme.example/keys";

class KeySet : public testing::Test {
protected:
    void publish(std::initializer_list<const SigningKey*> published) {
        json set{{"keys", json::array({json{{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", "AA"}}})}};
        for (const SigningKey* key : published) set["keys"].push_back(key->jwk());
        transport.answer(200, set.dump());
    }

    auto find(const std::string& id) {
        return keys.find(kUrl, {.algorithm = Algorithm::ES256, .key_id = id});
    }

    SigningKey old_key = SigningKey::p256("old");
    SigningKey new_key = SigningKey::p256("new");
    tests::FakeTransport transport;
    tests::FakeClock clock;
    connector::access::KeySet keys{transport, clock};
};

TEST_F(KeySet, IsReadOnceAndKeptForAnHour) {
    publish({&old_key});
    EXPECT_TRUE(find("old"));
    clock.advance(3599s);
    EXPECT_TRUE(find("old"));
    EXPECT_EQ(transport.calls(), 1U);

    clock.advance(1s);
    publish({&new_key});
    EXPECT_FALSE(find("old")) << "the provider has withdrawn it";
    EXPECT_EQ(transport.calls(), 2U);
}

TEST_F(KeySet, UnknownNameMeansThatKeysHaveChanged) {
    publish({&old_key});
    EXPECT_TRUE(find("old"));
    clock.advance(10s);
    publish({&old_key, &new_key});

    EXPECT_TRUE(find("new"));
    EXPECT_TRUE(find("old"));
    EXPECT_EQ(transport.calls(), 2U);
}

TEST_F(KeySet, MadeUpNamesCostTheProviderNothing) {
    publish({&old_key});
    EXPECT_TRUE(find("old"));
    clock.advance(10s);
    publish({&old_key});
    for (int i = 0; i < 50; ++i) {
        const auto found = find("made-up-" + std::to_string(i));
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error().kind, ErrorKind::Unauthorized);
    }
    EXPECT_EQ(transport.calls(), 2U);
    EXPECT_TRUE(find("old"));
}

TEST_F(KeySet, TokenWithoutANameMayBeAnyKeysOfItsAlgorithm) {
    publish({&old_key, &new_key});
    const auto found = find("");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->size(), 2U);
}

TEST_F(KeySet, KeyOfAnotherAlgorithmIsNone) {
    publish({&old_key});
    EXPECT_FALSE(keys.find(kUrl, {.algorithm = Algorithm::RS256, .key_id = "old"}));
    EXPECT_FALSE(keys.find(kUrl, {.algorithm = Algorithm::HS256, .key_id = ""}));
}

TEST_F(KeySet, WithoutAnAnswerNothingIsBelieved) {
    transport.fail(ErrorKind::Unavailable);
    const auto found = find("old");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::Unavailable);

    clock.advance(10s);
    transport.answer(500, R"({"keys":[]})");
    EXPECT_FALSE(find("old"));
    clock.advance(10s);
    publish({&old_key});
    EXPECT_TRUE(find("old"));
}

TEST_F(KeySet, FailedReadKeepsWhatIsKnown) {
    publish({&old_key});
    EXPECT_TRUE(find("old"));
    clock.advance(10s);
    transport.answer(503, "");
    EXPECT_FALSE(find("new"));
    EXPECT_TRUE(find("old"));
}

}  // namespace
