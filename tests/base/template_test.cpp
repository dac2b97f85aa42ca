#include "base/template.hpp"

#include <stdexcept>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace base {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kEvil = R"("><script>alert('x')</script>)";

std::string page(std::string_view body, const TemplateValues& values) {
    TemplateSet set;
    const auto added =
        set.add_html("page", R"({{%AUTOESCAPE context="HTML"}})" + std::string(body));
    EXPECT_TRUE(added) << added.error().message;
    return set.render("page", values);
}

std::string page_with(std::string_view body, std::string_view value) {
    TemplateValues values("page");
    values.set("X", value);
    return page(body, values);
}

TEST(Template, EscapesText) {
    EXPECT_EQ(page_with("<p>{{X}}</p>", "a < b & \"c\""), "<p>a &lt; b &amp; &quot;c&quot;</p>");
}

TEST(Template, AValueCannotLeaveItsAttribute) {
    const std::string html = page_with(R"(<p title="{{X}}">t</p>)", kEvil);
    EXPECT_THAT(html, Not(HasSubstr("<script>")));
    EXPECT_THAT(html, HasSubstr("&quot;&gt;&lt;script&gt;"));
}

TEST(Template, AUrlThatRunsCodeBecomesHarmless) {
    for (const char* url :
         {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"}) {
        EXPECT_EQ(page_with(R"(<a href="{{X}}">t</a>)", url), R"(<a href="#">t</a>)") << url;
    }
}

TEST(Template, AnOrdinaryUrlStaysAsItIs) {
    EXPECT_EQ(
        page_with(R"(<a href="{{X}}">t</a>)", "https://support.example/l/AbC-_123"),
        R"(<a href="https://support.example/l/AbC-_123">t</a>)"
    );
    EXPECT_EQ(page_with(R"(<a href="{{X}}">t</a>)", "/sup/"), R"(<a href="/sup/">t</a>)");
}

TEST(Template, HtmlIsTakenUnescapedUnderItsOwnKindOfNameOnly) {
    TemplateValues values("page");
    values.set("BODY_HTML", SafeHtml::trusted("<b>bold</b>"));
    EXPECT_EQ(page("<div>{{BODY_HTML:none}}</div>", values), "<div><b>bold</b></div>");

    EXPECT_THROW(values.set("BODY_HTML", "plain"), std::logic_error);
    EXPECT_THROW(values.set("BODY", SafeHtml::trusted("<b>")), std::logic_error);
}

TEST(Template, SafeHtmlMadeFromTextIsEscaped) {
    TemplateValues values("page");
    values.set("BODY_HTML", SafeHtml::escaped(kEvil));
    EXPECT_THAT(page("{{BODY_HTML:none}}", values), Not(HasSubstr("<script>")));
}

TEST(Template, ASectionRepeatsWithValuesOfItsOwnAndSeesTheOuterOnes) {
    TemplateValues values("page");
    values.set("PROJECT", "SUP");
    values.add("ROW").set("N", "1");
    values.add("ROW").set("N", "2");
    EXPECT_EQ(
        page("{{#ROW}}<li>{{PROJECT}}-{{N}}</li>{{/ROW}}", values), "<li>SUP-1</li><li>SUP-2</li>"
    );
}

TEST(Template, ASectionThatIsNotShownIsAbsent) {
    TemplateValues values("page");
    values.show("SHOWN");
    EXPECT_EQ(page("{{#SHOWN}}a{{/SHOWN}}{{#HIDDEN}}b{{/HIDDEN}}", values), "a");
}

TEST(Template, SectionsNest) {
    TemplateValues values("page");
    TemplateValues& row = values.add("ROW");
    row.set("N", "1");
    row.add("CELL").set("C", "a");
    row.add("CELL").set("C", "b");
    EXPECT_EQ(page("{{#ROW}}{{N}}:{{#CELL}}{{C}}{{/CELL}}{{/ROW}}", values), "1:ab");
}

TEST(Template, TextTemplatesEscapeNothing) {
    TemplateSet set;
    ASSERT_TRUE(set.add_text("mail", "Subject: {{X}}\n"));
    TemplateValues values("mail");
    values.set("X", "a < b & c");
    EXPECT_EQ(set.render("mail", values), "Subject: a < b & c\n");
}

TEST(Template, AnHtmlTemplateWithoutEscapingIsRefused) {
    TemplateSet set;
    const auto added = set.add_html("page", "<p>{{X}}</p>");
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().kind, ErrorKind::Invalid);
    EXPECT_THAT(added.error().message, HasSubstr("page"));
}

TEST(Template, AnHtmlTemplateThatSwitchesEscapingOffIsRefused) {
    TemplateSet set;
    const auto added = set.add_html("page", R"({{%AUTOESCAPE context="HTML"}}<p>{{X:none}}</p>)");
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().message, "template page: {{X:none}} switches escaping off");
}

TEST(Template, ATemplateThatDoesNotParseIsRefused) {
    TemplateSet set;
    EXPECT_FALSE(set.add_text("mail", "{{#OPEN}} never closed"));
    EXPECT_FALSE(set.add_html("page", R"({{%AUTOESCAPE context="HTML"}}{{#A}}{{/B}})"));
}

TEST(Template, AnUnknownNameIsABugOfOurs) {
    const TemplateSet set;
    EXPECT_THROW((void)set.render("nobody", TemplateValues("x")), std::logic_error);
}

TEST(Template, RendersOnManyThreadsAtOnce) {
    TemplateSet set;
    ASSERT_TRUE(set.add_html("page", R"({{%AUTOESCAPE context="HTML"}}<p>{{X}}</p>)"));
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&set, i] {
            for (int j = 0; j < 200; ++j) {
                TemplateValues values("page");
                values.set("X", std::to_string(i * 1000 + j));
                EXPECT_EQ(
                    set.render("page", values), "<p>" + std::to_string(i * 1000 + j) + "</p>"
                );
            }
        });
    }
}

}  // namespace
}  // namespace base
