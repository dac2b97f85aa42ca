#include "config/tree.hpp"

#include <gtest/gtest.h>

namespace config {
namespace {

/// "LINE:COLUMN: message" of the only fault, or what else there is.
std::string fault_of(std::string_view text) {
    const Tree tree = parse_tree(text);
    if (tree.faults.size() != 1) return std::to_string(tree.faults.size()) + " faults";
    const TreeFault& fault = tree.faults.front();
    return std::to_string(fault.mark.line) + ":" + std::to_string(fault.mark.column) + ": " +
           fault.message;
}

TEST(Tree, ValuesKeepTheTextThatWasWritten) {
    const Tree tree = parse_tree("a: no\nb: 010\nc: 1e3\nd: \"x # y\"\n");

    ASSERT_TRUE(tree.faults.empty());
    ASSERT_EQ(tree.root->entries.size(), 4U);
    EXPECT_EQ(tree.root->entries[0].value.text, "no");
    EXPECT_EQ(tree.root->entries[1].value.text, "010");
    EXPECT_EQ(tree.root->entries[2].value.text, "1e3");
    EXPECT_EQ(tree.root->entries[3].value.text, "x # y");
}

TEST(Tree, MarksCountFromOne) {
    const Tree tree = parse_tree("# comment\na:\n  - {b: c}\n");

    const Entry& a = tree.root->entries.at(0);
    EXPECT_EQ(a.mark.line, 2);
    EXPECT_EQ(a.mark.column, 1);
    const Entry& b = a.value.items.at(0).entries.at(0);
    EXPECT_EQ(b.mark.line, 3);
    EXPECT_EQ(b.mark.column, 6);
    EXPECT_EQ(b.value.mark.column, 9);
}

TEST(Tree, ValueThatWasLeftOutIsMarkedAtItsKey) {
    const Tree tree = parse_tree("a:\n  b:\n  c: d\n");

    const TreeNode& b = tree.root->entries.at(0).value.entries.at(0).value;
    EXPECT_EQ(b.kind, TreeNode::Kind::Nothing);
    EXPECT_EQ(b.mark.line, 2);
    EXPECT_EQ(b.mark.column, 3);
}

TEST(Tree, DuplicateKeysAreRefusedAndTheFirstOneStays) {
    const Tree tree = parse_tree("a: 1\nb: 2\na: 3\n");

    EXPECT_EQ(fault_of("a: 1\nb: 2\na: 3\n"), "3:1: duplicate key 'a', first given on line 1");
    ASSERT_EQ(tree.root->entries.size(), 2U);
    EXPECT_EQ(tree.root->entries[0].value.text, "1");
    EXPECT_EQ(tree.root->entries[1].key, "b");
}

TEST(Tree, DuplicateKeyWithoutValueIsNotNamed) {
    EXPECT_EQ(fault_of("{p: a,b,b}"), "1:9: duplicate key, first given on line 1");
}

TEST(Tree, AnchorsAreRefused) {
    EXPECT_EQ(
        fault_of("a: &x 1\n"),
        "1:4: anchors (&name) are refused; quote the value if it is meant as text"
    );
}

TEST(Tree, AliasesAreRefused) {
    const Tree tree = parse_tree("a: &x 1\nb: *x\n");

    ASSERT_EQ(tree.faults.size(), 2U);
    EXPECT_EQ(
        tree.faults[1].message,
        "aliases (*name) are refused; repeat the value, or quote it if it is text"
    );
    EXPECT_EQ(tree.faults[1].mark.line, 2);
    EXPECT_EQ(tree.root->entries.at(1).value.kind, TreeNode::Kind::Refused);
}

TEST(Tree, UnknownAliasIsNotQuoted) {
    EXPECT_EQ(
        fault_of("password: *hunter2\n"),
        "1:11: aliases (*name) are refused; repeat the value, or quote it if it is text"
    );
}

TEST(Tree, CycleIsRefused) {
    const Tree tree = parse_tree("a: &x [*x]\n");

    EXPECT_EQ(tree.faults.size(), 2U);
    EXPECT_EQ(tree.root->entries.at(0).value.kind, TreeNode::Kind::Refused);
}

/// Read by value, this one would have ten to the thirtieth leaves.
TEST(Tree, AliasBombStaysSmall) {
    std::string bomb = "a0: &a0 [x]\n";
    for (int i = 1; i <= 30; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int j = 0; j < 10; ++j) bomb += (j == 0 ? "" : ", ") + before;
        bomb += "]\n";
    }

    const Tree tree = parse_tree(bomb);

    EXPECT_FALSE(tree.root);
    ASSERT_EQ(tree.faults.size(), 101U);
    EXPECT_EQ(tree.faults.back().message, "too many problems, the rest of this file was not read");
}

TEST(Tree, TagsAreRefused) {
    EXPECT_EQ(
        fault_of("a: !!int 7\n"),
        "1:4: tags (!name) are refused; quote the value if it is meant as text"
    );
}

TEST(Tree, TwentyLevelsAreRead) {
    const std::string text = std::string(20, '[') + std::string(20, ']');

    EXPECT_TRUE(parse_tree(text).faults.empty());
}

TEST(Tree, MoreThanTwentyLevelsAreRefused) {
    const std::string text = std::string(21, '[') + std::string(21, ']');

    EXPECT_EQ(fault_of(text), "1:21: nested deeper than 20 levels");
}

TEST(Tree, EndlessNestingIsRefused) {
    for (const char bracket : {'[', '{'}) {
        const std::string fault = fault_of(std::string(1U << 16U, bracket));
        EXPECT_NE(fault.find("nested deeper than 20 levels"), std::string::npos) << fault;
    }
}

TEST(Tree, SecondDocumentIsRefused) {
    EXPECT_EQ(
        fault_of("a: 1\n---\nb: 2\n"),
        "2:1: a second document ('---') is refused; write one document per file"
    );
}

TEST(Tree, KeysThatAreNotTextAreRefused) {
    EXPECT_EQ(fault_of("? [a]\n: b\n"), "1:3: a key must be a word followed by ':'");
    EXPECT_EQ(fault_of("~: b\n"), "1:1: a key must be a word followed by ':'");
}

TEST(Tree, ControlCharactersAreRefused) {
    const std::string_view in_text =
        "a line break or other control character in a text; keep the text on one line";
    EXPECT_EQ(fault_of("a: \"x\\ny\"\n"), "1:4: " + std::string(in_text));
    EXPECT_EQ(fault_of("a: |\n  x\n  y\n"), "1:4: " + std::string(in_text));
    EXPECT_EQ(
        fault_of("a: 1\nb: x\x07y\n"), "2:5: a control character; the file must be plain UTF-8 text"
    );
}

TEST(Tree, OtherCharacterSetsAreRefused) {
    EXPECT_EQ(
        fault_of("a: 1\nb: \xE9t\xE9\n"), "2:1: this line is not UTF-8 text; save the file as UTF-8"
    );
    EXPECT_EQ(
        fault_of(std::string_view("a\0:\0 \0b\0", 8)),
        "1:2: a control character; the file must be plain UTF-8 text"
    );
}

TEST(Tree, TextBeyondAsciiIsKept) {
    EXPECT_EQ(parse_tree("a: Zürich €\n").root->entries.at(0).value.text, "Zürich €");
}

TEST(Tree, ByteOrderMarkIsPassedOver) {
    const Tree tree = parse_tree(
        "\xEF\xBB\xBF"
        "a: b\n"
    );

    ASSERT_TRUE(tree.faults.empty());
    EXPECT_EQ(tree.root->entries.at(0).key, "a");
}

TEST(Tree, EmptyTextIsNothing) {
    EXPECT_EQ(parse_tree("").root->kind, TreeNode::Kind::Nothing);
    EXPECT_EQ(parse_tree("# only a comment\n").root->kind, TreeNode::Kind::Nothing);
}

struct SyntaxRow {
    const char* name;
    const char* text;
    const char* expected;
};

class TreeSyntax : public testing::TestWithParam<SyntaxRow> {};

TEST_P(TreeSyntax, ErrorSaysWhatToLookFor) {
    EXPECT_EQ(fault_of(GetParam().text), GetParam().expected);
    EXPECT_FALSE(parse_tree(GetParam().text).root);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    TreeSyntax,
    testing::Values(
        SyntaxRow{"OpenBracket", "a: [b", "1:4: this '[' is not closed by ']'"},
        SyntaxRow{"OpenBrace", "a: {b: c", "1:4: this '{' is not closed by '}'"},
        SyntaxRow{
            "OpenQuote", "a: \"b", "1:6: a quote is opened before this place and never closed"},
        SyntaxRow{"Tab", "a:\n\tb: c\n", "2:3: indent with spaces, not with tabs"},
        SyntaxRow{
            "SecondColon",
            "a: b: c\n",
            "1:5: unexpected ':'; put a text that holds ': ' in quotes"},
        SyntaxRow{
            "AtSign",
            "a: @x\n",
            "1:4: a value cannot start with this character; put the value in quotes"},
        SyntaxRow{
            "UnknownEscape",
            "a: \"\\y\"\n",
            "1:7: unknown escape in a \"text\"; write \\\\ for a backslash, or use 'single "
            "quotes'"},
        SyntaxRow{
            "Indentation",
            "a: b\n c: d\n",
            "2:3: unexpected ':'; put a text that holds ': ' in quotes"}
    ),
    [](const testing::TestParamInfo<SyntaxRow>& row) { return row.param.name; }
);

}  // namespace
}  // namespace config
