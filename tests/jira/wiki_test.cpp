#include "jira/wiki.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using jira::escape_wiki;

const std::string kZwsp = "\xE2\x80\x8B";

TEST(Wiki, PlainWordsStayAsTheyAre) {
    EXPECT_EQ(
        escape_wiki("Hello, Jürgen. It's 5 \"pm\"; 日本"), "Hello, Jürgen. It's 5 \"pm\"; 日本"
    );
    EXPECT_EQ(escape_wiki(""), "");
}

TEST(Wiki, MarkupCharactersAreEscaped) {
    EXPECT_EQ(
        escape_wiki("-#*_+?^~|%{}[]()!@"), "\\-\\#\\*\\_\\+\\?\\^\\~\\|\\%\\{\\}\\[\\]\\(\\)\\!\\@"
    );
}

TEST(Wiki, MentionsMacrosImagesAndLinksAreDefused) {
    EXPECT_EQ(escape_wiki("[~accountid:5b10]"), "\\[\\~accountid:5b10\\]");
    EXPECT_EQ(escape_wiki("{noformat}x{noformat}"), "\\{noformat\\}x\\{noformat\\}");
    EXPECT_EQ(escape_wiki("!https://evil.example/x.png!"), "\\!https://evil.example/x.png%21");
    EXPECT_EQ(escape_wiki("[Acme|https://evil.example]"), "\\[Acme\\|https://evil.example\\]");
}

TEST(Wiki, BackslashesStayBackslashes) {
    EXPECT_EQ(escape_wiki("C:\\temp"), "C:\\temp");
    EXPECT_EQ(escape_wiki("\\\\server"), "\\" + kZwsp + "\\server");
    EXPECT_EQ(escape_wiki("\\{code}"), "\\" + kZwsp + "\\{code\\}");
    EXPECT_EQ(escape_wiki("end\\"), "end\\" + kZwsp);
}

TEST(Wiki, HeadingsAndQuotesAtALineStartAreDefused) {
    EXPECT_EQ(
        escape_wiki("h1. Big\n  bq. Quote"), "h1" + kZwsp + ". Big\n  bq" + kZwsp + ". Quote"
    );
    EXPECT_EQ(escape_wiki("see h1. there"), "see h1. there");
    EXPECT_EQ(escape_wiki("h7. no"), "h7. no");
}

TEST(Wiki, SmileysAndEntitiesAreDefused) {
    EXPECT_EQ(escape_wiki(":D :P <3"), ":" + kZwsp + "D :" + kZwsp + "P <" + kZwsp + "3");
    EXPECT_EQ(escape_wiki(":) (/)"), ":\\) \\(/\\)");
    EXPECT_EQ(escape_wiki("&lt; & &#60;"), "&" + kZwsp + "lt; & &" + kZwsp + "\\#60;");
}

TEST(Wiki, AddressesStayLinks) {
    EXPECT_EQ(
        escape_wiki("see https://x.example/a_b-c?d=1&e=%20#f_g, ok"),
        "see https://x.example/a_b-c?d=1&e=%20#f_g, ok"
    );
    EXPECT_EQ(escape_wiki("(https://x.example/a(b))"), "\\(https://x.example/a%28b%29%29");
    EXPECT_EQ(escape_wiki("HTTP://x_y.example{color}"), "HTTP://x_y.example\\{color\\}");
}

TEST(Wiki, LineBreaksAreKeptAndControlCharactersDropped) {
    EXPECT_EQ(escape_wiki("a\r\nb\rc\n\nd\te"), "a\nb\nc\n\nd\te");
    EXPECT_EQ(escape_wiki(std::string("a\0b\x1b[0m\x7f", 8)), "ab\\[0m");
}

/// Found by the fuzz target "wiki".
TEST(Wiki, DroppedCharactersHideNoPattern) {
    EXPECT_EQ(
        escape_wiki("h\x01"
                    "1. Big"),
        "h1" + kZwsp + ". Big"
    );
    EXPECT_EQ(escape_wiki("&\x01lt;"), "&" + kZwsp + "lt;");
    EXPECT_EQ(
        escape_wiki(":\x01"
                    "D"),
        ":" + kZwsp + "D"
    );
    EXPECT_EQ(escape_wiki("https:\x01//x.example/a_b"), "https://x.example/a_b");
}

TEST(Wiki, HostileLengthIsLinear) {
    for (const std::string& piece :
         std::vector<std::string>{"h1.", " ", "\\", "[", "https://", "&"}) {
        std::string text;
        while (text.size() < 100'000) text += piece;
        EXPECT_GE(escape_wiki(text).size(), text.size());
    }
}

}  // namespace
