#include "connector/mirror/walk.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using connector::mirror::place_of;

constexpr base::Time kNoon{std::chrono::hours(12)};

jira::SearchPage page(std::initializer_list<int> ids, std::optional<std::string> next) {
    jira::SearchPage made;
    for (const int id : ids) made.ids.emplace_back(id);
    made.next = std::move(next);
    return made;
}

jira::FoundRequest found(int id, base::Time updated) {
    jira::Request request;
    request.id = base::RequestId(id);
    request.updated = updated;
    return {std::move(request), true};
}

class Walk : public testing::Test {
protected:
    bool goes_on_with(const jira::SearchPage& next) {
        if (!walk.check(next)) return false;
        walk.advance(next);
        return true;
    }

    connector::mirror::Walk walk{{base::ProjectKey("SUP")}, "project = SUP", kNoon};
};

TEST_F(Walk, GoesFromPageToPageUntilNoneIsNamed) {
    EXPECT_FALSE(walk.page());
    EXPECT_TRUE(goes_on_with(page({1, 2}, "a")));
    EXPECT_EQ(walk.page(), "a");
    EXPECT_FALSE(walk.is_over());

    EXPECT_TRUE(goes_on_with(page({3}, std::nullopt)));

    EXPECT_TRUE(walk.is_over());
    EXPECT_EQ(walk.pages(), 2U);
    EXPECT_EQ(walk.issues(), 3U);
}

TEST_F(Walk, TokenThatComesBackIsALoop) {
    EXPECT_TRUE(goes_on_with(page({1}, "a")));
    EXPECT_TRUE(goes_on_with(page({2}, "b")));

    EXPECT_FALSE(goes_on_with(page({3}, "a")));
}

TEST_F(Walk, SamePageUnderNewTokensIsALoop) {
    EXPECT_TRUE(goes_on_with(page({1, 2}, "a")));
    EXPECT_TRUE(goes_on_with(page({1, 2}, "b")));
    EXPECT_TRUE(goes_on_with(page({1, 2}, "c")));

    EXPECT_FALSE(goes_on_with(page({1, 2}, "d")));
}

TEST_F(Walk, EmptyPagesWithoutEndAreALoop) {
    EXPECT_TRUE(goes_on_with(page({}, "a")));
    EXPECT_TRUE(goes_on_with(page({}, "b")));

    EXPECT_FALSE(goes_on_with(page({}, "c")));
}

TEST_F(Walk, PageWithSomethingNewIsNoLoop) {
    EXPECT_TRUE(goes_on_with(page({1, 2}, "a")));
    EXPECT_TRUE(goes_on_with(page({}, "b")));
    EXPECT_TRUE(goes_on_with(page({}, "c")));
    EXPECT_TRUE(goes_on_with(page({3}, "d")));
    EXPECT_TRUE(goes_on_with(page({}, "e")));
    EXPECT_TRUE(goes_on_with(page({3, 4}, "f")));
}

TEST_F(Walk, LastPageMayRepeatWhatMovedToTheEnd) {
    EXPECT_TRUE(goes_on_with(page({1, 2}, "a")));
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(walk.check(page({2}, std::nullopt)));
}

// One that changed while the page was made shows its new stamp in its old place.
TEST(PlaceOf, IsTheLeastStampSoThatNothingBetweenIsLeftOut) {
    jira::SearchPage shown;
    shown.requests = {found(5, kNoon), found(7, kNoon + 1s), found(6, kNoon + 3h)};

    const auto place = place_of(shown);

    ASSERT_TRUE(place);
    EXPECT_EQ(place->at, kNoon);
    EXPECT_EQ(place->request, base::RequestId(5));
    EXPECT_FALSE(place_of({}));
}

}  // namespace
