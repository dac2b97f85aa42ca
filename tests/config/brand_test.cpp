#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/brand_colours.hpp"
#include "tests/config/files.hpp"
#include "tests/config/shipped.hpp"

namespace config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kPng = "\x89PNG\r\n\x1A\n and more";

class BrandFiles : public testing::Test {
protected:
    /// What is wrong with a brand of that one key, whose file has that content.
    std::string problem_of(const std::string& key, std::string_view content) {
        files_.write("a.file", content);
        const auto problems =
            files_.problems_of(tests::with_project_keys("    brand: {" + key + ": a.file}"));
        return problems.empty() ? "" : problems.front();
    }

    tests::Files files_;
};

TEST_F(BrandFiles, PicturesAreKnownByTheirBytes) {
    for (const char* key : {"logo", "icon"}) {
        EXPECT_EQ(problem_of(key, kPng), "");
        EXPECT_EQ(problem_of(key, "\xFF\xD8\xFF and more"), "");
        EXPECT_EQ(problem_of(key, "<?xml version=\"1.0\"?>\n<svg xmlns=\"x\"/>"), "");
        for (const char* other : {"", "GIF89a...", "<html>", "svg", "MZ", "\xFF<svg/>"}) {
            EXPECT_THAT(problem_of(key, other), HasSubstr("is no SVG, PNG, JPEG or WebP")) << other;
        }
    }
}

TEST_F(BrandFiles, DrawingsThatRunAreRefused) {
    EXPECT_THAT(
        problem_of("logo", "<svg><SCRIPT>alert(1)</SCRIPT></svg>"),
        HasSubstr("has a script or an entity in it")
    );
    EXPECT_THAT(
        problem_of("logo", "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>"),
        HasSubstr("has a script or an entity in it")
    );
}

TEST_F(BrandFiles, AreOfBoundedSize) {
    EXPECT_EQ(problem_of("logo", kPng + std::string(200U << 10U, 'a')), "");
    EXPECT_THAT(
        problem_of("logo", kPng + std::string(256U << 10U, 'a')), HasSubstr("larger than 256 KiB")
    );
    EXPECT_THAT(
        problem_of("font_file", "wOF2" + std::string(1U << 20U, 'a')),
        HasSubstr("larger than 1024 KiB")
    );
    EXPECT_THAT(
        problem_of("css_file", std::string((64U << 10U) + 1, ' ')), HasSubstr("larger than 64 KiB")
    );
}

TEST_F(BrandFiles, FontsAreWoff2) {
    EXPECT_EQ(problem_of("font_file", "wOF2 and more"), "");
    EXPECT_THAT(problem_of("font_file", "wOFF and more"), HasSubstr("is no WOFF2 font"));
}

TEST_F(BrandFiles, StylesheetsLoadNothing) {
    EXPECT_EQ(problem_of("css_file", ".brand { letter-spacing: .02em }"), "");
    EXPECT_EQ(problem_of("css_file", "a { background: url( 'data:image/png;base64,AA==') }"), "");
    for (const char* other :
         {"\n@import 'a.css';",
          "\na { background: url(https://evil.example/a) }",
          "\na { background: URL(//evil.example/a) }",
          "\na { background: url('a.png') }"}) {
        EXPECT_THAT(problem_of("css_file", other), HasSubstr("a.file:2 loads something")) << other;
    }
    EXPECT_THAT(problem_of("css_file", "\xFF"), HasSubstr("is not UTF-8"));
}

TEST_F(BrandFiles, ThatAreNotThereAreNamed) {
    EXPECT_THAT(
        files_.problems_of(tests::with_project_keys("    brand: {icon: none.svg}")),
        ElementsAre(HasSubstr("c.yaml:19:19: brand.icon: cannot read "))
    );
}

TEST_F(BrandFiles, ChangeTheConfigurationsFingerprint) {
    files_.write("c.yaml", tests::with_project_keys("    brand: {logo: a.file}"));
    files_.write("a.file", "<svg/>");
    const auto before = files_.load();
    files_.write("a.file", "<svg />");
    const auto after = files_.load();

    ASSERT_TRUE(before && after);
    EXPECT_NE(before->fingerprint, after->fingerprint);
}

class BrandColours : public testing::Test {
protected:
    Config loaded(const std::string& brand) {
        files_.write("c.yaml", tests::with_project_keys("    brand: {" + brand + "}"));
        auto config = files_.load();
        if (!config) throw std::runtime_error(config.error().front().to_string());
        return *std::move(config);
    }

    tests::Files files_;
};

TEST_F(BrandColours, OnesThatPassAreUsedAsTheyAre) {
    const Config config = loaded("accent: '#0b5fff', accent_dark: '#6b9dff'");

    EXPECT_THAT(config.warnings, IsEmpty());
    EXPECT_EQ(config.projects[0].brand.light.fill, "#0b5fff");
    EXPECT_EQ(config.projects[0].brand.light.ink, "#ffffff");
    EXPECT_EQ(config.projects[0].brand.dark.fill, "#6b9dff");
    EXPECT_EQ(config.projects[0].brand.dark.ink, "#000000");
}

TEST_F(BrandColours, OnesThatFailAreMovedWithAWarningThatNamesBoth) {
    const Config pale = loaded("accent: '#ffe000'");
    ASSERT_EQ(pale.warnings.size(), 1U);
    EXPECT_THAT(
        pale.warnings[0],
        testing::AllOf(
            HasSubstr("c.yaml:19:21: brand.accent #ffe000 has too little contrast to light pages"),
            HasSubstr(pale.projects[0].brand.light.fill + " is used there")
        )
    );
    EXPECT_EQ(pale.projects[0].brand.dark.fill, "#ffe000");

    const Config navy = loaded("accent: '#001a4d'");
    ASSERT_EQ(navy.warnings.size(), 1U);
    EXPECT_THAT(
        navy.warnings[0], HasSubstr("brand.accent #001a4d has too little contrast to dark")
    );
    EXPECT_THAT(navy.warnings[0], HasSubstr(navy.projects[0].brand.dark.fill));

    const Config both = loaded("accent: '#ffe000', accent_dark: '#001a4d'");
    ASSERT_EQ(both.warnings.size(), 2U);
    EXPECT_THAT(both.warnings[1], HasSubstr("brand.accent_dark #001a4d has too little contrast"));
}

TEST_F(BrandColours, TheGroundsAreTheStylesheets) {
    const std::string css = tests::shipped("connector/portal/assets/portal.css");
    for (const char* ground :
         {"--surface: #ffffff",
          "--ground: #f6f7f9",
          "--agent: #eef3ff",
          "--active-ground: #e8effc",
          "--surface: #171e28",
          "--ground: #0f141b",
          "--agent: #1b2740",
          "--active-ground: #1c2a45"}) {
        EXPECT_THAT(css, HasSubstr(ground)) << "see config/brand_colours.cpp";
    }
}

TEST(BrandWords, FontsAreNamesAndNothingElse) {
    const tests::Files files;
    const auto problems = [&](const std::string& font) {
        return files.problems_of(tests::with_project_keys("    brand: {font: \"" + font + "\"}"));
    };
    EXPECT_THAT(problems("Inter, Helvetica Neue, sans-serif"), IsEmpty());
    for (const char* font : {"a;b", "a}", "url(x)", "1a", "a,,b", "a'b", "/* */"}) {
        EXPECT_THAT(problems(font), ElementsAre(HasSubstr("brand.font must be names"))) << font;
    }
}

TEST(BrandWords, FooterLinksLeadToTheWebOrAMailbox) {
    const tests::Files files;
    const auto problems = [&](const std::string& url) {
        return files.problems_of(tests::with_project_keys(
            "    brand: {footer_links: [{text: Imprint, url: \"" + url + "\"}]}"
        ));
    };
    for (const char* url : {"https://a.example/b?c#d", "http://a.example", "mailto:a@b.example"})
        EXPECT_THAT(problems(url), IsEmpty()) << url;
    for (const char* url :
         {"javascript:alert(1)",
          "data:text/html,x",
          "//a.example",
          "/a",
          "mailto:x",
          "https://a b"})
        EXPECT_THAT(problems(url), ElementsAre(HasSubstr("brand.footer_links.url must be"))) << url;
}

TEST(BrandWords, EmbedOriginsAreOrigins) {
    tests::Files files;
    files.write(
        "c.yaml", tests::with_project_keys("    embed: {origins: [\"https://WWW.acme.example\"]}")
    );
    const auto loaded = files.load();
    ASSERT_TRUE(loaded);
    EXPECT_THAT(loaded->projects[0].embed_origins, ElementsAre("https://www.acme.example"));
    EXPECT_THAT(
        files.problems_of(tests::with_project_keys("    embed: {origins: [\"*\"]}")),
        ElementsAre(HasSubstr("embed.origins must be"))
    );
}

}  // namespace
}  // namespace config
