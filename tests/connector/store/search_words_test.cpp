#include "connector/store/search_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using connector::store::asked_words;
using connector::store::AskedWord;
using connector::store::WordSet;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

std::set<std::string> words(std::string_view text) {
    WordSet set;
    set.add(text);
    return set.words();
}

TEST(SearchWords, CaseAccentsAndWidthAreNoMatter) {
    EXPECT_THAT(words("Ärger ärger ARGER"), ElementsAre("arger"));
    EXPECT_THAT(words("ＰＣ pc"), ElementsAre("pc"));
    EXPECT_THAT(words("Straße STRASSE"), ElementsAre("strasse"));
    EXPECT_THAT(words("Łódź Smørrebrød"), ElementsAre("lodz", "smorrebrod"));
    EXPECT_THAT(words("ЁЛКА ёлка"), ElementsAre("елка"));
}

TEST(SearchWords, EverythingThatIsNoLetterOrDigitPartsWords) {
    EXPECT_THAT(words("VPN-12:\"off\"*(now)"), ElementsAre("12", "now", "off", "vpn"));
    EXPECT_THAT(words("?! \"'*-: \t"), IsEmpty());
    EXPECT_THAT(words("co\u00ADop"), ElementsAre("coop")) << "a soft hyphen is nothing";
}

TEST(SearchWords, UnpartedScriptsBecomePairs) {
    EXPECT_THAT(words("印刷機が"), ElementsAre("か", "刷機", "印刷", "機か"));
    EXPECT_THAT(words("打印机 PC"), ElementsAre("pc", "印机", "打印", "机"));
    EXPECT_THAT(words("プリンター"), Contains("リン"));
    EXPECT_THAT(words("ไทย"), Contains("ไท"));
}

TEST(SearchWords, ArabicIsFoundWithAndWithoutArticleAndPoints) {
    EXPECT_EQ(words("الطابعة"), words("طابعه"));
    EXPECT_EQ(words("أحمد"), words("احمد"));
    EXPECT_EQ(words("طَابِعَة"), words("طابعة"));
}

TEST(SearchWords, LastWordIsAPrefix) {
    EXPECT_THAT(
        asked_words("Broken prin"), ElementsAre(AskedWord{"broken", false}, AskedWord{"prin", true})
    );
    EXPECT_THAT(asked_words("印刷"), ElementsAre(AskedWord{"印刷", false}));
    EXPECT_THAT(asked_words("機"), ElementsAre(AskedWord{"機", true}));
    EXPECT_THAT(asked_words(" *\" "), IsEmpty());
}

TEST(SearchWords, LengthsAreBounded) {
    std::string many;
    for (int i = 0; i < 9000; ++i) many += std::to_string(i) + " ";
    EXPECT_EQ(words(many).size(), WordSet::kMostWords);
    EXPECT_LE(asked_words(many).size(), 8U);
    EXPECT_LE(words(std::string(500, 'x')).begin()->size(), 48U);
    EXPECT_EQ(words(std::string(200'000, 'x')).size(), 1U);
}

TEST(SearchWords, WhatIsNoUtf8HasNone) {
    EXPECT_THAT(words("\xff\xfe"), IsEmpty());
    EXPECT_THAT(asked_words("\xc3"), IsEmpty());
}

}  // namespace
