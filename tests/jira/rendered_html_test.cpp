#include "jira/rendered_html.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/html_check.hpp"

namespace {

using jira::sanitise;

std::string clean(const std::string& html) {
    return sanitise(html).html.value();
}

TEST(RenderedHtml, KeepsWhatProseIsMadeOf) {
    EXPECT_EQ(
        clean("<p class=x>a <b>b</b><br/>c</p><ul><li>d</li></ul>"),
        "<p>a <strong>b</strong><br>c</p><ul><li>d</li></ul>"
    );
    EXPECT_EQ(
        clean("<table><thead><tr><th colspan=2>a</th></tr></thead></table>"),
        "<table><tbody><tr><th colspan=\"2\">a</th></tr></tbody></table>"
    );
    EXPECT_EQ(
        clean("<a href='https://x.example/?a=1&amp;b' onclick=x target=_blank>x</a>"),
        "<a href=\"https://x.example/?a=1&amp;b\" rel=\"noopener noreferrer nofollow\">x</a>"
    );
    EXPECT_EQ(sanitise("<p>a</p><p>b</p>").text, "a\nb");
    EXPECT_EQ(
        clean("a<img src=https://x/secure/attachment/1/a alt=p.png>"), "a[attachment: p.png]"
    );
}

const std::vector<std::string>& attacks() {
    static const std::vector<std::string> all{
        "<script>alert(1)</script>",
        "<SCRIPT/x>alert(1)</SCRIPT >",
        "<img src=x onerror=alert(1)>",
        "<img srcset='x 1x' src=x>",
        "<svg onload=alert(1)><p>x</p></svg>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 "
        "onerror=alert(1)&gt;\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<template><img src=x onerror=alert(1)></template>",
        "<a href=javascript:alert(1)>x</a>",
        "<a href=' javascript:alert(1)'>x</a>",
        "<a href='java&#x09;script:alert(1)'>x</a>",
        "<a href='java\nscript:alert(1)'>x</a>",
        "<a href='&#106;avascript&colon;alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<a href='vbscript:x'>x</a>",
        "<a href='//evil.example'>x</a>",
        "<a href='https://x.example/\" onmouseover=\"alert(1)'>x</a>",
        "<p style='background:url(javascript:alert(1))'>x</p>",
        "<p onclick=alert(1)>x",
        "<p/onclick=alert(1)//>x",
        "<iframe src=javascript:alert(1)></iframe>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<object data=x><embed src=x></object>",
        "<base href=https://evil.example/>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<link rel=stylesheet href=https://evil.example>",
        "<style>*{background:url(https://evil.example)}</style>",
        "<!-- --><script>alert(1)</script>-->",
        "<!--><script>alert(1)</script>",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<svg><![CDATA[<script>alert(1)</script>]]></svg>",
        "<textarea></textarea><img src=x onerror=alert(1)>",
        "<title><img src=x onerror=alert(1)></title>",
        "<xmp><img src=x onerror=alert(1)></xmp>",
        "<plaintext><img src=x onerror=alert(1)>",
        "<noembed><img src=x onerror=alert(1)></noembed>",
        "<select><option><img src=x onerror=alert(1)></select>",
        "<form action=https://evil.example><input name=a><button>x</button></form>",
        "<form><form><p>x</p></form></form>",
        "<details open ontoggle=alert(1)>x</details>",
        "<video><source onerror=alert(1)></video>",
        "<body onload=alert(1)>x</body>",
        "<html><head><title>x</title></head><body>x</body></html>",
        "<frameset onload=alert(1)>",
        "</div></li></ol><h1>x</h1>",
        "<table><a href=https://x.example><tr><td>x</table>",
        "<table><td><a href=https://x.example>a<table><td><a href=https://y.example>b",
        "<a href=https://x.example>a<div><a href=https://y.example>b</a></div></a>",
        "<p><button><p>x</p></button></p>",
        "<p><object><p>x</p></object>y</p>",
        "<b><p>x</b>y</p>",
        "<ul><ul><li>x<li>y</ul>z</ul><li>w",
        "<h1>a<h2>b</h1>c</h2>",
        "<pre>\n\n\nx</pre><pre><span>\n\ny</span></pre>",
        "<dl><dt>a<dd>b</dl>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&amp;lt;script&amp;gt;",
        "<img class=\"adf-image\" data-attachment=\"1\" alt=\"x\">",
        "<\x00script>alert(1)</script>",
        "<p title=`x` class=a'b\"c>x",
        "<<script>alert(1)//<</script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<a href=\"https://x.example\"<b>x",
        "\xC0\xBCscript\xC0\xBE",
        "<caption>x</caption><colgroup><col></colgroup><tr><td>y",
    };
    return all;
}

TEST(RenderedHtml, OfAttacksOnlyHarmlessProseIsLeft) {
    for (const std::string& attack : attacks()) {
        const std::string html = clean(attack);
        EXPECT_EQ(tests::HtmlCheck::complaint(html), std::nullopt) << attack << "\n" << html;
        EXPECT_EQ(html.find("<img"), std::string::npos) << attack;
    }
}

TEST(RenderedHtml, ReferenceBeyondUnicodeLeavesNoStrayByte) {
    const std::string stray = "&#xDDDDDDDDDDDDDD4;";
    EXPECT_EQ(clean("a" + stray + "b"), "ab");
    const std::string link = "<a href=\"https://x.example/" + stray + "y\">z</a>";
    EXPECT_EQ(
        clean(link), "<a href=\"https://x.example/y\" rel=\"noopener noreferrer nofollow\">z</a>"
    );
    EXPECT_EQ(clean("<img src=\"a\" alt=\"b" + stray + "c\">"), "[attachment: bc]");
}

TEST(RenderedHtml, ReferenceToAControlOrToNoCharacterIsLeftOut) {
    for (const std::string_view name : {"9D", "80", "7F", "FDD0", "FFFE", "1FFFF", "10FFFE", "1"}) {
        const std::string once = clean(fmt::format("a&#x{};b", name));
        EXPECT_EQ(clean(once), once) << name;
        // The parser itself takes a few for what Windows meant by them: 0x80 is the euro sign.
        EXPECT_EQ(once, name == "80" ? "a\u20ACb" : "ab") << name;
    }
    EXPECT_EQ(clean("<a href=\"https://x.example/&#x9D;\">z</a>"), "z");
    EXPECT_EQ(clean("\u00A0\uFDCF\uFFFD\U0001FFFD"), "\u00A0\uFDCF\uFFFD\U0001FFFD");
}

TEST(RenderedHtml, SanitisingAgainChangesNothing) {
    for (const std::string& attack : attacks()) {
        const std::string once = clean(attack);
        EXPECT_EQ(clean(once), once) << attack;
    }
}

TEST(RenderedHtml, WhatIsNoProseGoesWithItsContent) {
    for (const char* html :
         {"<script>no</script>",
          "<style>no</style>",
          "<svg><text>no</text></svg>",
          "<math><mi>no</mi></math>",
          "<template>no</template>",
          "<noscript>no</noscript>",
          "<form><p>no</p></form>"}) {
        EXPECT_EQ(clean(std::string("a") + html + "b"), "ab") << html;
    }
}

TEST(RenderedHtml, UnknownElementsLeaveTheirContent) {
    EXPECT_EQ(clean("<x-y>a<font color=red>b</font></x-y>"), "ab");
}

TEST(RenderedHtml, OverTheCapsTheSourceIsShownEscaped) {
    std::string many;
    for (std::size_t i = 0; i <= jira::kMaxRenderedTags; ++i) many += "<b>";
    const std::string large = "<b>" + std::string(jira::kMaxRenderedBytes, 'a');

    EXPECT_EQ(clean(many).substr(0, 15), "<p>&lt;b&gt;&lt");
    EXPECT_EQ(clean(large).substr(0, 13), "<p>&lt;b&gt;a");
    EXPECT_EQ(tests::HtmlCheck::complaint(clean(many)), std::nullopt);
    EXPECT_FALSE(jira::attachments_shown_in(many));
    EXPECT_FALSE(jira::attachments_shown_in(large));
}

TEST(RenderedHtml, DeepNestingIsCut) {
    std::string deep;
    for (int i = 0; i < 1000; ++i) deep += "<div>";

    const std::string html = clean(deep + "bottom");
    EXPECT_EQ(html.find("bottom"), std::string::npos);
    EXPECT_EQ(tests::HtmlCheck::complaint(html), std::nullopt);
}

std::vector<std::int64_t> shown(const std::string& html) {
    std::vector<std::int64_t> ids;
    const auto found = jira::attachments_shown_in(html);
    for (const auto id : found.value()) ids.push_back(id.value());
    return ids;
}

TEST(RenderedHtml, TellsWhichAttachmentsItShowsInOrder) {
    EXPECT_EQ(
        shown("<p><img src='https://a.example/rest/api/3/attachment/content/3'>"
              "<a href='/secure/attachment/1/a.pdf'>a</a>"
              "<a href='/secure/attachment/5/b.png'><img src='/secure/thumbnail/5/_thumb'></a>"
              "<img src='/servicedesk/customershim/secure/attachment/4/x?y'>"
              "<img src='/rest/api/3/attachment/thumbnail/3'></p>"),
        (std::vector<std::int64_t>{3, 1, 5, 4, 3})
    );
}

TEST(RenderedHtml, OtherAddressesAreNoAttachments) {
    EXPECT_TRUE(shown("<img src='/images/1.png'><a href='https://x.example/attachment/1'>x</a>"
                      "<img src='/secure/attachment/-1/x'><img src='/secure/attachment/1x/x'>"
                      "<template><img src='/secure/attachment/1/x'></template>")
                    .empty());
}

}  // namespace
