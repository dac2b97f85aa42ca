#include "base/safe_html.hpp"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(SafeHtml, EscapesTextAndTrustsHtml) {
    EXPECT_EQ(SafeHtml::escaped("<b> & 'c'").value(), "&lt;b&gt; &amp; &#39;c&#39;");
    EXPECT_EQ(SafeHtml::trusted("<b>c</b>").value(), "<b>c</b>");
    EXPECT_EQ(SafeHtml().value(), "");
}

TEST(SafeHtml, CannotBeMadeOfTextByAccident) {
    EXPECT_FALSE((std::is_convertible_v<std::string, SafeHtml>));
    EXPECT_FALSE((std::is_constructible_v<SafeHtml, std::string>));
}

TEST(SafeHtml, EmptyLinesPartParagraphsAndLineEndsAreKept) {
    EXPECT_EQ(
        SafeHtml::paragraphs("one\ntwo\n\n\r\nthree").value(), "<p>one<br>two</p><p>three</p>"
    );
    EXPECT_EQ(SafeHtml::paragraphs("\n\n one \r\n\n").value(), "<p>one</p>");
    EXPECT_EQ(SafeHtml::paragraphs(" \n\t\n").value(), "");
}

TEST(SafeHtml, ParagraphsEscapeWhatWasTyped) {
    EXPECT_EQ(
        SafeHtml::paragraphs("</p><script>\n\"x\"").value(),
        "<p>&lt;/p&gt;&lt;script&gt;<br>&quot;x&quot;</p>"
    );
}

}  // namespace
}  // namespace base
