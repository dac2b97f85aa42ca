#include "jira/start_at.hpp"

#include <numeric>

#include <gtest/gtest.h>

namespace {

using jira::StartAt;
using Ids = std::vector<base::RequestId>;

Ids ids(std::int64_t first, std::int64_t last) {
    Ids all;
    for (std::int64_t id = first; id <= last; ++id) all.emplace_back(id);
    return all;
}

StartAt behind_the_first(std::int64_t last) {
    return StartAt().behind(0, ids(1, last));
}

TEST(StartAt, TokenKeepsThePlace) {
    const StartAt place = behind_the_first(200);
    const auto again = StartAt::from_token(place.to_token());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->to_token(), place.to_token());
    EXPECT_EQ(again->row(10), 190U);
    EXPECT_TRUE(again->joins(190, ids(191, 200)));
}

TEST(StartAt, RubbishIsNoToken) {
    for (const char* token : {"", "x", "1,x", "-1", "1,-2", "9999999999999", "1,,2"}) {
        EXPECT_FALSE(StartAt::from_token(token)) << token;
    }
}

TEST(StartAt, PageThatBeginsWithWhatWasReadJoinsAndIsCutThere) {
    const Ids page = ids(91, 190);
    EXPECT_TRUE(behind_the_first(100).joins(90, page));
    EXPECT_EQ(behind_the_first(100).repeated(page), 10U);
}

TEST(StartAt, ListThatMovedAFewRowsStillJoins) {
    // Three were deleted before the place.
    const Ids page = ids(94, 193);
    EXPECT_TRUE(behind_the_first(100).joins(90, page));
    EXPECT_EQ(behind_the_first(100).repeated(page), 7U);
}

TEST(StartAt, ListThatMovedPastTheOverlapDoesNotJoinAndDoesFartherBack) {
    EXPECT_FALSE(behind_the_first(100).joins(90, ids(111, 210)));
    EXPECT_TRUE(behind_the_first(100).joins(0, ids(21, 120)));
    const StartAt later = behind_the_first(100).behind(90, ids(91, 200));
    EXPECT_FALSE(later.joins(190, ids(211, 310)));
    EXPECT_TRUE(later.joins(100, ids(121, 220)));
}

TEST(StartAt, IssueThatMovedDownTheListIsReadAgain) {
    // 100 has changed and stands last now.
    Ids page = ids(91, 99);
    page.emplace_back(101);
    page.emplace_back(100);
    EXPECT_EQ(behind_the_first(100).repeated(page), 9U);
}

TEST(StartAt, EmptyPageJoinsAtTheBeginningOnly) {
    EXPECT_TRUE(StartAt().joins(0, {}));
    EXPECT_FALSE(behind_the_first(100).joins(90, {}));
}

TEST(StartAt, PlaceCountsRowsOfTheListNotOfTheWalk) {
    EXPECT_EQ(behind_the_first(100).behind(90, ids(91, 190)).row(0), 190U);
}

}  // namespace
