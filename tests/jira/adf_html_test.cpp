#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "jira/adf.hpp"
#include "tests/support/html_check.hpp"

namespace {

struct Golden {
    std::string name;
    std::string adf;
    std::string html;
};

void PrintTo(const Golden& golden, std::ostream* out) {
    *out << golden.name;
}

class AdfHtml : public testing::TestWithParam<Golden> {};

TEST_P(AdfHtml, IsAsExpected) {
    const auto node = nlohmann::json::parse(GetParam().adf);
    const nlohmann::json document = {
        {"type", "doc"}, {"version", 1}, {"content", nlohmann::json::array({node})}};

    const std::string html = jira::adf_to_html(document).value();
    EXPECT_EQ(html, GetParam().html);
    EXPECT_EQ(tests::HtmlCheck::complaint(html), std::nullopt);
}

const auto kName = [](const auto& row) { return row.param.name; };

INSTANTIATE_TEST_SUITE_P(
    Blocks,
    AdfHtml,
    testing::Values(
        Golden{
            "Paragraph",
            R"({"type":"paragraph","content":[{"type":"text","text":"a & b"}]})",
            "<p>a &amp; b</p>"},
        Golden{"EmptyParagraph", R"({"type":"paragraph"})", "<p></p>"},
        Golden{
            "HeadingOne",
            R"({"type":"heading","attrs":{"level":1},"content":[{"type":"text","text":"T"}]})",
            "<h3>T</h3>"},
        Golden{
            "HeadingSix",
            R"({"type":"heading","attrs":{"level":6},"content":[{"type":"text","text":"T"}]})",
            "<h6>T</h6>"},
        Golden{
            "HeadingOutOfRange",
            R"({"type":"heading","attrs":{"level":99},"content":[{"type":"text","text":"T"}]})",
            "<h6>T</h6>"},
        Golden{
            "HeadingWithoutLevel",
            R"({"type":"heading","content":[{"type":"text","text":"T"}]})",
            "<h3>T</h3>"},
        Golden{
            "Blockquote",
            R"({"type":"blockquote","content":[{"type":"paragraph"}]})",
            "<blockquote><p></p></blockquote>"},
        Golden{
            "CodeBlock",
            R"({"type":"codeBlock","attrs":{"language":"\"><script>"},
                "content":[{"type":"text","text":"if (a < b)\n\tx();"}]})",
            "<pre class=\"adf-code\"><code>if (a &lt; b)\n\tx();</code></pre>"},
        Golden{
            "Panel",
            R"({"type":"panel","attrs":{"panelType":"warning"},"content":[{"type":"paragraph"}]})",
            "<div class=\"adf-panel adf-panel-warning\"><p></p></div>"},
        Golden{
            "PanelOfUnknownKind",
            R"({"type":"panel","attrs":{"panelType":"x\" onclick=\"y"}})",
            "<div class=\"adf-panel\"></div>"},
        Golden{"Rule", R"({"type":"rule"})", "<hr>"},
        Golden{
            "Expand",
            R"({"type":"expand","attrs":{"title":"<More>"},"content":[{"type":"paragraph"}]})",
            "<details class=\"adf-expand\"><summary>&lt;More&gt;</summary><p></p></details>"},
        Golden{
            "NestedExpandWithoutTitle",
            R"({"type":"nestedExpand","content":[{"type":"paragraph"}]})",
            "<details class=\"adf-expand\"><summary>…</summary><p></p></details>"},
        Golden{
            "Layout",
            R"({"type":"layoutSection","content":[
                {"type":"layoutColumn","attrs":{"width":50},"content":[{"type":"paragraph"}]},
                {"type":"layoutColumn","attrs":{"width":50}}]})",
            "<div class=\"adf-layout\"><div class=\"adf-column\"><p></p></div>"
            "<div class=\"adf-column\"></div></div>"}
    ),
    kName
);

INSTANTIATE_TEST_SUITE_P(
    Lists,
    AdfHtml,
    testing::Values(
        Golden{
            "Bullets",
            R"({"type":"bulletList","content":[{"type":"listItem","content":[
                {"type":"paragraph","content":[{"type":"text","text":"a"}]},
                {"type":"bulletList","content":[{"type":"listItem"}]}]}]})",
            "<ul><li><p>a</p><ul><li></li></ul></li></ul>"},
        Golden{
            "Numbers",
            R"({"type":"orderedList","content":[{"type":"listItem"}]})",
            "<ol><li></li></ol>"},
        Golden{
            "NumbersFromFour",
            R"({"type":"orderedList","attrs":{"order":4},"content":[{"type":"listItem"}]})",
            "<ol start=\"4\"><li></li></ol>"},
        Golden{
            "NumbersFromMinusFour", R"({"type":"orderedList","attrs":{"order":-4}})", "<ol></ol>"},
        Golden{
            "Tasks",
            R"({"type":"taskList","content":[
                {"type":"taskItem","attrs":{"state":"DONE"},"content":[{"type":"text","text":"a"}]},
                {"type":"taskItem","attrs":{"state":""},"content":[{"type":"text","text":"b"}]},
                {"type":"blockTaskItem","attrs":{"state":""},
                 "content":[{"type":"paragraph"}]}]})",
            "<ul class=\"adf-tasks\"><li class=\"adf-task adf-done\">☑ a</li>"
            "<li class=\"adf-task\">☐ b</li><li class=\"adf-task\">☐ <p></p></li></ul>"},
        Golden{
            "Decisions",
            R"({"type":"decisionList","content":[{"type":"decisionItem","attrs":{"state":"DECIDED"},
                "content":[{"type":"text","text":"go"}]}]})",
            "<ul class=\"adf-decisions\"><li class=\"adf-decision\">go</li></ul>"},
        Golden{
            "ItemOutsideAListShowsItsContent",
            R"({"type":"listItem","content":[{"type":"paragraph"}]})",
            "<p></p>"},
        Golden{
            "TaskOutsideAListShowsItsContent",
            R"({"type":"taskItem","content":[{"type":"text","text":"a"}]})",
            "☐ a"}
    ),
    kName
);

INSTANTIATE_TEST_SUITE_P(
    Tables,
    AdfHtml,
    testing::Values(
        Golden{
            "HeaderAndCells",
            R"({"type":"table","attrs":{"layout":"wide","width":900},"content":[
                {"type":"tableRow","content":[{"type":"tableHeader","content":[]}]},
                {"type":"tableRow","content":[{"type":"tableCell",
                 "attrs":{"colspan":2,"rowspan":3,"background":"#fff","colwidth":[1,2]},
                 "content":[{"type":"paragraph"}]}]}]})",
            "<table class=\"adf-table\"><tbody><tr><th></th></tr>"
            "<tr><td colspan=\"2\" rowspan=\"3\"><p></p></td></tr></tbody></table>"},
        Golden{
            "GiantSpansAreBounded",
            R"({"type":"table","content":[{"type":"tableRow","content":[
                {"type":"tableCell","attrs":{"colspan":1000000000,"rowspan":99999999999999999999}},
                {"type":"tableCell","attrs":{"rowspan":1000000000}},
                {"type":"tableCell","attrs":{"colspan":"7","rowspan":-1}}]}]})",
            "<table class=\"adf-table\"><tbody><tr><td colspan=\"100\"></td>"
            "<td rowspan=\"100\"></td><td></td></tr></tbody></table>"},
        Golden{
            "RowOutsideATableShowsItsContent",
            R"({"type":"tableRow","content":[{"type":"tableCell","content":[
                {"type":"paragraph"}]}]})",
            "<p></p>"}
    ),
    kName
);

INSTANTIATE_TEST_SUITE_P(
    Files,
    AdfHtml,
    testing::Values(
        Golden{
            "MediaSingleWithCaption",
            R"({"type":"mediaSingle","attrs":{"layout":"center"},"content":[
                {"type":"media","attrs":{"type":"file","id":"6e7c","collection":"c","alt":"a.png"}},
                {"type":"caption","content":[{"type":"text","text":"A"}]}]})",
            "<figure class=\"adf-file\"><span class=\"adf-media\">[attachment: a.png]</span>"
            "<figcaption>A</figcaption></figure>"},
        Golden{
            "MediaGroup",
            R"({"type":"mediaGroup","content":[{"type":"media","attrs":{"type":"file","id":"1"}}]})",
            "<div class=\"adf-files\"><span class=\"adf-media\">[attachment]</span></div>"},
        Golden{
            "MediaInline",
            R"({"type":"paragraph","content":[{"type":"mediaInline","attrs":{"alt":"<b>"}}]})",
            "<p><span class=\"adf-media\">[attachment: &lt;b&gt;]</span></p>"},
        Golden{
            "ExternalImageIsNotLoaded",
            R"({"type":"media","attrs":{"type":"external","url":"https://spy.example/x.png"}})",
            "<span class=\"adf-media\">[attachment]</span>"}
    ),
    kName
);

INSTANTIATE_TEST_SUITE_P(
    Inlines,
    AdfHtml,
    testing::Values(
        Golden{"HardBreak", R"({"type":"hardBreak","attrs":{"text":"\n"}})", "<br>"},
        Golden{
            "Mention",
            R"({"type":"mention","attrs":{"id":"5b10","text":"@Ann <x>"}})",
            "<span class=\"adf-mention\">@Ann &lt;x&gt;</span>"},
        Golden{
            "MentionWithoutText",
            R"({"type":"mention","attrs":{"id":"5b10"}})",
            "<span class=\"adf-mention\">@</span>"},
        Golden{"Emoji", R"({"type":"emoji","attrs":{"shortName":":grin:","text":"😀"}})", "😀"},
        Golden{"EmojiOfTheSite", R"({"type":"emoji","attrs":{"shortName":":acme:"}})", ":acme:"},
        Golden{
            "Date",
            R"({"type":"date","attrs":{"timestamp":"1795262400000"}})",
            "<time datetime=\"2026-11-21\">21 Nov 2026</time>"},
        Golden{
            "DateAsNumber",
            R"({"type":"date","attrs":{"timestamp":0}})",
            "<time datetime=\"1970-01-01\">1 Jan 1970</time>"},
        Golden{
            "DateOutOfRange", R"({"type":"date","attrs":{"timestamp":"9223372036854775807"}})", ""},
        Golden{
            "Status",
            R"({"type":"status","attrs":{"text":"OK","color":"green"}})",
            "<span class=\"adf-status adf-status-green\">OK</span>"},
        Golden{
            "StatusOfUnknownColor",
            R"({"type":"status","attrs":{"text":"OK","color":"x y\">"}})",
            "<span class=\"adf-status\">OK</span>"},
        Golden{
            "Placeholder",
            R"({"type":"placeholder","attrs":{"text":"type here"}})",
            "<span class=\"adf-placeholder\">type here</span>"}
    ),
    kName
);

INSTANTIATE_TEST_SUITE_P(
    Cards,
    AdfHtml,
    testing::Values(
        Golden{
            "InlineCard",
            R"({"type":"inlineCard","attrs":{"url":"https://x.example/a?b=1&c=2"}})",
            "<a href=\"https://x.example/a?b=1&amp;c=2\" rel=\"noopener noreferrer nofollow\">"
            "https://x.example/a?b=1&amp;c=2</a>"},
        Golden{
            "CardWithData",
            R"({"type":"blockCard","attrs":{"data":{"name":"Page","url":"https://x.example/"}}})",
            "<p class=\"adf-card\"><a href=\"https://x.example/\" "
            "rel=\"noopener noreferrer nofollow\">Page</a></p>"},
        Golden{
            "EmbedCard",
            R"({"type":"embedCard","attrs":{"url":"https://x.example/","layout":"wide"}})",
            "<p class=\"adf-card\"><a href=\"https://x.example/\" "
            "rel=\"noopener noreferrer nofollow\">https://x.example/</a></p>"},
        Golden{
            "CardWithForbiddenAddress",
            R"({"type":"inlineCard","attrs":{"url":"javascript:x"}})",
            "javascript:x"},
        Golden{
            "CardWithoutAddress",
            R"({"type":"blockCard","attrs":{"datasource":{"id":"1"}}})",
            "<p class=\"adf-card\">[link]</p>"}
    ),
    kName
);

INSTANTIATE_TEST_SUITE_P(
    Extensions,
    AdfHtml,
    testing::Values(
        Golden{
            "ExtensionShowsItsText",
            R"({"type":"extension","attrs":{"extensionKey":"k","text":"<toc>"}})",
            "<span class=\"adf-extension\">&lt;toc&gt;</span>"},
        Golden{"ExtensionWithoutText", R"({"type":"inlineExtension","attrs":{}})", ""},
        Golden{
            "BodiedExtension",
            R"({"type":"bodiedExtension","content":[{"type":"paragraph"}]})",
            "<div class=\"adf-extension\"><p></p></div>"},
        Golden{"SyncBlock", R"({"type":"syncBlock","attrs":{"resourceId":"r"}})", ""},
        Golden{
            "UnknownBlockShowsItsContent",
            R"({"type":"hologram","content":[{"type":"paragraph","content":[
                {"type":"glyph","text":"<g>"}]}]})",
            "<p>&lt;g&gt;</p>"},
        Golden{
            "UnknownInlineShowsItsText", R"({"type":"glyph","attrs":{"text":"<g>"}})", "&lt;g&gt;"},
        Golden{"NodeWithoutType", R"({"content":[{"type":"rule"}]})", "<hr>"}
    ),
    kName
);

Golden mark(std::string name, std::string marks, std::string html) {
    return {
        std::move(name), R"({"type":"text","text":"x","marks":)" + marks + "}", std::move(html)};
}

INSTANTIATE_TEST_SUITE_P(
    Marks,
    AdfHtml,
    testing::Values(
        mark("Strong", R"([{"type":"strong"}])", "<strong>x</strong>"),
        mark("Em", R"([{"type":"em"}])", "<em>x</em>"),
        mark("Underline", R"([{"type":"underline"}])", "<u>x</u>"),
        mark("Strike", R"([{"type":"strike"}])", "<s>x</s>"),
        mark("Code", R"([{"type":"code"}])", "<code>x</code>"),
        mark("Sub", R"([{"type":"subsup","attrs":{"type":"sub"}}])", "<sub>x</sub>"),
        mark("Sup", R"([{"type":"subsup","attrs":{"type":"sup"}}])", "<sup>x</sup>"),
        mark("TextColorIsDropped", R"([{"type":"textColor","attrs":{"color":"red;x:y"}}])", "x"),
        mark("UnknownIsDropped", R"([{"type":"blink"},{"type":"annotation"},7,null])", "x"),
        mark("NotAList", R"({"type":"strong"})", "x"),
        mark(
            "RepeatedCountsOnce",
            R"([{"type":"em"},{"type":"em"},{"type":"strong"}])",
            "<strong><em>x</em></strong>"
        ),
        mark(
            "Link",
            R"([{"type":"em"},{"type":"link","attrs":{"href":"mailto:a@b.example"}}])",
            "<a href=\"mailto:a@b.example\" rel=\"noopener noreferrer nofollow\"><em>x</em></a>"
        )
    ),
    kName
);

TEST(AdfDocument, ShapesThatAreNoDocumentsAreEmpty) {
    for (const char* odd :
         {"null",
          "7",
          "\"<b>\"",
          "[]",
          "{}",
          R"({"type":"doc"})",
          R"({"type":"doc","content":"<b>"})",
          R"({"type":7,"content":{}})"}) {
        EXPECT_EQ(jira::adf_to_html(nlohmann::json::parse(odd)).value(), "") << odd;
        EXPECT_EQ(jira::adf_to_text(nlohmann::json::parse(odd)), "") << odd;
    }
}

TEST(AdfFiles, KnownOneInABlockOfItsOwnIsMarkedAndOneInASentenceIsNot) {
    const auto block = nlohmann::json::parse(R"({"type":"media","attrs":{"id":"u"}})");
    const auto in_line = nlohmann::json::parse(R"({"type":"mediaInline","attrs":{"id":"u"}})");
    const auto document = nlohmann::json::object(
        {{"type", "doc"},
         {"content",
          {{{"type", "mediaSingle"}, {"content", {block}}},
           {{"type", "paragraph"}, {"content", {in_line}}}}}}
    );
    jira::MediaFiles files;
    files[&document["content"][0]["content"][0]] = {.id = 7, .name = "a.pdf"};
    files[&document["content"][1]["content"][0]] = {.id = 7, .name = "a.pdf"};

    EXPECT_EQ(
        jira::adf_to_html(document, files).value(),
        "<figure class=\"adf-file\"><span class=\"adf-media adf-listed\">[attachment: a.pdf]</span>"
        "</figure><p><span class=\"adf-media\">[attachment: a.pdf]</span></p>"
    );
}

}  // namespace
