#include "connector/portal/look.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/http/security_headers.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using connector::portal::answer_with;
using connector::portal::brand_stylesheet;
using connector::portal::letter_icon;
using connector::portal::Look;
using connector::portal::look_file;
using testing::HasSubstr;
using testing::Not;
using tests::Browser;

std::string headers_of(const connector::http::Response& response) {
    std::string lines = connector::http::SecurityHeaders(true).lines_for(response);
    for (const auto& [name, value] : response.headers) lines += name + ": " + value + "\r\n";
    return lines;
}

TEST(LookFiles, AddressesChangeWithTheContentAndNothingElse) {
    const auto one = look_file("/sup", "logo", "image/png", "one");

    EXPECT_TRUE(one.path.starts_with("/sup/brand/logo-")) << one.path;
    EXPECT_TRUE(one.path.ends_with(".png")) << one.path;
    EXPECT_EQ(look_file("/sup", "logo", "image/png", "one").path, one.path);
    EXPECT_NE(look_file("/sup", "logo", "image/png", "two").path, one.path);
    EXPECT_EQ(answer_with(one).cache_control, "public, max-age=31536000, immutable");
    EXPECT_EQ(answer_with(one).content_type, "image/png");
}

TEST(LookFiles, DrawingsCannotRun) {
    const auto svg = answer_with(look_file("/sup", "logo", "image/svg+xml", "<svg/>"));
    const std::string headers = headers_of(svg);

    EXPECT_EQ(svg.content_type, "image/svg+xml");
    EXPECT_THAT(headers, HasSubstr("Content-Security-Policy: sandbox; default-src 'none';"));
    EXPECT_THAT(headers, HasSubstr("X-Content-Type-Options: nosniff"));
    EXPECT_THAT(headers, Not(HasSubstr("script-src")));
    EXPECT_THAT(headers, HasSubstr("Cross-Origin-Resource-Policy: same-origin"));
}

TEST(LookFiles, PicturesMayBeShownByMailsAndNothingElseMay) {
    constexpr const char* kAnywhere = "Cross-Origin-Resource-Policy: cross-origin";

    EXPECT_THAT(
        headers_of(answer_with(look_file("/sup", "logo", "image/png", ""))), HasSubstr(kAnywhere)
    );
    for (const char* type : {"font/woff2", "text/css; charset=utf-8", "image/svg+xml"}) {
        EXPECT_THAT(
            headers_of(answer_with(look_file("/sup", "x", type, ""))), Not(HasSubstr(kAnywhere))
        ) << type;
    }
}

TEST(LookFiles, TheIconIsTheFirstLetterOnTheAccent) {
    EXPECT_THAT(letter_icon("acme help", {}), HasSubstr("fill=\"#ffffff\">A</text>"));
    EXPECT_THAT(letter_icon("\xC3\x89quipe", {}), HasSubstr(">\xC3\x89</text>"));
    EXPECT_THAT(letter_icon("<b>", {}), HasSubstr(">&lt;</text>"));
    EXPECT_THAT(letter_icon("", {.fill = "#123456"}), HasSubstr("fill=\"#123456\""));
}

TEST(BrandStylesheet, HasBothColourSchemesAndTheFont) {
    Look look{
        .light = {.fill = "#112233", .ink = "#ffffff", .link = "#112244"},
        .dark = {.fill = "#aabbcc", .ink = "#000000", .link = "#aabbdd"},
        .font = "Inter, sans-serif"};
    EXPECT_EQ(
        brand_stylesheet(look),
        ":root{--accent:#112233;--on-accent:#ffffff;--link:#112244;--font:Inter, sans-serif}\n"
        "@media (prefers-color-scheme:dark){:root{--accent:#aabbcc;--on-accent:#000000;"
        "--link:#aabbdd}}\n"
    );
    look.font_file = look_file("/sup", "font", "font/woff2", "wOF2");
    EXPECT_THAT(brand_stylesheet(look), HasSubstr("src:url(\"" + look.font_file->path + "\")"));
    EXPECT_THAT(brand_stylesheet(look), HasSubstr("--font:\"brand\", Inter, sans-serif"));
}

TEST(BrandedPages, ShowLogoIconStylesAndFooter) {
    tests::PortalDesk desk;
    Browser browser(desk.router);
    const Look& look = desk.settings.projects.front().look;
    browser.get("/sup/sign-in");

    EXPECT_THAT(
        browser.page(),
        HasSubstr("<img class=\"logo\" src=\"" + look.logo->path + "\" alt=\"Acme Help\">")
    );
    EXPECT_THAT(browser.page(), HasSubstr("<link rel=\"icon\" href=\"" + look.icon->path + "\">"));
    EXPECT_THAT(
        browser.page(), HasSubstr("<link rel=\"stylesheet\" href=\"" + look.css_file->path + "\">")
    );
    EXPECT_THAT(browser.page(), HasSubstr("<p>Acme &lt;Inc&gt;</p>"));
    EXPECT_THAT(
        browser.page(),
        HasSubstr("<a href=\"https://www.acme.example/privacy?a=1&amp;b\" rel=\"noopener\">Privacy")
    );
    EXPECT_THAT(browser.page(), HasSubstr("<a href=\"mailto:hello@acme.example\">Imprint"));
    EXPECT_EQ(browser.get(look.logo->path).body, look.logo->content);
}

TEST(BrandedPages, WithoutALogoHaveTheNameInLettersAndNoEmptyImprint) {
    tests::PortalDesk desk;
    desk.settings.projects.front().look = {};
    Browser browser(desk.router);
    browser.get("/sup/sign-in");

    EXPECT_THAT(
        browser.page(), HasSubstr("<a class=\"brand\" href=\"/sup/\" dir=\"auto\">Acme Help</a>")
    );
    EXPECT_THAT(browser.page(), Not(HasSubstr("<img")));
    EXPECT_THAT(browser.page(), Not(HasSubstr("class=\"imprint\"")));
}

}  // namespace
