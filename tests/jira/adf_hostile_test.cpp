#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "jira/adf.hpp"
#include "jira/rich_text.hpp"
#include "tests/support/html_check.hpp"

namespace {

using nlohmann::json;

std::string link_html(const std::string& href) {
    return jira::adf_to_html(json{
                                 {"type", "text"},
                                 {"text", "x"},
                                 {"marks", {{{"type", "link"}, {"attrs", {{"href", href}}}}}}}
    ).value();
}

/// `leaf` inside `depth` nodes of a type.
json nested(const std::string& type, int depth, json leaf) {
    for (int i = 0; i < depth; ++i) {
        json outer = {{"type", type}};
        outer["content"] = json::array();
        outer["content"].push_back(std::move(leaf));
        leaf = std::move(outer);
    }
    return leaf;
}

json text(const std::string& value) {
    return {{"type", "text"}, {"text", value}};
}

TEST(AdfHostile, ForbiddenLinksShowTheirTextOnly) {
    for (const std::string& href : std::vector<std::string>{
             "javascript:alert(1)",
             "JaVaScRiPt:alert(1)",
             " javascript:alert(1)",
             "java\nscript:alert(1)",
             "\x01javascript:alert(1)",
             "data:text/html,<script>",
             "vbscript:x",
             "file:///etc/passwd",
             "//evil.example",
             "/rest/api",
             "#x",
             "",
             "https:",
             "https://",
             "https:evil.example",
             "http:/evil.example",
             "blob:https://x",
             "view-source:https://x",
             "https ://x",
             "ftp://x.example/",
             "https://x\n.example",
             "https://x .example",
             "https://x\t.example",
             std::string("https://x\0y", 11),
             "https://" + std::string(3000, 'a')}) {
        EXPECT_EQ(link_html(href), "x") << href;
    }
}

TEST(AdfHostile, AllowedLinksAreEscaped) {
    EXPECT_EQ(
        link_html("https://x.example/\"><script>alert('1')</script>&"),
        "<a "
        "href=\"https://x.example/&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;\""
        " rel=\"noopener noreferrer nofollow\">x</a>"
    );
    EXPECT_EQ(link_html(" HTTPS://x.example ").find("<a href=\"HTTPS://x.example\""), 0U);
}

TEST(AdfHostile, MarkupInEveryTextAndAttributeIsEscaped) {
    const std::string evil = "\"'><script>alert(1)</script><img src=x onerror=y>";
    for (const std::string type :
         {"text",  "paragraph",  "heading",     "orderedList", "taskItem",  "codeBlock",
          "panel", "status",     "expand",      "table",       "tableCell", "mention",
          "emoji", "media",      "mediaInline", "placeholder", "extension", "bodiedExtension",
          "date",  "inlineCard", "blockCard",   "embedCard",   "unknown"}) {
        json node = {{"type", type}, {"text", evil}};
        for (const char* name :
             {"text",
              "title",
              "alt",
              "url",
              "shortName",
              "color",
              "panelType",
              "language",
              "level",
              "order",
              "timestamp",
              "state",
              "id",
              "layout",
              "colspan",
              "rowspan"}) {
            node["attrs"][name] = evil;
        }
        node["content"] = json::array({text(evil)});
        const std::string html = jira::adf_to_html(node).value();
        EXPECT_EQ(tests::HtmlCheck::complaint(html), std::nullopt) << type;
    }
}

TEST(AdfHostile, TypeNamesNeverBecomeTags) {
    EXPECT_EQ(jira::adf_to_html({{"type", "script"}, {"content", {text("x")}}}).value(), "x");
    EXPECT_EQ(jira::adf_to_html({{"type", "p><script>"}, {"text", "x"}}).value(), "x");
}

TEST(AdfHostile, ControlCharactersAreDropped) {
    EXPECT_EQ(jira::adf_to_html(text(std::string("a\0b\x1b\x7f\r\tc\n", 9))).value(), "ab\tc\n");
    EXPECT_EQ(jira::adf_to_text(text(std::string("a\0b\x1b\x7f\rc", 7))), "abc");
}

TEST(AdfHostile, DeepNestingIsCutNotFollowed) {
    for (const std::string type : {"bulletList", "blockquote", "expand", "unknown", "panel"}) {
        const json deep = nested(type, 10'000, text("bottom"));
        EXPECT_EQ(jira::adf_to_html(deep).value().find("bottom"), std::string::npos) << type;
        EXPECT_EQ(jira::adf_to_text(deep).find("bottom"), std::string::npos) << type;
    }
}

TEST(AdfHostile, NestingUpToTheLimitIsShown) {
    const json deep = nested("blockquote", jira::kMaxAdfDepth - 1, text("bottom"));

    EXPECT_NE(jira::adf_to_html(deep).value().find("bottom"), std::string::npos);
    EXPECT_NE(jira::adf_to_text(deep).find("bottom"), std::string::npos);
}

TEST(AdfHostile, GiantTableIsCutAndClosed) {
    json row = {{"type", "tableRow"}, {"content", json::array()}};
    for (int i = 0; i < 1000; ++i) row["content"].push_back({{"type", "tableCell"}});
    json table = {{"type", "table"}, {"content", json::array()}};
    for (int i = 0; i < 60; ++i) table["content"].push_back(row);

    const std::string html = jira::adf_to_html(table).value();
    EXPECT_LE(html.size(), jira::kMaxAdfHtmlBytes + 100);
    EXPECT_TRUE(html.ends_with("</tr></tbody></table><p class=\"adf-cut\">…</p>"));
}

TEST(AdfHostile, GiantTextIsCut) {
    const json document = nested("doc", 1, text(std::string(1'000'000, '<')));

    EXPECT_LE(jira::adf_to_html(document).value().size(), 100U);
    EXPECT_LE(jira::adf_to_text(document).size(), jira::kMaxAdfTextBytes + 3);
}

TEST(AdfHostile, IndentedLineBreaksDoNotMultiply) {
    const json lines = text(std::string(jira::kMaxAdfTextBytes - 2, '\n') + "x");
    const json deep = nested("blockquote", jira::kMaxAdfDepth - 1, lines);

    EXPECT_LE(jira::adf_to_text(deep).size(), jira::kMaxAdfTextBytes + 3);
}

TEST(RichText, PlainTextIsEscapedWithItsLines) {
    const json body = " a <b>\nc ";

    const jira::RichText rich = jira::read_rich_text(&body);
    EXPECT_EQ(rich.html.value(), "<p>a &lt;b&gt;<br>c</p>");
    EXPECT_EQ(rich.text, "a <b>\nc");
}

TEST(RichText, NoBodyIsNoText) {
    const json number = 7;

    EXPECT_EQ(jira::read_rich_text(nullptr).html.value(), "");
    EXPECT_EQ(jira::read_rich_text(&number).html.value(), "");
}

}  // namespace
