#include "base/secret.hpp"

#include <ostream>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

#include "base/log.hpp"

namespace base {
namespace {

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) {
    out << value;
};

template <typename T>
concept Comparable = requires(const T& left, const T& right) {
    left == right;
};

TEST(Secret, CanNeitherBeCopiedNorPrintedNorLoggedNorCompared) {
    EXPECT_FALSE(std::is_copy_constructible_v<Secret>);
    EXPECT_FALSE(std::is_copy_assignable_v<Secret>);
    EXPECT_FALSE(Printable<Secret>);
    EXPECT_FALSE(Comparable<Secret>);
    EXPECT_FALSE((std::is_convertible_v<Secret, std::string>));
    EXPECT_FALSE((std::is_convertible_v<std::string, Secret>));
    EXPECT_FALSE((std::is_constructible_v<Field, std::string_view, Secret>));
}

TEST(Secret, RevealsItsValueOnDemandOnly) {
    const Secret secret("hunter2");
    EXPECT_EQ(secret.reveal(), "hunter2");
    EXPECT_FALSE(secret.empty());
    EXPECT_TRUE(Secret().empty());
}

TEST(Secret, EqualsTheSameTextOnly) {
    const Secret secret("hunter2");
    EXPECT_TRUE(secret.equals("hunter2"));
    EXPECT_FALSE(secret.equals("hunter3"));
    EXPECT_FALSE(secret.equals("hunter"));
    EXPECT_FALSE(secret.equals(""));
}

TEST(Secret, MovesAndLeavesNothingBehind) {
    Secret from("a value");
    Secret constructed(std::move(from));
    Secret assigned("something else");
    assigned = std::move(constructed);

    EXPECT_EQ(assigned.reveal(), "a value");
    EXPECT_TRUE(from.empty());         // NOLINT(bugprone-use-after-move): that is the promise
    EXPECT_TRUE(constructed.empty());  // NOLINT(bugprone-use-after-move)
}

TEST(Secret, WipesTheOldBytesWhenItIsMovedFrom) {
    Secret from("short");  // lives inside the object, so that its bytes can still be looked at
    const char* bytes = from.reveal().data();

    const Secret to(std::move(from));

    EXPECT_EQ(std::string_view(bytes, 5), std::string_view("\0\0\0\0\0", 5));
}

TEST(Secret, SurvivesAssignmentToItself) {
    Secret secret("kept");
    Secret& same = secret;
    secret = std::move(same);
    EXPECT_EQ(secret.reveal(), "kept");
}

TEST(Secret, ClonesIntoAValueOfItsOwn) {
    Secret original("value");
    const Secret copy = original.clone();
    original = Secret("other");
    EXPECT_EQ(copy.reveal(), "value");
}

}  // namespace
}  // namespace base
