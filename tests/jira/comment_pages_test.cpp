#include "jira/comment_pages.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/jira/issues.hpp"
#include "tests/support/recording_log.hpp"

namespace {

using nlohmann::json;

/// A page with the comments [first, first + count) of `total`.
json page(int first, int count, int total) {
    json comments = json::array();
    for (int id = first; id < first + count; ++id) comments.push_back(tests::comment(id, "x"));
    return {{"comments", comments}, {"total", total}};
}

class CommentPages : public testing::Test {
protected:
    base::Result<bool> add(const json& value) { return pages_.add(value, log_); }

    jira::CommentPages pages_{300};
    tests::RecordingLog log_;
};

TEST_F(CommentPages, EndWithTheTotal) {
    EXPECT_EQ(add(page(1, 100, 150)), false);
    EXPECT_EQ(pages_.next_start(), 100U);
    EXPECT_EQ(add(page(101, 50, 150)), true);
    EXPECT_EQ(std::move(pages_).take().size(), 150U);
}

TEST_F(CommentPages, EmptyPageIsTheLast) {
    EXPECT_EQ(add(page(1, 0, 0)), true);
    EXPECT_TRUE(std::move(pages_).take().empty());
}

TEST_F(CommentPages, RepeatedPageIsRefused) {
    EXPECT_EQ(add(page(1, 100, 250)), false);

    const auto repeated = add(page(1, 100, 250));
    ASSERT_FALSE(repeated);
    EXPECT_EQ(repeated.error().kind, base::ErrorKind::Invalid);
}

TEST_F(CommentPages, OverlapIsCountedOnce) {
    EXPECT_EQ(add(page(1, 100, 150)), false);
    EXPECT_EQ(add(page(100, 50, 150)), true);
    EXPECT_EQ(std::move(pages_).take().size(), 149U);
}

TEST_F(CommentPages, EndlessThreadIsRefused) {
    EXPECT_EQ(add(page(1, 200, 1'000'000)), false);
    EXPECT_FALSE(add(page(201, 200, 1'000'000)));
}

TEST_F(CommentPages, InternalCommentsCountButAreNotKept) {
    json value = page(1, 2, 2);
    value["comments"][0]["jsdPublic"] = false;

    EXPECT_EQ(add(value), true);
    EXPECT_EQ(std::move(pages_).take().size(), 1U);
}

TEST_F(CommentPages, OddPagesAreRefused) {
    for (const char* odd :
         {"[]",
          "{}",
          R"({"comments":[]})",
          R"({"total":1})",
          R"({"total":-1,"comments":[]})",
          R"({"total":1,"comments":{}})",
          R"({"total":2,"comments":[7,null]})"}) {
        EXPECT_FALSE(add(json::parse(odd))) << odd;
    }
}

}  // namespace
