#include "connector/mirror/list_walk.hpp"

#include <gtest/gtest.h>

namespace {

using connector::mirror::ListWalk;
using Names = std::vector<std::string>;

/// A page whose rows all make sense.
bool take(ListWalk& walk, const Names& names, bool is_last) {
    return walk.take(names, names.size(), is_last).has_value();
}

TEST(ListWalk, EachPageBeginsWithTheLastRowOfTheOneBefore) {
    ListWalk walk;
    EXPECT_EQ(walk.start(), 0U);
    ASSERT_TRUE(take(walk, {"a", "b", "c"}, false));
    EXPECT_EQ(walk.start(), 2U);
    ASSERT_TRUE(take(walk, {"c", "d"}, false)) << "a short page";
    EXPECT_EQ(walk.start(), 3U);
    EXPECT_FALSE(walk.is_whole());
    ASSERT_TRUE(take(walk, {"d", "e"}, true));

    EXPECT_TRUE(walk.is_over());
    EXPECT_TRUE(walk.is_whole());
}

TEST(ListWalk, EmptyListIsWhole) {
    ListWalk walk;
    ASSERT_TRUE(take(walk, {}, true));

    EXPECT_TRUE(walk.is_whole());
}

/// "b" was removed meanwhile: what was row 3 is row 2 now, and "d" would not be seen.
TEST(ListWalk, ListThatMovedIsNotWhole) {
    ListWalk walk;
    ASSERT_TRUE(take(walk, {"a", "b", "c"}, false));
    ASSERT_TRUE(take(walk, {"d", "e"}, true));

    EXPECT_TRUE(walk.is_over());
    EXPECT_FALSE(walk.is_whole());
}

TEST(ListWalk, ListThatEndsBeforeTheRowWeHadIsNotWhole) {
    ListWalk walk;
    ASSERT_TRUE(take(walk, {"a", "b"}, false));
    ASSERT_TRUE(take(walk, {}, true));

    EXPECT_FALSE(walk.is_whole());
}

TEST(ListWalk, RowsThatMakeNoSenseMakeItNotWhole) {
    ListWalk walk;
    ASSERT_TRUE(walk.take({"a", "b"}, 3, true));

    EXPECT_FALSE(walk.is_whole());
}

TEST(ListWalk, SamePageAgainIsALoop) {
    ListWalk walk;
    ASSERT_TRUE(take(walk, {"a", "b", "c"}, false));

    EXPECT_FALSE(take(walk, {"a", "b", "c"}, false));
}

TEST(ListWalk, PageThatOnlyRepeatsTheRowWeHadIsALoop) {
    ListWalk walk;
    ASSERT_TRUE(take(walk, {"a", "b"}, false));

    EXPECT_FALSE(take(walk, {"b"}, false));
}

TEST(ListWalk, EmptyPageThatIsNotTheLastIsALoop) {
    ListWalk walk;

    EXPECT_FALSE(take(walk, {}, false));
}

TEST(ListWalk, EndlessListIsGivenUp) {
    ListWalk walk;

    EXPECT_FALSE(walk.take({"a", "b"}, ListWalk::kMostRows + 1, false));
}

TEST(ListWalk, RemembersWhatWasSaved) {
    ListWalk walk;
    walk.remember(7);

    EXPECT_TRUE(walk.has_seen(7));
    EXPECT_FALSE(walk.has_seen(8));
}

}  // namespace
