#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "jira/adf.hpp"

namespace {

std::string to_text(const std::string& content) {
    return jira::adf_to_text(
        nlohmann::json::parse(R"({"type":"doc","version":1,"content":[)" + content + "]}")
    );
}

std::string leaf(const std::string& text) {
    return R"({"type":"text","text":")" + text + "\"}";
}

std::string paragraph(const std::string& text) {
    return R"({"type":"paragraph","content":[)" + leaf(text) + "]}";
}

std::string item(const std::string& content) {
    return R"({"type":"listItem","content":[)" + content + "]}";
}

TEST(AdfText, ParagraphsAreSeparatedByAnEmptyLine) {
    EXPECT_EQ(to_text(paragraph("a") + "," + paragraph("b")), "a\n\nb");
}

TEST(AdfText, InlinesStandSideBySide) {
    EXPECT_EQ(
        to_text(R"({"type":"paragraph","content":[)" + leaf("a ") + R"(,
            {"type":"mention","attrs":{"text":"@Ann"}},{"type":"hardBreak"},
            {"type":"emoji","attrs":{"text":"😀"}},{"type":"status","attrs":{"text":"OK"}},
            {"type":"date","attrs":{"timestamp":"1795262400000"}}]})"),
        "a @Ann\n😀OK21 Nov 2026"
    );
}

TEST(AdfText, LinksShowTheirAddressOnce) {
    const std::string marks =
        R"(,"marks":[{"type":"link","attrs":{"href":"https://x.example/"}}]})";

    EXPECT_EQ(to_text(R"({"type":"text","text":"here")" + marks), "here (https://x.example/)");
    EXPECT_EQ(
        to_text(R"({"type":"text","text":"https://x.example/")" + marks), "https://x.example/"
    );
    EXPECT_EQ(
        to_text(R"({"type":"inlineCard","attrs":{"url":"https://x.example/"}})"),
        "https://x.example/"
    );
}

TEST(AdfText, ForbiddenLinksAreNotShown) {
    EXPECT_EQ(
        to_text(R"({"type":"text","text":"here",
                    "marks":[{"type":"link","attrs":{"href":"javascript:x"}}]})"),
        "here"
    );
}

TEST(AdfText, ListsAreIndented) {
    const std::string inner = R"({"type":"orderedList","attrs":{"order":9},"content":[)" +
                              item(paragraph("x\\ny")) + "," + item(paragraph("z")) + "]}";

    EXPECT_EQ(
        to_text(
            R"({"type":"bulletList","content":[)" + item(paragraph("a") + "," + inner) + "," +
            item(paragraph("b")) + "]}"
        ),
        "- a\n  9. x\n     y\n  10. z\n- b"
    );
}

TEST(AdfText, TasksShowTheirState) {
    EXPECT_EQ(
        to_text(
            R"({"type":"taskList","content":[
            {"type":"taskItem","attrs":{"state":"DONE"},"content":[)" +
            leaf("a") + R"(]},
            {"type":"taskItem","attrs":{"state":""},"content":[)" +
            leaf("b") + "]}]}"
        ),
        "[x] a\n[ ] b"
    );
}

TEST(AdfText, QuotesAreMarked) {
    EXPECT_EQ(
        to_text(
            R"({"type":"blockquote","content":[)" + paragraph("a") + "," + paragraph("b") + "]}"
        ),
        "> a\n> \n> b"
    );
}

TEST(AdfText, TablesAreLinesOfCells) {
    const auto cell = [](const std::string& text) {
        return R"({"type":"tableCell","content":[)" + paragraph(text) + "]}";
    };

    EXPECT_EQ(
        to_text(
            R"({"type":"table","content":[{"type":"tableRow","content":[)" + cell("a") + "," +
            cell("b") + R"(]},{"type":"tableRow","content":[)" + cell("c") + "," + cell("d") +
            "]}]}"
        ),
        "a | b\nc | d"
    );
}

TEST(AdfText, OtherBlocksShowWhatTheyHold) {
    EXPECT_EQ(to_text(R"({"type":"rule"})"), "---");
    EXPECT_EQ(
        to_text(R"({"type":"expand","attrs":{"title":"T"},"content":[)" + paragraph("a") + "]}"),
        "T\n\na"
    );
    EXPECT_EQ(
        to_text(R"({"type":"codeBlock","content":[)" + leaf("x();\\n  y();") + "]}"), "x();\n  y();"
    );
    EXPECT_EQ(
        to_text(R"({"type":"mediaGroup","content":[
                {"type":"media","attrs":{"alt":"a.png"}},{"type":"media"}]})"),
        "[attachment: a.png]\n\n[attachment]"
    );
    EXPECT_EQ(to_text(R"({"type":"hologram","content":[)" + leaf("g") + "]}"), "g");
    EXPECT_EQ(to_text(R"({"type":"extension","attrs":{"text":"e"}})"), "e");
}

}  // namespace
