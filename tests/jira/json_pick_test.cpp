#include "jira/json_pick.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using jira::Json;

constexpr std::array<std::string_view, 3> kPaths{"event", "issue.id", "issue.fields.project.key"};

base::Result<Json> pick(std::string_view text) {
    return jira::pick_json(text, kPaths);
}

TEST(JsonPick, ValuesAtThePathsAndNothingElseAreKept) {
    const auto picked = pick(
        R"({"event":"e","other":1,"issue":{"key":"A-1","id":7,"fields":{"project":{"key":"SUP"}}}})"
    );

    ASSERT_TRUE(picked);
    EXPECT_EQ(
        *picked, Json::parse(R"({"event":"e","issue.id":7,"issue.fields.project.key":"SUP"})")
    );
}

TEST(JsonPick, EveryScalarKeepsItsType) {
    for (const std::string value : {"\"x\"", "-3", "18446744073709551615", "1.5", "true", "null"}) {
        const auto picked = pick("{\"event\":" + value + "}");
        ASSERT_TRUE(picked) << value;
        EXPECT_EQ(picked->at("event"), Json::parse(value));
    }
}

TEST(JsonPick, ContainerAtAPathIsAsIfMissing) {
    for (const std::string value : {"{}", "[]", "[1]", R"({"event":1})", R"(["e",{"event":2}])"}) {
        const auto picked = pick("{\"event\":" + value + "}");
        ASSERT_TRUE(picked) << value;
        EXPECT_EQ(*picked, Json::object()) << value;
    }
}

TEST(JsonPick, ArraysAreNotEntered) {
    const auto picked = pick(R"({"issue":[{"id":1}],"issue.id":2,"x":[[{"id":3}]],"":{"id":4}})");

    ASSERT_TRUE(picked);
    EXPECT_EQ(*picked, Json::object());
}

TEST(JsonPick, PathAfterAnArrayIsStillFound) {
    const auto picked = pick(R"({"list":[{"a":[1,2]},3],"issue":{"list":[{}],"id":5}})");

    ASSERT_TRUE(picked);
    EXPECT_EQ(picked->at("issue.id"), 5);
}

TEST(JsonPick, OfARepeatedMemberTheLastCounts) {
    EXPECT_EQ(pick(R"({"event":"a","event":"b"})")->at("event"), "b");
}

TEST(JsonPick, RootThatIsNoObjectIsInvalid) {
    for (const std::string text : {"[]", "[{\"event\":1}]", "1", "\"event\"", "null", "true"}) {
        const auto picked = pick(text);
        ASSERT_FALSE(picked) << text;
        EXPECT_EQ(picked.error().kind, base::ErrorKind::Invalid);
        EXPECT_EQ(picked.error().message, "not an object") << text;
    }
}

TEST(JsonPick, GarbageIsInvalid) {
    for (const std::string text :
         {"",
          "{",
          "{\"event\":}",
          "{\"event\":\"x\"} x",
          "{\"event\":\"\xC3\x28\"}",
          "{'event':1}"}) {
        const auto picked = pick(text);
        ASSERT_FALSE(picked) << text;
        EXPECT_EQ(picked.error().message, "not JSON") << text;
    }
}

TEST(JsonPick, ByteOfZeroIsNoEnd) {
    EXPECT_FALSE(pick(std::string("{\"event\":\"x\"}\0 x", 16)));
}

TEST(JsonPick, DepthUpToTheLimitIsRead) {
    const auto nested = [](std::size_t depth) {
        return "{\"a\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
    };

    EXPECT_TRUE(pick(nested(jira::kMaxJsonDepth)));
    const auto deeper = pick(nested(jira::kMaxJsonDepth + 1));
    ASSERT_FALSE(deeper);
    EXPECT_EQ(deeper.error().message, "JSON nested too deep");
}

TEST(JsonPick, AMillionBracketsEndAtTheLimit) {
    EXPECT_FALSE(pick("{\"a\":" + std::string(1'000'000, '[')));
}

}  // namespace
