#include "connector/access/reference_code.hpp"

#include <set>

#include <gtest/gtest.h>

#include "tests/support/seeded_random.hpp"

namespace {

using connector::access::KeyRing;
using connector::access::normalize_reference_code;
using connector::access::reference_code;

class ReferenceCode : public testing::Test {
protected:
    [[nodiscard]] std::string code(unsigned char seed, std::int64_t request) const {
        base::Bytes32 bytes{};
        bytes.fill(std::byte{seed});
        return reference_code(keys, keys.current(), bytes, base::RequestId(request)).value();
    }

    tests::SeededRandom random;
    KeyRing keys = KeyRing::with_fresh_key(random);
};

TEST_F(ReferenceCode, IsFourGroupsOfLettersThatCannotBeMisread) {
    for (unsigned char seed = 1; seed < 60; ++seed) {
        const std::string shown = code(seed, 10'012);
        ASSERT_EQ(shown.size(), 19U);
        EXPECT_EQ(shown.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ-"), std::string::npos);
        EXPECT_EQ(shown[4], '-');
        EXPECT_EQ(shown[9], '-');
        EXPECT_EQ(shown[14], '-');
    }
}

TEST_F(ReferenceCode, BelongsToItsSeedItsRequestAndItsKey) {
    const std::string one = code(1, 10'012);
    EXPECT_EQ(code(1, 10'012), one);
    EXPECT_NE(code(2, 10'012), one);
    EXPECT_NE(code(1, 10'013), one);
    const KeyRing others = KeyRing::with_fresh_key(random);
    base::Bytes32 seed{};
    seed.fill(std::byte{1});
    EXPECT_NE(reference_code(others, others.current(), seed, base::RequestId(10'012)), one);
    EXPECT_FALSE(reference_code(others, keys.current(), seed, base::RequestId(10'012)));
}

TEST_F(ReferenceCode, UsesEveryLetter) {
    std::set<char> letters;
    for (unsigned char seed = 1; seed < 60; ++seed) {
        for (const char c : code(seed, 10'012)) letters.insert(c);
    }
    EXPECT_EQ(letters.size(), 33U) << "32 letters and the dash";
}

TEST_F(ReferenceCode, IsReadAsItWasMeant) {
    EXPECT_EQ(normalize_reference_code(" k7qd 2m9x-r4tbw0he "), "K7QD-2M9X-R4TB-W0HE");
    EXPECT_EQ(normalize_reference_code("OIL0-oil1"), "0110-0111");
    EXPECT_EQ(normalize_reference_code(""), "");
    EXPECT_LT(normalize_reference_code(std::string(100'000, 'A')).size(), 100U);
}

}  // namespace
