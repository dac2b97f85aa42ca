#include "base/template_check.hpp"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(TemplateCheck, AcceptsOrdinaryTemplates) {
    for (const char* html : {
             "<p>{{NAME}}</p>",
             "<p>1 < 2 {{NAME}}</p>",
             R"(<a href="{{URL}}" title='{{TITLE}}'>{{TEXT}}</a>)",
             R"(<a href = "/sup/{{KEY}}?x=1">x</a>)",
             R"(<input value="x"{{#ON}} checked{{/ON}}>)",
             R"(<p>{{! a note with "quotes" and :none }}{{BODY_HTML:none}}</p>)",
             R"(<span style="display:none">{{PREVIEW}}</span>)",
             R"(<img alt="a > b" src="{{LOGO}}">{{NAME}})",
         }) {
        EXPECT_EQ(find_unsafe_marker(html), std::nullopt) << html;
    }
}

TEST(TemplateCheck, RefusesToSwitchEscapingOff) {
    EXPECT_EQ(find_unsafe_marker("<p>{{NAME:none}}</p>"), "{{NAME:none}} switches escaping off");
    EXPECT_TRUE(find_unsafe_marker("<p>{{NAME:h:none}}</p>"));
    EXPECT_TRUE(find_unsafe_marker("<p>{{X_HTML_NOT:none}}</p>"));
    EXPECT_TRUE(find_unsafe_marker("<p>{{GOOD_HTML:none}}{{BAD:none}}</p>")) << "not the first";
}

TEST(TemplateCheck, RefusesHtmlInsideATag) {
    EXPECT_TRUE(find_unsafe_marker(R"(<a title="{{X_HTML:none}}">)"));
}

TEST(TemplateCheck, RefusesAValueThatCouldBecomeAnAttribute) {
    for (const char* html :
         {"<div {{X}}>", "<div class={{X}}>", R"(<div class="a" {{X}}>)", "<{{X}}>a<b {{X}}>"}) {
        EXPECT_TRUE(find_unsafe_marker(html)) << html;
    }
}

TEST(TemplateCheck, RefusesAttributesWhoseUrlNobodyChecks) {
    for (const char* html : {
             R"(<button formaction="{{U}}">)",
             R"(<button FORMACTION = '{{U}}'>)",
             R"(<img srcset="/a.png 1x, {{U}} 2x">)",
             R"(<iframe srcdoc="{{U}}"></iframe>)",
             R"(<use xlink:href="{{U}}"/>)",
         }) {
        EXPECT_TRUE(find_unsafe_marker(html)) << html;
    }
}

TEST(TemplateCheck, RefusesWhatWouldEscapeItsSight) {
    EXPECT_TRUE(find_unsafe_marker("{{>OTHER_PAGE}}"));
    EXPECT_TRUE(find_unsafe_marker("{{=<< >>=}}<<X:none>>"));
    EXPECT_TRUE(find_unsafe_marker("<p>{{NAME"));
}

}  // namespace
}  // namespace base
