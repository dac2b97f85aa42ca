#include "tests/support/html_check.hpp"

#include <gtest/gtest.h>

namespace {

using tests::HtmlCheck;

TEST(HtmlCheck, AcceptsWhatTheRendererMayWrite) {
    EXPECT_FALSE(HtmlCheck::complaint(""));
    EXPECT_FALSE(HtmlCheck::complaint("<p class=\"a\">x &lt; y<br></p><hr>"));
    EXPECT_FALSE(HtmlCheck::complaint("<img class=\"adf-image\" data-attachment=\"1\" alt=\"a\">"));
    EXPECT_FALSE(HtmlCheck::complaint("<a href=\"HTTPS://x\" rel=\"nofollow\">x</a>"));
}

TEST(HtmlCheck, ComplainsOfEverythingElse) {
    for (const char* html :
         {"<script>",
          "<p>",
          "</p>",
          "<p></div></p>",
          "<p style=\"x\"></p>",
          "<p onclick=\"x\"></p>",
          "<p class=x></p>",
          "<p class='x'></p>",
          "<p",
          "a > b",
          "\"",
          "<img>",
          "<img src=\"x\">",
          "<img class=\"adf-image\" data-attachment=\"x\">",
          "<img class=\"adf-image\" data-attachment=\"1\" src=\"x\">",
          "<!-- -->",
          "<a href=\"javascript:x\"></a>",
          "<a href=\" https://x\"></a>",
          "< p></p>",
          "<></>"}) {
        EXPECT_TRUE(HtmlCheck::complaint(html)) << html;
    }
}

}  // namespace
