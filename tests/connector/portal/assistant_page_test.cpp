#include "connector/portal/assistant_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/store/intakes.hpp"
#include "connector/store/kbot_accounts.hpp"
#include "connector/store/request_types.hpp"
#include "tests/connector/portal/portal_desk.hpp"
#include "tests/support/assistant_flows.hpp"

namespace {

using connector::store::Connection;
using connector::store::Intakes;
using testing::HasSubstr;
using testing::Not;
using tests::Browser;
using tests::Fields;

constexpr const char* kPage = "/sup/assistant";
constexpr const char* kOn = "/sup/assistant#assistant-question";

class AssistantPage : public testing::Test {
protected:
    AssistantPage() {
        anns.open_link(desk.link(desk.ann, desk.request(12, desk.ann)));
        desk.database.write([&](Connection& connection) {
            connector::store::RequestTypes(connection)
                .save(
                    tests::SupportDesk::project(),
                    {.id = 1,
                     .name = "Get IT help",
                     .description = "",
                     .help = "",
                     .is_shown = true}
                );
        });
    }

    /// Strangers, too.
    void lets_in(connector::access::Doors doors) {
        desk.settings.projects.front().doors = doors;
        desk.database.write([&](Connection& connection) {
            connector::store::KbotAccounts(connection)
                .add(base::AccountId("account-kbot"), desk.clock.now());
        });
    }

    static connector::http::Response post(Browser& browser, const Fields& fields) {
        Fields all{{"form_token", browser.hidden("form_token")}, {"turn", browser.hidden("turn")}};
        all.insert(all.end(), fields.begin(), fields.end());
        return browser.post(kPage, all);
    }

    /// Answers, and looks at the page that comes of it.
    static connector::http::Response say(Browser& browser, const Fields& fields) {
        browser.get(kPage);
        const auto answer = post(browser, fields);
        if (answer.status != 303) return answer;
        EXPECT_EQ(tests::header(answer, "Location"), kOn);
        return browser.get(kPage);
    }

    /// From the request step on, as far as the summary.
    static void fill_in(Browser& browser, const std::string& summary) {
        say(browser, {{"field-summary", summary}});
        say(browser, {{"do", "pass"}});
        say(browser, {{"field-customfield_1", "10"}});
        say(browser, {{"do", "pass"}});
        say(browser, {{"do", "pass"}});
    }

    void jira_has_it(std::int64_t intake, std::int64_t request, const std::string& key) {
        desk.database.write([&](Connection& connection) {
            Intakes intakes(connection);
            const auto claimed = intakes.claim(desk.clock.now(), std::chrono::minutes{1});
            ASSERT_TRUE(claimed);
            EXPECT_EQ(claimed->intake.id, intake);
            intakes.finish(
                claimed->claim, {base::RequestId(request), base::RequestKey(key)}, desk.clock.now()
            );
            if (claimed->intake.raiser.guest) {
                desk.guests.hold(
                    connection,
                    connector::model::GuestId(*claimed->intake.raiser.guest),
                    base::RequestId(request)
                );
            }
        });
    }

    tests::PortalDesk desk;
    Browser anns{desk.router};
    Browser visitor{desk.router};
};

TEST_F(AssistantPage, LookingChangesNothing) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(anns.get(kPage).status, 200);
    EXPECT_THAT(anns.page(), HasSubstr("What can I do for you?"));
    EXPECT_THAT(anns.page(), HasSubstr("Start over"));
    EXPECT_THAT(anns.page(), HasSubstr("Talk to people"));
    EXPECT_EQ(desk.count("dialogues"), 0);
}

TEST_F(AssistantPage, ButtonToItIsOnEveryPageButItsOwn) {
    EXPECT_THAT(anns.get("/sup/").body, HasSubstr("href=\"/sup/assistant\""));
    EXPECT_THAT(anns.get(kPage).body, Not(HasSubstr("assistant-door")));
    EXPECT_THAT(visitor.get("/sup/sign-in").body, Not(HasSubstr("assistant-door")));
    lets_in({.anonymous = true});
    EXPECT_THAT(visitor.get("/sup/sign-in").body, HasSubstr("assistant-door"));
}

TEST_F(AssistantPage, StrangersAreSentToSignInWhereNobodyIsLetIn) {
    EXPECT_EQ(tests::header(visitor.get(kPage), "Location"), "/sup/sign-in");
    EXPECT_EQ(tests::header(visitor.post(kPage, {}), "Location"), "/sup/sign-in");
}

TEST_F(AssistantPage, SignedInFilesARequestInTheirOwnName) {
    say(anns, {{"answer", "1"}});
    fill_in(anns, "Toner is out");
    EXPECT_THAT(anns.page(), HasSubstr("Is everything right?"));
    EXPECT_THAT(anns.page(), HasSubstr("Laptop &amp; co"));
    EXPECT_EQ(desk.count("intakes"), 0);

    say(anns, {{"do", "send"}});

    EXPECT_EQ(desk.intakes_rung, 1);
    EXPECT_EQ(desk.count("intakes where guest_id is null and summary = 'Toner is out'"), 1);
    EXPECT_EQ(desk.count("audit where event = 'request.written'"), 1);
    EXPECT_THAT(anns.page(), HasSubstr("I am sending it"));
    EXPECT_EQ(tests::header(anns.get(kPage), "Refresh"), "3");

    jira_has_it(1, 10'014, "SUP-14");
    desk.request(14, desk.ann);
    EXPECT_THAT(anns.get(kPage).body, HasSubstr("href=\"/sup/requests/SUP-14\""));
    EXPECT_THAT(anns.page(), Not(HasSubstr("class=\"code\""))) << "who is signed in needs none";
    EXPECT_EQ(tests::header(anns.get(kPage), "Refresh"), "");
}

TEST_F(AssistantPage, AnonymousVisitorGetsKeyAndCodeAndNobodyElseSeesThem) {
    lets_in({.anonymous = true});
    say(visitor, {{"answer", "1"}});
    EXPECT_THAT(visitor.page(), HasSubstr("type=\"email\""));
    say(visitor, {{"do", "pass"}});
    fill_in(visitor, "Canary");
    say(visitor, {{"do", "send"}});
    EXPECT_EQ(desk.count("intakes where contact_id is null"), 1);
    jira_has_it(1, 10'014, "SUP-14");

    EXPECT_THAT(visitor.get(kPage).body, HasSubstr("SUP-14"));
    EXPECT_THAT(visitor.page(), HasSubstr("class=\"code\""));

    Browser stranger(desk.router);
    say(stranger, {{"answer", "1"}});
    say(stranger, {{"do", "pass"}});
    fill_in(stranger, "Other");
    say(stranger, {{"do", "send"}});
    EXPECT_THAT(stranger.page(), Not(HasSubstr("Canary")));
    EXPECT_THAT(stranger.page(), Not(HasSubstr("SUP-14")));
    EXPECT_EQ(stranger.get("/sup/requests/SUP-14").status, 303);
}

TEST_F(AssistantPage, IntakeOfSomebodyElseIsNotShown) {
    lets_in({.anonymous = true});
    say(visitor, {{"answer", "1"}});
    say(visitor, {{"do", "pass"}});
    fill_in(visitor, "Canary");
    say(visitor, {{"do", "send"}});
    jira_has_it(1, 10'014, "SUP-14");
    visitor.cookies.erase("__Host-jsm-guest");  // the same browser, without the capability

    EXPECT_THAT(visitor.get(kPage).body, Not(HasSubstr("SUP-14")));
    EXPECT_THAT(visitor.page(), Not(HasSubstr("class=\"code\"")));
}

TEST_F(AssistantPage, AddressIsAskedAndTheAnswerIsTheSameForKnownAndUnknown) {
    lets_in({.email = true});
    std::vector<std::string> pages;
    for (const char* address : {"ann@example.com", "new@example.com"}) {
        Browser browser(desk.router);
        say(browser, {{"answer", "1"}});
        EXPECT_THAT(browser.page(), Not(HasSubstr("Go on without")));
        say(browser, {{"do", "pass"}});
        EXPECT_THAT(browser.page(), HasSubstr("type=\"email\"")) << "it can't be passed over";
        EXPECT_EQ(say(browser, {{"answer", "nonsense"}}).status, 422);
        EXPECT_THAT(browser.page(), HasSubstr("value=\"nonsense\""));
        say(browser, {{"answer", address}});
        fill_in(browser, "Toner");
        say(browser, {{"do", "send"}});
        pages.push_back(tests::replaced(browser.page(), address, "ADDRESS"));
    }
    const auto words = [](const std::string& page) {
        return page.substr(page.find("I am sending it"), 40);
    };
    EXPECT_EQ(words(pages[0]), words(pages[1]));
    EXPECT_EQ(desk.count("intakes where contact_id is null"), 2) << "nobody's before it is proven";
    EXPECT_EQ(desk.count("guests where claimed_address = 'ann@example.com'"), 1);
    EXPECT_EQ(desk.count("dialogues where claimed_address = 'new@example.com'"), 1);
}

TEST_F(AssistantPage, MistakesStandBesideTheFieldWithWhatWasTyped) {
    say(anns, {{"answer", "1"}});
    const auto wrong = say(anns, {{"field-summary", std::string(300, 'x')}});
    EXPECT_EQ(wrong.status, 422);
    EXPECT_THAT(wrong.body, HasSubstr("field-summary-problem"));
    EXPECT_THAT(wrong.body, HasSubstr("value=\"xxx"));
    EXPECT_THAT(wrong.body, HasSubstr("aria-invalid=\"true\""));
}

TEST_F(AssistantPage, DoubleSendFilesOnce) {
    say(anns, {{"answer", "1"}});
    fill_in(anns, "Toner");
    const Fields form{
        {"form_token", anns.hidden("form_token")}, {"turn", anns.hidden("turn")}, {"do", "send"}};
    EXPECT_EQ(anns.post(kPage, form).status, 303);
    const auto again = anns.post(kPage, form);

    EXPECT_EQ(again.status, 409);
    EXPECT_THAT(again.body, HasSubstr("answered already"));
    EXPECT_THAT(again.body, HasSubstr("I am sending it"));
    EXPECT_EQ(desk.count("intakes"), 1);
}

TEST_F(AssistantPage, FormOfAnEarlierStepChangesNothingAndShowsTheCurrentOne) {
    anns.get(kPage);
    const Fields first{
        {"form_token", anns.hidden("form_token")}, {"turn", anns.hidden("turn")}, {"answer", "1"}};
    EXPECT_EQ(anns.post(kPage, first).status, 303);
    const auto again = anns.post(kPage, first);
    EXPECT_EQ(again.status, 409);
    EXPECT_THAT(again.body, HasSubstr("name=\"field-summary\""));
    EXPECT_EQ(desk.value("select revision from dialogues"), "1");
}

TEST_F(AssistantPage, StepsAreNotSkipped) {
    say(anns, {{"answer", "1"}});
    say(anns, {{"do", "send"}});
    EXPECT_THAT(anns.page(), HasSubstr("name=\"field-summary\""));
    say(anns, {{"do", "change"}, {"field", "customfield_1"}});
    EXPECT_THAT(anns.page(), HasSubstr("name=\"field-summary\""));
    say(anns, {{"do", "pass"}});
    EXPECT_THAT(anns.page(), HasSubstr("name=\"field-summary\""));
    EXPECT_EQ(desk.count("intakes"), 0);
}

TEST_F(AssistantPage, EndedConversationBeginsAgainWithAWord) {
    say(anns, {{"answer", "1"}});
    anns.get(kPage);
    desk.wall_clock.advance(std::chrono::hours{1});
    desk.clock.persist();
    const auto late = post(anns, {{"field-summary", "Toner"}});
    EXPECT_EQ(late.status, 409);
    EXPECT_THAT(late.body, HasSubstr("Let us begin again"));
    EXPECT_THAT(late.body, HasSubstr("What can I do for you?"));
}

TEST_F(AssistantPage, FormOfAnotherSiteIsRefused) {
    anns.get(kPage);
    const Fields fields{{"form_token", anns.hidden("form_token")}, {"turn", "0"}, {"answer", "1"}};
    EXPECT_EQ(anns.post(kPage, {{"turn", "0"}, {"answer", "1"}}).status, 403);
    EXPECT_EQ(anns.post(kPage, fields, {{"origin", "https://evil.example"}}).status, 403);
    EXPECT_EQ(desk.count("dialogues"), 0);
}

TEST_F(AssistantPage, AnswersAreChangedFromTheSummary) {
    say(anns, {{"answer", "1"}});
    fill_in(anns, "Toner");
    EXPECT_EQ(tests::occurrences(anns.page(), "value=\"change\""), 5);
    say(anns, {{"do", "change"}, {"field", "summary"}});
    EXPECT_THAT(anns.page(), HasSubstr("value=\"Toner\""));
    say(anns, {{"field-summary", "Ink"}});
    EXPECT_THAT(anns.page(), HasSubstr("Is everything right?"));
    say(anns, {{"do", "send"}});
    EXPECT_EQ(desk.count("intakes where summary = 'Ink'"), 1);
}

TEST_F(AssistantPage, ArticlesAreShownAsCustomersSeeThemAndCounted) {
    desk.articles = {{.title = "VPN <b>", .excerpt = "How to", .url = "https://acme.example/vpn"}};
    say(anns, {{"answer", "0"}});
    say(anns, {{"answer", "vpn"}});
    EXPECT_THAT(anns.page(), HasSubstr("VPN &lt;b&gt;"));
    EXPECT_EQ(desk.questions.back(), "SUP: vpn");
    say(anns, {{"answer", "yes"}});
    EXPECT_THAT(anns.page(), HasSubstr("Glad that I could help."));
    EXPECT_THAT(
        desk.metrics.as_text(),
        HasSubstr("connector_assistant_dialogues_total{outcome=\"helped\"} 1")
    );
}

TEST_F(AssistantPage, GoesOnWithoutArticlesWhereTheyCantBeSearched) {
    desk.help_failure = base::Error{base::ErrorKind::Unavailable, "operator's words", std::nullopt};
    say(anns, {{"answer", "0"}});
    say(anns, {{"answer", "vpn"}});
    EXPECT_THAT(anns.page(), HasSubstr("found no article"));
    EXPECT_THAT(anns.page(), Not(HasSubstr("operator's words")));
    say(anns, {{"answer", "no"}});
    EXPECT_THAT(anns.page(), HasSubstr("name=\"field-summary\""));
}

TEST_F(AssistantPage, TellsTheStatusOfTheirOwnRequestsOnly) {
    desk.request(13, desk.bob);
    say(anns, {{"answer", "2"}});
    EXPECT_THAT(anns.page(), HasSubstr("SUP-12"));
    EXPECT_THAT(anns.page(), Not(HasSubstr("SUP-13")));
    EXPECT_EQ(say(anns, {{"answer", "SUP-13"}}).status, 422);
    say(anns, {{"answer", "SUP-12"}});
    EXPECT_THAT(anns.page(), HasSubstr("SUP-12 stands like this: "));
}

TEST_F(AssistantPage, NoteToPeopleIsFiledWithWhatWasSaid) {
    say(anns, {{"answer", "0"}});
    say(anns, {{"do", "people"}});
    EXPECT_THAT(anns.page(), Not(HasSubstr("Talk to people")));
    say(anns, {{"answer", "Please call me"}});
    say(anns, {{"field-customfield_1", "10"}});
    say(anns, {{"do", "send"}});
    EXPECT_EQ(desk.count("intakes where summary = 'Please call me'"), 1);
    EXPECT_EQ(desk.count("intakes where answers like '%Visitor: I have a question%'"), 1);
}

TEST_F(AssistantPage, WhatJiraRefusesIsCorrected) {
    say(anns, {{"answer", "1"}});
    fill_in(anns, "Toner");
    say(anns, {{"do", "send"}});
    desk.database.write([&](Connection& connection) {
        Intakes intakes(connection);
        const auto claimed = intakes.claim(desk.clock.now(), std::chrono::minutes{1});
        intakes.refuse(claimed->claim, {"Not <so>.", {}}, "", desk.clock.now());
    });
    EXPECT_THAT(anns.get(kPage).body, HasSubstr("Not &lt;so&gt;."));
    say(anns, {});
    EXPECT_THAT(anns.page(), HasSubstr("Is everything right?"));
    say(anns, {{"do", "send"}});
    EXPECT_EQ(desk.count("intakes"), 2);
}

TEST_F(AssistantPage, DoorsThatCloseEndTheDialogue) {
    lets_in({.anonymous = true});
    say(visitor, {{"answer", "1"}});
    say(visitor, {{"do", "pass"}});
    fill_in(visitor, "Toner");
    visitor.get(kPage);
    desk.settings.projects.front().doors = {};
    EXPECT_EQ(post(visitor, {{"do", "send"}}).status, 303);
    EXPECT_EQ(desk.count("intakes"), 0);
}

TEST_F(AssistantPage, SignedOutBrowserShowsNothingOfTheDialogue) {
    lets_in({.anonymous = true});
    say(anns, {{"answer", "1"}});
    say(anns, {{"field-summary", "Canary"}});
    anns.cookies.erase(tests::kSessionCookie);
    EXPECT_THAT(anns.get(kPage).body, Not(HasSubstr("Canary")));
    EXPECT_THAT(anns.page(), HasSubstr("What can I do for you?"));
}

TEST_F(AssistantPage, AnotherFlowBeginsAnew) {
    say(anns, {{"answer", "1"}});
    desk.settings.projects.front().assistant = tests::assistant_flow(
        "version: 1\nstart: a\npeople: p\nsteps:\n  a: {kind: choose, say: Another, choices: "
        "[{text: On, next: p}]}\n  p: {kind: people, say: People}\n"
    );
    EXPECT_THAT(anns.get(kPage).body, HasSubstr("Another"));
    say(anns, {{"answer", "0"}});
    EXPECT_THAT(anns.page(), HasSubstr("People"));
}

TEST_F(AssistantPage, HundredsOfAnswersAreTooFast) {
    int status = 303;
    for (int i = 0; i < 130 && status == 303; ++i) {
        anns.get(kPage);
        status = post(anns, {{"do", "restart"}}).status;
    }
    EXPECT_EQ(status, 429);
    EXPECT_EQ(desk.count("audit where event = 'limit.reached' and detail = 'portal.assistant'"), 1);
}

}  // namespace
