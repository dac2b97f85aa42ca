#include "base/crypto.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace base {
namespace {

std::string hex(const Bytes32& bytes) {
    return to_hex(bytes);
}

/// 00 01 02 ... 1f
Bytes32 counting_key() {
    Bytes32 key{};
    for (std::size_t i = 0; i < key.size(); ++i) key.at(i) = static_cast<std::byte>(i);
    return key;
}

TEST(Sha256, MatchesTheVectorsOfFips180) {
    EXPECT_EQ(hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(
        hex(sha256(as_bytes("abc"))),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

TEST(HmacSha256, MatchesTheVectorsOfRfc4231) {
    EXPECT_EQ(
        hex(hmac_sha256(as_bytes(std::string(20, '\x0b')), as_bytes("Hi There"))),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
    EXPECT_EQ(
        hex(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
}

TEST(HmacSha256, HashesAKeyLongerThanABlock) {
    EXPECT_EQ(
        hex(hmac_sha256(
            as_bytes(std::string(131, '\xaa')),
            as_bytes("Test Using Larger Than Block-Size Key - Hash Key First")
        )),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
}

TEST(HmacSha256, MatchesTheExampleInAtlassiansWebhookGuide) {
    EXPECT_EQ(
        hex(hmac_sha256(as_bytes("It's a Secret to Everybody"), as_bytes("Hello World!"))),
        "a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"
    );
}

TEST(HmacSha256, TakesAnEmptyKeyAndEmptyData) {
    EXPECT_EQ(
        hex(hmac_sha256({}, {})), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
    );
}

// The expected values were computed with Python's hashlib, which brings its own BLAKE2b.
TEST(KeyedHash, IsKeyedBlake2bOfTheConcatenation) {
    using namespace std::string_view_literals;
    const std::string whole = "992223f1b7a4738ebcebb5f8deb0f2762c5b24c6ee084fdcd6b2a83d4721a2c9";

    EXPECT_EQ(hex(keyed_hash(counting_key(), {as_bytes("link v1\0token"sv)})), whole);
    EXPECT_EQ(
        hex(keyed_hash(counting_key(), {as_bytes("link v1\0"sv), {}, as_bytes("token")})), whole
    );
    EXPECT_EQ(
        hex(keyed_hash(counting_key(), {})),
        "4e51e7a913fc80137da52880fecca175bf81e117d5c68126dc2774033517ea0d"
    );
}

TEST(KeyedHash, DependsOnEveryBitOfTheKey) {
    Bytes32 other = counting_key();
    other.back() ^= std::byte{1};
    EXPECT_NE(keyed_hash(counting_key(), {as_bytes("x")}), keyed_hash(other, {as_bytes("x")}));
}

TEST(DeriveKey, GivesEachPurposeItsOwnKeyAndAlwaysTheSame) {
    EXPECT_EQ(
        hex(derive_key(counting_key(), 1)),
        "f947a2119a9daa59599e4230e3a37e30ef45dc2f475fd455795de2abfe5b3d05"
    );
    EXPECT_EQ(
        hex(derive_key(counting_key(), 2)),
        "44c4fd828aae3127a42971fe91eafdcca4a6a275b7a48bef55641d93206f8937"
    );
}

TEST(SodiumRandom, DoesNotRepeatItself) {
    SodiumRandom random;
    std::set<std::string> seen;

    for (int i = 0; i < 100; ++i) {
        Bytes32 bytes{};
        random.fill(bytes);
        seen.insert(hex(bytes));
    }

    EXPECT_EQ(seen.size(), 100U);
}

TEST(SodiumRandom, StaysBelowItsBoundAndReachesAllOfIt) {
    SodiumRandom random;
    std::set<std::uint32_t> seen;

    for (int i = 0; i < 1000; ++i) seen.insert(random.below(6));

    EXPECT_EQ(seen, (std::set<std::uint32_t>{0, 1, 2, 3, 4, 5}));
}

TEST(Seal, OpensWithItsKeyAndSubjectOnly) {
    SodiumRandom random;
    const Bytes sealed = seal(counting_key(), random, as_bytes("secret"), as_bytes("subject"));

    const auto opened = open_sealed(counting_key(), sealed, as_bytes("subject"));
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->reveal(), "secret");
    EXPECT_FALSE(open_sealed(Bytes32{}, sealed, as_bytes("subject")));
    EXPECT_FALSE(open_sealed(counting_key(), sealed, as_bytes("another")));
}

TEST(Seal, EveryFlippedBitIsNoticed) {
    SodiumRandom random;
    Bytes sealed = seal(counting_key(), random, as_bytes("secret"), {});
    for (std::byte& byte : sealed) {
        byte ^= std::byte{1};
        EXPECT_FALSE(open_sealed(counting_key(), sealed, {}));
        byte ^= std::byte{1};
    }
    EXPECT_TRUE(open_sealed(counting_key(), sealed, {}));
    sealed.resize(39);
    EXPECT_FALSE(open_sealed(counting_key(), sealed, {}));
}

TEST(Seal, SameSecretIsNeverTheSameBytes) {
    SodiumRandom random;
    EXPECT_NE(
        seal(counting_key(), random, as_bytes("secret"), {}),
        seal(counting_key(), random, as_bytes("secret"), {})
    );
}

}  // namespace
}  // namespace base
