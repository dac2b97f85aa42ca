#include "base/password_hash.hpp"

#include <gtest/gtest.h>

namespace {

constexpr base::PasswordCost kCheap{.passes = 1, .memory = 8192};

TEST(PasswordHash, FitsItsPasswordOnly) {
    const auto hash = base::hash_password("correct horse battery", kCheap);

    ASSERT_TRUE(hash);
    EXPECT_TRUE(base::fits_password(*hash, "correct horse battery"));
    EXPECT_FALSE(base::fits_password(*hash, "correct horse batterz"));
    EXPECT_FALSE(base::fits_password(*hash, ""));
}

TEST(PasswordHash, IsSaltedArgon2id) {
    const auto hash = base::hash_password("correct horse battery", kCheap);

    EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=8,t=1,p=1$")) << *hash;
    EXPECT_NE(hash, base::hash_password("correct horse battery", kCheap));
}

TEST(PasswordHash, DefaultCostIsWhatTheDocumentsSay) {
    const auto hash = base::hash_password("x", {});

    EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << *hash;
}

TEST(PasswordHash, RubbishFitsNothing) {
    for (const char* rubbish : {"", "$argon2id$", "plain"}) {
        EXPECT_FALSE(base::fits_password(rubbish, "plain")) << rubbish;
    }
    EXPECT_FALSE(base::fits_password(std::string(4096, '$'), "plain"));
}

}  // namespace
