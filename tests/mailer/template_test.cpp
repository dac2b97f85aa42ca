#include "mailer/template.hpp"

#include <gmock/gmock.h>

#include "mailer/message.hpp"
#include "tests/mailer/sample_message.hpp"

namespace mailer {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kUrl = "https://support.acme.example/l/AbC-_09~x.y?r=%2Fsup&z=1";

MailValues sample_values() {
    return MailValues{
        .brand = "Acme Help",
        .request_key = "SUP-12",
        .summary = "Printer on fire",
        .author = "Bob",
        .comment_text = "Try water.\nThen call us.",
        .status = "Waiting for you",
        .button_url = kUrl,
        .expires_text = "60 minutes",
        .masked_recipient = "a***@c***.example",
    };
}

const MailTemplates& templates() {
    static const MailTemplates all;
    return all;
}

RenderedMail render(std::string_view kind, const MailValues& values) {
    const auto mail = templates().render(kind, values);
    EXPECT_TRUE(mail) << mail.error().message;
    return mail.value_or(RenderedMail{});
}

class EveryMail : public testing::TestWithParam<const char*> {};

TEST_P(EveryMail, CarriesTheLinkIntactInBothParts) {
    const RenderedMail mail = render(GetParam(), sample_values());

    EXPECT_THAT(mail.text, HasSubstr(std::string("\n") + kUrl + "\n"));
    // "&" is "&amp;" inside an attribute: the browser turns it back.
    EXPECT_THAT(
        mail.html, HasSubstr("href=\"https://support.acme.example/l/AbC-_09~x.y?r=%2Fsup&amp;z=1\"")
    );
}

TEST_P(EveryMail, CarriesALinkToLocalhost) {
    MailValues values = sample_values();
    values.button_url = "http://localhost:8080/l/AbC-_09";

    EXPECT_THAT(
        render(GetParam(), values).html, HasSubstr("href=\"http://localhost:8080/l/AbC-_09\"")
    );
}

TEST_P(EveryMail, LeavesNoMarkerAndNoGapForAMissingValue) {
    MailValues values{.brand = "Acme Help", .button_url = kUrl};

    const RenderedMail mail = render(GetParam(), values);

    for (const std::string& part : {mail.subject, mail.text, mail.html}) {
        EXPECT_THAT(part, Not(HasSubstr("{{")));
        EXPECT_THAT(part, Not(HasSubstr("}}")));
    }
    EXPECT_THAT(mail.text, Not(HasSubstr("works once")));
    EXPECT_THAT(mail.text, Not(HasSubstr("  ")));
}

TEST_P(EveryMail, IsUnder20KilobytesAndLoadsNothing) {
    const RenderedMail mail = render(GetParam(), sample_values());

    EXPECT_LT(mail.html.size(), 20'000U);
    EXPECT_THAT(mail.html, Not(HasSubstr("<img")));
    EXPECT_THAT(mail.html, Not(HasSubstr("src=")));
    EXPECT_THAT(mail.html, Not(HasSubstr("url(")));
    EXPECT_THAT(mail.html, Not(HasSubstr("<script")));
}

TEST_P(EveryMail, SaysTheSameInBothParts) {
    const RenderedMail mail = render(GetParam(), sample_values());

    for (const char* words : {"Acme Help", "60 minutes", "a***@c***.example", "do not forward"}) {
        EXPECT_THAT(mail.text, HasSubstr(words));
        EXPECT_THAT(mail.html, HasSubstr(words));
    }
}

TEST_P(EveryMail, FitsIntoAMessage) {
    MailValues values = sample_values();
    values.brand = "Acme\r\nBcc: eve@evil.example";
    values.summary = "two\nlines\r\nBcc: eve@evil.example\x01";
    const RenderedMail mail = render(GetParam(), values);
    Message message = tests::sample_message();
    message.subject = mail.subject;
    message.text = mail.text;
    message.html = mail.html;

    EXPECT_TRUE(to_mime(message));
    EXPECT_EQ(mail.subject.find('\n'), std::string::npos);
}

TEST_P(EveryMail, EscapesEveryValueInHtml) {
    MailValues values = sample_values();
    const std::string evil = "<b a=\"1\">&'x";
    for (std::string* field :
         {&values.brand,
          &values.request_key,
          &values.summary,
          &values.author,
          &values.comment_text,
          &values.status,
          &values.expires_text,
          &values.masked_recipient})
        *field = evil;

    EXPECT_THAT(render(GetParam(), values).html, Not(HasSubstr("<b a")));
}

INSTANTIATE_TEST_SUITE_P(
    MailTemplates,
    EveryMail,
    testing::Values(
        "link", "request_created", "agent_replied", "status_changed", "request_resolved"
    ),
    [](const auto& test) { return std::string(test.param); }
);

TEST(MailTemplates, TheLinkMailHoldsNoTextOfAVisitor) {
    MailValues values = sample_values();
    for (std::string* field :
         {&values.request_key,
          &values.summary,
          &values.author,
          &values.comment_text,
          &values.status})
        *field = "BUY-PILLS";
    values.comment_html = base::SafeHtml::escaped("BUY-PILLS");

    const RenderedMail mail = render("link", values);

    EXPECT_THAT(mail.subject + mail.text + mail.html, Not(HasSubstr("BUY-PILLS")));
}

TEST(MailTemplates, TheLinkMailShowsTheCodeAndOthersDoNot) {
    MailValues values = sample_values();
    values.code = "047112";

    const RenderedMail mail = render("link", values);

    EXPECT_THAT(mail.text, HasSubstr("Type this code there instead: 047112\n"));
    EXPECT_THAT(mail.html, HasSubstr(">047112</strong>"));
    EXPECT_THAT(mail.subject, Not(HasSubstr("047112"))) << "it is read on locked screens";
    EXPECT_THAT(render("agent_replied", values).text, Not(HasSubstr("047112")));
    values.code.clear();
    EXPECT_THAT(render("link", values).text, Not(HasSubstr("Type this code")));
}

TEST(MailTemplates, MailsOfARequestShareASubjectSoThatTheyThread) {
    EXPECT_EQ(render("request_created", sample_values()).subject, "[SUP-12] Printer on fire");
    for (const char* kind : {"agent_replied", "status_changed", "request_resolved"})
        EXPECT_EQ(render(kind, sample_values()).subject, "Re: [SUP-12] Printer on fire");
}

TEST(MailTemplates, WithoutASummaryTheSubjectStaysNeutral) {
    MailValues values = sample_values();
    values.summary.clear();

    EXPECT_EQ(render("request_created", values).subject, "[SUP-12] Your request");
}

TEST(MailTemplates, ALongSummaryIsShortenedBetweenCharacters) {
    MailValues values = sample_values();
    values.summary.clear();
    for (int i = 0; i < 200; ++i) values.summary += "🚒";

    const RenderedMail mail = render("agent_replied", values);

    EXPECT_LT(mail.subject.size(), 200U);
    Message message = tests::sample_message();
    message.subject = mail.subject;
    EXPECT_TRUE(to_mime(message));
}

TEST(MailTemplates, ACommentKeepsItsLines) {
    const RenderedMail mail = render("agent_replied", sample_values());

    EXPECT_THAT(mail.text, HasSubstr("\nTry water.\nThen call us.\n"));
    EXPECT_THAT(mail.html, HasSubstr("Try water.<br>\nThen call us."));
}

TEST(MailTemplates, RichCommentsGoIntoHtmlAsTheyAre) {
    MailValues values = sample_values();
    values.comment_html = base::SafeHtml::trusted("<p>Try <em>water</em>.</p>");

    EXPECT_THAT(render("agent_replied", values).html, HasSubstr("<p>Try <em>water</em>.</p>"));
}

TEST(MailTemplates, TheAccentIsUsedAndTextOnItStaysReadable) {
    MailValues values = sample_values();
    values.accent = "#ffee00";
    const std::string bright = render("link", values).html;
    values.accent = "#102030";
    const std::string dark = render("link", values).html;

    EXPECT_THAT(bright, HasSubstr("background-color:#ffee00"));
    EXPECT_THAT(bright, HasSubstr("color:#000000"));
    EXPECT_THAT(dark, HasSubstr("background-color:#102030"));
    EXPECT_THAT(dark, HasSubstr("color:#ffffff"));
}

TEST(MailTemplates, TheLogoStandsForTheNameWhichIsItsText) {
    MailValues values = sample_values();
    values.logo_url = "https://support.acme.example/sup/brand/logo-1.png";
    const std::string shown = render("link", values).html;
    values.logo_url = "javascript:alert(1)";
    const std::string refused = render("link", values).html;

    EXPECT_THAT(
        shown,
        HasSubstr("<img src=\"https://support.acme.example/sup/brand/logo-1.png\" alt=\"Acme Help\""
        )
    );
    EXPECT_THAT(refused, Not(HasSubstr("<img")));
    EXPECT_THAT(refused, Not(HasSubstr("javascript")));
}

TEST(MailTemplates, AnAccentThatIsNoColourIsNotUsed) {
    MailValues values = sample_values();
    values.accent = "red;}</style><script>";

    EXPECT_THAT(render("link", values).html, HasSubstr("background-color:#0b5fff"));
}

TEST(MailTemplates, OnlyPlainHttpLinksAreTaken) {
    for (const char* url :
         {"",
          "javascript:alert(1)",
          "https://a.example/ b",
          "https://a.example/\"x",
          "https://a.example/\r\nx",
          "//a.example/l/x",
          "ftp://a.example/"}) {
        MailValues values = sample_values();
        values.button_url = url;
        EXPECT_FALSE(templates().render("link", values)) << url;
    }
}

TEST(MailTemplates, AnUnknownKindIsRefused) {
    EXPECT_FALSE(templates().render("newsletter", sample_values()));
    EXPECT_FALSE(templates().render("../link", sample_values()));
}

TEST(MailTemplates, TheButtonSaysWhatItDoes) {
    EXPECT_THAT(render("link", sample_values()).html, HasSubstr(">Sign in</a>"));
    EXPECT_THAT(
        render("request_created", sample_values()).html, HasSubstr(">View this request</a>")
    );
}

}  // namespace
}  // namespace mailer
