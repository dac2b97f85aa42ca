#include "jira/json_text.hpp"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "jira/json_fields.hpp"

namespace {

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

TEST(JsonText, DepthUpToTheLimitIsRead) {
    EXPECT_TRUE(jira::parse_json(nested(jira::kMaxJsonDepth)));
    EXPECT_FALSE(jira::parse_json(nested(jira::kMaxJsonDepth + 1)));
}

TEST(JsonText, BracketsInsideTextsDoNotCount) {
    const std::string text =
        "[\"" + std::string(1000, '[') + "\\\"" + std::string(1000, '{') + "\"]";

    EXPECT_TRUE(jira::parse_json(text));
}

TEST(JsonText, SiblingsDoNotAddUp) {
    std::string text = "[";
    for (int i = 0; i < 1000; ++i) text += "[[]],";

    EXPECT_TRUE(jira::parse_json(text + "0]"));
}

TEST(JsonText, MillionsOfValuesAreRefusedUnparsed) {
    std::string text = "[0";
    for (std::size_t i = 0; i < jira::kMaxJsonValues; ++i) text += ",0";

    const auto parsed = jira::parse_json(text + "]");
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().message, "JSON with too many values");
}

TEST(JsonText, GarbageIsInvalid) {
    for (const std::string& text :
         {std::string(),
          std::string("{"),
          std::string("]"),
          std::string("{\"a\":}"),
          std::string("\"\xC3\x28\""),
          std::string("[1]x"),
          std::string("{}\0x", 4),
          std::string(3, '\0')}) {
        EXPECT_FALSE(jira::parse_json(text)) << text;
        EXPECT_FALSE(jira::parse_pruned_json(text)) << text;
    }
}

TEST(JsonText, PruningKeepsWhatIsNear) {
    const std::string deep = R"({"near":1,"far":)" + nested(20'000) + R"(,"after":[2]})";

    const auto parsed = jira::parse_pruned_json(deep);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(jira::count_member(*parsed, "near"), 1);
    EXPECT_EQ(parsed->at("after").at(0), 2);
}

TEST(JsonText, PrunedDocumentsCanBeCopied) {
    std::string deep;
    for (int i = 0; i < 20'000; ++i) deep += R"({"a":)";
    deep += "1" + std::string(20'000, '}');

    const auto parsed = jira::parse_pruned_json(deep);
    ASSERT_TRUE(parsed);
    const jira::Json copy = *parsed;
    EXPECT_EQ(copy, *parsed);
}

TEST(JsonFields, MissingNullAndForeignTypesAreNothing) {
    const jira::Json object = {{"null", nullptr}, {"text", "x"}, {"number", 7}, {"list", {1}}};

    EXPECT_EQ(jira::member(object, "null"), nullptr);
    EXPECT_EQ(jira::member(object, "absent"), nullptr);
    EXPECT_EQ(jira::member(object.at("list"), "text"), nullptr);
    EXPECT_FALSE(jira::text_member(object, "number"));
    EXPECT_FALSE(jira::id_member(object, "text"));
    EXPECT_FALSE(jira::count_member(object, "text"));
}

TEST(JsonFields, LinesAreTrimmedAndBounded) {
    const jira::Json object = {{"line", "  a\tb\n "}, {"blank", " \n"}, {"long", "abcdefgh"}};

    EXPECT_EQ(jira::line_member(object, "line", 100), "a b");
    EXPECT_FALSE(jira::line_member(object, "blank", 100));
    EXPECT_EQ(jira::line_member(object, "long", 6), "abc…");
}

}  // namespace
