#include "connector/access/password_text.hpp"

#include <gtest/gtest.h>

namespace {

using connector::access::check_new_password;
using connector::access::normalize_password;

bool is_good(std::string_view typed, std::string_view address = "ann@example.com") {
    return check_new_password(typed, address).has_value();
}

TEST(PasswordText, OneLetterHasOneSpelling) {
    // "e" with a combining acute, and the letter of its own.
    EXPECT_EQ(
        normalize_password("caf\x65\xCC\x81 au lait")->reveal(),
        normalize_password("caf\xC3\xA9 au lait")->reveal()
    );
}

TEST(PasswordText, IsBoundedInLengthAndNothingElse) {
    EXPECT_FALSE(is_good("eleven char"));
    EXPECT_TRUE(is_good("twelve chars"));
    EXPECT_TRUE(is_good("            "));
    EXPECT_TRUE(is_good(std::string(128, 'x')));
    EXPECT_FALSE(is_good(std::string(129, 'x')));
    EXPECT_FALSE(is_good(std::string(100'000, 'x')));
}

TEST(PasswordText, IsUtf8) {
    EXPECT_FALSE(is_good("twelve chars\xFF"));
    EXPECT_FALSE(normalize_password("\xC3"));
}

TEST(PasswordText, DoesNotHoldTheAddress) {
    EXPECT_FALSE(is_good("ann@example.com"));
    EXPECT_FALSE(is_good("My Ann@Example.com!"));
    EXPECT_TRUE(is_good("bob@example.com"));
    EXPECT_TRUE(is_good("no address is known", ""));
}

}  // namespace
