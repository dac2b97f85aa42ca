#include "base/bytes.hpp"

#include <string>

#include <gtest/gtest.h>

namespace base {
namespace {

using namespace std::string_literals;

std::string text_of(const std::optional<Bytes>& bytes) {
    return bytes ? std::string(as_text(*bytes)) : "(refused)";
}

TEST(Hex, IsLowerCaseAndReadsEitherCase) {
    EXPECT_EQ(to_hex(as_bytes("\x00\x9f\xff"s)), "009fff");
    EXPECT_EQ(text_of(from_hex("6A6b")), "jk");
    EXPECT_EQ(to_hex({}), "");
    EXPECT_EQ(text_of(from_hex("")), "");
}

TEST(Hex, RefusesOddLengthAndForeignCharacters) {
    for (const char* text : {"a", "abc", "zz", "6a:6b", "6a 6b", "6a\n", "0x6a"}) {
        EXPECT_FALSE(from_hex(text)) << text;
    }
}

TEST(Base64, MatchesTheVectorsOfRfc4648) {
    struct Case {
        std::string_view plain;
        std::string_view padded;
        std::string_view url;
    };

    for (const Case& c : {
             Case{"", "", ""},
             Case{"f", "Zg==", "Zg"},
             Case{"fo", "Zm8=", "Zm8"},
             Case{"foo", "Zm9v", "Zm9v"},
             Case{"foobar", "Zm9vYmFy", "Zm9vYmFy"},
             Case{"\xfb\xff\xfe", "+//+", "-__-"},
         }) {
        EXPECT_EQ(to_base64(as_bytes(c.plain)), c.padded);
        EXPECT_EQ(to_base64url(as_bytes(c.plain)), c.url);
        EXPECT_EQ(text_of(from_base64(c.padded)), c.plain);
        EXPECT_EQ(text_of(from_base64url(c.url)), c.plain);
    }
}

TEST(Base64Url, AcceptsTheCanonicalEncodingOnly) {
    EXPECT_FALSE(from_base64url("Zg==")) << "padding";
    EXPECT_FALSE(from_base64url("Zh")) << "trailing bits that are not zero";
    EXPECT_FALSE(from_base64url("Zm9=")) << "one padding character";
    EXPECT_FALSE(from_base64url("Zm 9v")) << "white space";
    EXPECT_FALSE(from_base64url("Zm9v\n")) << "line end";
    EXPECT_FALSE(from_base64url("+//+")) << "the other alphabet";
    EXPECT_FALSE(from_base64url("Z")) << "six bits are no byte";
}

/// libsodium 1.0.18 reads each of them as '_' or '/'; found by the fuzz target "token".
TEST(Base64Url, BytesBeyondAsciiAreNoDigits) {
    for (int byte = 0x80; byte <= 0xff; ++byte) {
        const std::string text = std::string("Zm9") + static_cast<char>(byte);
        EXPECT_FALSE(from_base64url(text)) << byte;
        EXPECT_FALSE(from_base64(text)) << byte;
    }
}

TEST(Base64, RefusesMissingPaddingAndTheUrlAlphabet) {
    EXPECT_FALSE(from_base64("Zg"));
    EXPECT_FALSE(from_base64("Zg="));
    EXPECT_FALSE(from_base64("-__-"));
}

TEST(ConstantTimeEqual, ComparesContentAndLength) {
    EXPECT_TRUE(equal_constant_time(as_bytes("tag"), as_bytes("tag")));
    EXPECT_FALSE(equal_constant_time(as_bytes("tag"), as_bytes("tab")));
    EXPECT_FALSE(equal_constant_time(as_bytes("tag"), as_bytes("tagg")));
    EXPECT_FALSE(equal_constant_time(as_bytes("a\0b"s), as_bytes("a\0c"s))) << "behind a NUL";
    EXPECT_TRUE(equal_constant_time({}, {}));
}

}  // namespace
}  // namespace base
