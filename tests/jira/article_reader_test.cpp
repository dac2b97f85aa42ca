#include "jira/article_reader.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace {

using jira::next_cursor;
using jira::plain_line;
using jira::read_article;
using nlohmann::json;

const std::string kSite = "https://acme.atlassian.net";

json article(const std::string& url) {
    return {
        {"title", "Stolen computer"},
        {"excerpt", "assuming your computer was stolen"},
        {"source", {{"type", "confluence"}, {"pageId", "8786177"}, {"spaceKey", "IT"}}},
        {"content", {{"iframeSrc", url}}}};
}

std::string link_of(const std::string& url) {
    return read_article(article(url), kSite).value().url;
}

TEST(ArticleReader, ReadsWhatTheDocumentShows) {
    const std::string url = kSite + "/rest/servicedeskapi/knowledgebase/article/view/8786177";

    const auto read = read_article(article(url), kSite);

    ASSERT_TRUE(read);
    EXPECT_EQ(read->title, "Stolen computer");
    EXPECT_EQ(read->excerpt, "assuming your computer was stolen");
    EXPECT_EQ(read->url, url);
    EXPECT_EQ(read->id, "8786177");
}

TEST(ArticleReader, IdIsDigitsOrNothing) {
    for (const char* odd : {"", "1a", "../1", "1/2", "%31", "-1", "1234567890123456789"}) {
        json strange = article(kSite + "/x");
        strange["source"]["pageId"] = odd;
        EXPECT_EQ(read_article(strange, kSite).value().id, "") << odd;
    }
}

TEST(ArticleReader, LinksNowhereButToTheSite) {
    for (const std::string& elsewhere :
         {std::string("https://evil.example/view/1"),
          kSite + ".evil.example/view/1",
          kSite + "@evil.example/view/1",
          kSite + "\\@evil.example/",
          kSite + ":8443/view/1",
          kSite,
          kSite + "/",
          std::string("http://acme.atlassian.net/view/1"),
          std::string("javascript:alert(1)"),
          std::string("//acme.atlassian.net/view/1"),
          std::string("/view/1"),
          kSite + "/\\evil.example",
          kSite + "/view/1\r\nx",
          kSite + "/view/\"onclick=x",
          kSite + "/" + std::string(2'000, 'a'),
          std::string()}) {
        EXPECT_EQ(link_of(elsewhere), "") << elsewhere;
    }
}

TEST(ArticleReader, WhatIsMissingIsMissed) {
    EXPECT_FALSE(read_article(json::array(), kSite));
    EXPECT_FALSE(read_article({{"title", 7}}, kSite));
    EXPECT_FALSE(read_article({{"title", " <b> </b>\n"}}, kSite));

    const auto bare = read_article({{"title", "VPN"}, {"content", "x"}}, kSite);

    ASSERT_TRUE(bare);
    EXPECT_EQ(bare->excerpt, "");
    EXPECT_EQ(bare->url, "");
}

TEST(PlainLine, IsPlainWhateverCame) {
    EXPECT_EQ(plain_line("Stolen @@@hl@@@computer@@@endhl@@@s", 100), "Stolen computers");
    EXPECT_EQ(plain_line("<p>One</p>\n\n<p>two &amp; <b>three</b></p>", 100), "One two & three");
    EXPECT_EQ(plain_line("a<script>alert(1)</script>b", 100).find("alert"), std::string::npos);
    EXPECT_EQ(plain_line("  bell\x07 and\ttab \r\n", 100), "bell and tab");
    EXPECT_EQ(plain_line("", 100), "");
}

TEST(PlainLine, IsBoundedWhateverCame) {
    const std::string umlauts = [] {
        std::string text;
        for (int i = 0; i < 20'000; ++i) text += "\xC3\xBC";
        return text;
    }();
    std::string deep;
    for (int i = 0; i < 20'000; ++i) deep += "<b>";

    const std::string line = plain_line(umlauts, 400);

    EXPECT_LE(line.size(), 400U);
    EXPECT_TRUE(base::is_utf8(line));
    EXPECT_LE(plain_line(deep + "x", 400).size(), 400U);
}

TEST(NextCursor, IsTheOnlyThingTakenOfTheAddress) {
    const auto of = [](const json& next) { return next_cursor({{"_links", {{"next", next}}}}); };

    EXPECT_EQ(of("https://evil.example/x?limit=2&cursor=_sa_WyJcdDEi%3D"), "_sa_WyJcdDEi=");
    EXPECT_EQ(of("https://acme.atlassian.net/a?start=4&limit=2"), std::nullopt);
    EXPECT_EQ(of("https://acme.atlassian.net/a"), std::nullopt);
    EXPECT_EQ(of("x?cursor="), std::nullopt);
    EXPECT_EQ(of("x?cursor=%zz"), std::nullopt);
    EXPECT_EQ(of("x?cursor=" + std::string(3'000, 'a')), std::nullopt);
    EXPECT_EQ(of(7), std::nullopt);
    EXPECT_EQ(next_cursor(json::array()), std::nullopt);
}

}  // namespace
