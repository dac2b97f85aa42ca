#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/time_zone.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kThread = "/sup/requests/SUP-12";
constexpr const char* kPreferences = "/sup/account/preferences";

/// Ann, signed in.
struct Preferences : testing::Test {
    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    tests::Browser anns{desk.router};

    Preferences() { anns.open_link(desk.link(desk.ann, request)); }

    std::string thread() { return anns.get(kThread).body; }
};

TEST_F(Preferences, LanguageAndZoneOfAContactAreOnEveryPage) {
    EXPECT_THAT(thread(), HasSubstr("<html lang=\"en\" dir=\"ltr\">"));
    EXPECT_THAT(thread(), HasSubstr("21 Nov 2026, 12:00 UTC"));

    anns.get(kPreferences);
    const auto saved = anns.submit(kPreferences, {{"language", "ar"}, {"zone", "Asia/Tokyo"}});

    EXPECT_EQ(tests::header(saved, "Location"), "/sup/account/preferences?done");
    const std::string page = thread();
    EXPECT_THAT(page, HasSubstr("<html lang=\"ar\" dir=\"rtl\">"));
    EXPECT_THAT(page, HasSubstr("طلباتي"));
    EXPECT_THAT(page, HasSubstr("9:00"));
    EXPECT_THAT(page, Not(HasSubstr("UTC")));
    EXPECT_THAT(anns.get(kPreferences).body, HasSubstr("value=\"ar\" lang=\"ar\" selected"));
}

TEST_F(Preferences, AreTheContactsInEveryBrowser) {
    anns.get(kPreferences);
    anns.submit(kPreferences, {{"language", "de"}, {"zone", ""}});
    tests::Browser another(desk.router);
    another.open_link(desk.link(desk.ann, request));

    EXPECT_THAT(another.get(kThread).body, HasSubstr("Meine Anfragen"));
}

TEST_F(Preferences, NothingUnknownIsKept) {
    for (const tests::Fields& typed :
         {tests::Fields{{"language", "xx"}, {"zone", ""}},
          tests::Fields{{"language", ""}, {"zone", "Nowhere/Else"}},
          tests::Fields{{"language", ""}, {"zone", "<b>"}}}) {
        anns.get(kPreferences);
        EXPECT_EQ(anns.submit(kPreferences, typed).status, 400);
    }
    EXPECT_EQ(desk.count("contacts where language <> '' or time_zone <> ''"), 0);
}

TEST_F(Preferences, MenuAtTheFootIsForEverybody) {
    tests::Browser nobodys(desk.router);
    nobodys.get("/sup/sign-in");
    const auto chosen = nobodys.submit("/sup/language", {{"language", "ja"}});

    EXPECT_EQ(chosen.status, 303);
    EXPECT_THAT(nobodys.get("/sup/sign-in").body, HasSubstr("サインイン"));
    EXPECT_THAT(nobodys.get("/sup/nowhere").body, HasSubstr("<html lang=\"ja\""));

    anns.get(kThread);
    EXPECT_EQ(
        tests::header(
            anns.submit("/sup/language", {{"language", "fr"}, {"to", anns.hidden("to")}}),
            "Location"
        ),
        kThread
    );
    EXPECT_EQ(desk.count("contacts where language = 'fr'"), 1);
}

TEST_F(Preferences, MenuLeadsNowhereElse) {
    anns.get(kThread);
    const std::string token = anns.hidden("form_token");
    for (const char* wish : {"https://evil.example/", "//evil.example/", "/other", "/sup/\\evil"}) {
        const auto chosen =
            anns.post("/sup/language", {{"form_token", token}, {"language", "fr"}, {"to", wish}});
        EXPECT_EQ(tests::header(chosen, "Location"), "/sup/") << wish;
    }
}

TEST_F(Preferences, FormsOfOthersChooseNothing) {
    EXPECT_EQ(anns.post("/sup/language", {{"language", "fr"}}).status, 403);
    EXPECT_EQ(anns.post(kPreferences, {{"language", "fr"}, {"zone", ""}}).status, 403);
    EXPECT_EQ(desk.count("contacts where language <> ''"), 0);
}

TEST_F(Preferences, BrowserTellsItsZoneByACookieThatIsChecked) {
    anns.cookies["jsm-zone"] = "Europe/Berlin";
    EXPECT_THAT(thread(), HasSubstr("21 Nov 2026, 13:00<"));
    anns.cookies["jsm-zone"] = "Nowhere/<script>";
    EXPECT_THAT(thread(), HasSubstr("21 Nov 2026, 12:00 UTC<"));
}

/// One rendered thread is kept for each language and zone.
TEST_F(Preferences, ConversationIsNotShownInAnothersLanguage) {
    desk.comment(20'001, request, "First words");
    EXPECT_THAT(thread(), HasSubstr("Nov 2026"));
    anns.cookies["jsm-language"] = "ja";
    EXPECT_THAT(thread(), Not(HasSubstr("Nov 2026")));
}

TEST(TimeZone, NamesArePlacesAndUtc) {
    EXPECT_EQ(base::find_time_zone("UTC"), &base::utc());
    EXPECT_NE(base::find_time_zone("Asia/Calcutta"), nullptr) << "browsers say so";
    for (const char* name : {"", "GMT+3", "utc", "Europe/Berlin ", "EST5EDT", "Unknown/Place"}) {
        EXPECT_EQ(base::find_time_zone(name), nullptr) << name;
    }
    EXPECT_EQ(base::places_of_time_zones().front(), "UTC");
    EXPECT_GT(base::places_of_time_zones().size(), 300U);
}

}  // namespace
