#include "jira/plain_adf.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "jira/adf.hpp"

namespace {

using nlohmann::json;

json paragraph(json inlines) {
    return {{"type", "paragraph"}, {"content", std::move(inlines)}};
}

json text(const std::string& words) {
    return {{"type", "text"}, {"text", words}};
}

json doc(json paragraphs) {
    return {{"type", "doc"}, {"version", 1}, {"content", std::move(paragraphs)}};
}

TEST(PlainAdf, BlankLinesSeparateParagraphsAndLineBreaksStay) {
    EXPECT_EQ(
        jira::plain_adf("Dear all,\nit works.\r\n\n  \nBye"),
        doc(json::array(
            {paragraph(json::array({text("Dear all,"), {{"type", "hardBreak"}}, text("it works.")})
             ),
             paragraph(json::array({text("Bye")}))}
        ))
    );
}

TEST(PlainAdf, NothingInTheTextIsMarkup) {
    const std::string words = "*bold* {code} [~accountid:5b10] <b>x</b> &amp; h1. \\ !a.png!";

    EXPECT_EQ(jira::plain_adf(words), doc(json::array({paragraph(json::array({text(words)}))})));
}

TEST(PlainAdf, AddressesBecomeLinksToThemselves) {
    const json inlines = jira::plain_adf("See https://a.example/x?y=1, or (http://b.example)."
    )["content"][0]["content"];

    ASSERT_EQ(inlines.size(), 5U);
    EXPECT_EQ(inlines[1]["text"], "https://a.example/x?y=1");
    EXPECT_EQ(inlines[1]["marks"][0]["type"], "link");
    EXPECT_EQ(inlines[1]["marks"][0]["attrs"]["href"], "https://a.example/x?y=1");
    EXPECT_EQ(inlines[2], text(", or ("));
    EXPECT_EQ(inlines[3]["text"], "http://b.example");
    EXPECT_EQ(inlines[4], text(")."));
}

TEST(PlainAdf, SchemesOfOtherKindsAreWords) {
    for (const char* words :
         {"javascript:alert(1)", "https://", "mailto:a@b.example", "xhttp:/a"}) {
        EXPECT_EQ(jira::plain_adf(words), doc(json::array({paragraph(json::array({text(words)}))})))
            << words;
    }
}

TEST(PlainAdf, ControlCharactersAreLeftOutAndNothingIsAnEmptyDocument) {
    EXPECT_EQ(
        jira::plain_adf(std::string_view("a\0b\x1B[1m\x7F", 8)),
        doc(json::array({paragraph(json::array({text("ab[1m")}))}))
    );
    EXPECT_EQ(jira::plain_adf(" \n\n"), doc(json::array()));
}

/// What our own reader makes of it is what was written.
TEST(PlainAdf, ComesBackAsItWasWritten) {
    const std::string words = "Ann wrote:\n\nIt is broken.\nSee https://a.example/x today.";

    EXPECT_EQ(jira::adf_to_text(jira::plain_adf(words)), words);
}

}  // namespace
