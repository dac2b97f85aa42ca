#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/portal/form_answers.hpp"
#include "connector/store/intakes.hpp"
#include "connector/store/kbot_accounts.hpp"
#include "connector/store/request_types.hpp"
#include "connector/store/requests.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using base::ErrorKind;
using connector::model::FieldKind;
using connector::store::Connection;
using connector::store::Intakes;
using testing::HasSubstr;
using testing::Not;
using tests::Browser;
using tests::Fields;

constexpr const char* kForm = "/sup/new/1";

class NewRequestPage : public testing::Test {
protected:
    NewRequestPage() {
        anns.cookies[tests::kSessionCookie] = desk.session(desk.ann, desk.request(12, desk.ann));
        bobs.cookies[tests::kSessionCookie] = desk.session(desk.bob, desk.request(13, desk.bob));
        has_type(1, "Get <help>", true);
        has_type(2, "For staff", false);
    }

    void has_type(std::int64_t id, const std::string& name, bool is_shown) {
        desk.database.write([&](Connection& connection) {
            connector::store::RequestTypes(connection)
                .save(
                    tests::SupportDesk::project(),
                    {.id = id,
                     .position = static_cast<int>(id),
                     .name = name,
                     .description = "About " + name,
                     .help = "Helpful words",
                     .is_shown = is_shown}
                );
        });
    }

    connector::http::Response send(Fields typed) {
        anns.get(kForm);
        return anns.submit(kForm, std::move(typed));
    }

    /// Sends what is right; where it leads.
    std::string sent(const std::string& summary = "Toner") {
        const auto response = send({{"field-summary", summary}, {"field-customfield_1", "10"}});
        EXPECT_EQ(response.status, 303);
        return tests::header(response, "Location");
    }

    Intakes::Claimed claim() {
        return desk.database.write([&](Connection& connection) {
            return Intakes(connection).claim(desk.clock.now(), std::chrono::minutes{2}).value();
        });
    }

    void jira_refuses(const Intakes::Refusal& refusal) {
        const auto claimed = claim();
        desk.database.write([&](Connection& connection) {
            EXPECT_TRUE(Intakes(connection).refuse(claimed.claim, refusal, "400", desk.clock.now())
            );
        });
    }

    void jira_has_it_as(base::RequestId id, const std::string& key) {
        const auto claimed = claim();
        desk.database.write([&](Connection& connection) {
            EXPECT_TRUE(Intakes(connection)
                            .finish(claimed.claim, {id, base::RequestKey(key)}, desk.clock.now()));
        });
    }

    tests::PortalDesk desk;
    Browser anns{desk.router};
    Browser bobs{desk.router};
};

TEST_F(NewRequestPage, VisitorsSignInFirst) {
    Browser nobody(desk.router);

    for (const char* path : {"/sup/new", "/sup/new/1", "/sup/new/sent/1"}) {
        EXPECT_EQ(tests::header(nobody.get(path), "Location"), "/sup/sign-in") << path;
    }
}

TEST_F(NewRequestPage, PolicyIsAskedAboutWhomIsSignedIn) {
    desk.database.write([](Connection& connection) {
        connection.run("update sessions set assurance = 'claimed'");
    });
    EXPECT_EQ(anns.get("/sup/new").status, 404);
    EXPECT_EQ(anns.get(kForm).status, 404);

    desk.settings.projects.front().doors.email = true;
    EXPECT_EQ(anns.get(kForm).status, 200);
}

TEST_F(NewRequestPage, ShowsTheTypesThatCustomersSee) {
    const auto page = anns.get("/sup/new");

    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("href=\"/sup/new/1\""));
    EXPECT_THAT(page.body, HasSubstr("Get &lt;help&gt;"));
    EXPECT_THAT(page.body, Not(HasSubstr("For staff")));
    EXPECT_THAT(anns.get("/sup/").body, HasSubstr("href=\"/sup/new\""));
}

TEST_F(NewRequestPage, TypeThatIsNotShownHasNoForm) {
    for (const char* path : {"/sup/new/2", "/sup/new/99", "/sup/new/x"}) {
        EXPECT_EQ(anns.get(path).status, 404) << path;
        anns.get(kForm);
        EXPECT_EQ(anns.submit(path, {{"field-summary", "x"}}).status, 404) << path;
    }
    EXPECT_EQ(desk.count("intakes"), 0);
}

TEST_F(NewRequestPage, AsksForEveryFieldItKnows) {
    const auto page = anns.get(kForm).body;

    EXPECT_THAT(page, HasSubstr("<label for=\"field-summary\"><bdi>Summary</bdi></label>"));
    EXPECT_THAT(page, HasSubstr("<bdi>What happens?</bdi> <span class=\"hint\">(optional)</span>"));
    EXPECT_THAT(page, HasSubstr("<option value=\"10\">Laptop &amp; co</option>"));
    EXPECT_THAT(page, HasSubstr("type=\"checkbox\" value=\"21\""));
    EXPECT_THAT(page, HasSubstr("type=\"date\""));
    EXPECT_THAT(page, HasSubstr("Helpful words"));
    EXPECT_THAT(page, Not(HasSubstr("role=\"alert\"")));
    EXPECT_THAT(page, Not(HasSubstr("Watchers")));
    EXPECT_EQ(tests::occurrences(page, " required"), 2);
}

TEST_F(NewRequestPage, WhatWasSentIsStoredBeforeTheBrowserIsSentOn) {
    const auto response = send(
        {{"field-summary", "  Toner\r\nis out "},
         {"field-description", "One\r\n\r\nTwo"},
         {"field-customfield_1", "10"},
         {"field-customfield_2", "21"},
         {"field-customfield_2", "20"},
         {"field-customfield_3", "2026-12-01"},
         {"field-customfield_9", "ignored"}}
    );

    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(tests::header(response, "Location"), "/sup/new/sent/1");
    EXPECT_EQ(desk.intakes_rung, 1);
    const auto intake = claim().intake;
    EXPECT_EQ(intake.raiser.contact, desk.ann);
    EXPECT_EQ(intake.summary, "Toner is out");
    EXPECT_EQ(
        intake.answers,
        (connector::model::FieldAnswers{
            {"summary", FieldKind::Text, {"Toner is out"}},
            {"description", FieldKind::LongText, {"One\n\nTwo"}},
            {"customfield_1", FieldKind::Choice, {"10"}},
            {"customfield_2", FieldKind::Choices, {"21", "20"}},
            {"customfield_3", FieldKind::Date, {"2026-12-01"}}})
    );
    EXPECT_EQ(desk.count("audit where event = 'request.written'"), 1);
}

TEST_F(NewRequestPage, MistakesAreShownBesideTheirFieldsWithWhatWasTyped) {
    const auto page = send(
        {{"field-summary", " "},
         {"field-description", "<b>kept</b>"},
         {"field-customfield_1", "99"},
         {"field-customfield_2", "21"},
         {"field-customfield_3", "2026-02-30"}}
    );

    EXPECT_EQ(page.status, 422);
    EXPECT_THAT(page.body, HasSubstr("id=\"field-summary-problem\""));
    EXPECT_THAT(page.body, HasSubstr("id=\"field-customfield_1-problem\""));
    EXPECT_THAT(page.body, HasSubstr("id=\"field-customfield_3-problem\""));
    EXPECT_EQ(tests::occurrences(page.body, "role=\"alert\""), 3);
    EXPECT_THAT(page.body, HasSubstr("&lt;b&gt;kept&lt;/b&gt;</textarea>"));
    EXPECT_THAT(page.body, HasSubstr("value=\"21\" checked"));
    EXPECT_EQ(desk.count("intakes"), 0);
}

TEST_F(NewRequestPage, TooMuchIsAMistake) {
    std::string umlauts;
    for (int i = 0; i < 255; ++i) umlauts += "\xC3\xBC";
    EXPECT_EQ(sent(umlauts), "/sup/new/sent/1");

    EXPECT_EQ(send({{"field-summary", umlauts + "x"}, {"field-customfield_1", "10"}}).status, 422);
    EXPECT_EQ(
        send({{"field-summary", "x"},
              {"field-customfield_1", "10"},
              {"field-description", std::string(30'001, 'x')}}
        ).status,
        422
    );
    EXPECT_EQ(
        send({{"field-summary", "x"}, {"field-summary", "y"}, {"field-customfield_1", "10"}}
        ).status,
        422
    );
}

TEST_F(NewRequestPage, FormSentTwiceIsOneRequest) {
    anns.get(kForm);
    const Fields fields{
        {"form_token", anns.hidden("form_token")},
        {"once", anns.hidden("once")},
        {"field-summary", "Toner"},
        {"field-customfield_1", "10"}};

    const auto once = anns.post(kForm, fields);
    const auto twice = anns.post(kForm, fields);

    EXPECT_EQ(tests::header(once, "Location"), tests::header(twice, "Location"));
    EXPECT_EQ(desk.count("intakes"), 1);
    EXPECT_EQ(desk.count("audit where event = 'request.written'"), 1);
}

TEST_F(NewRequestPage, TwoPeoplesFormsAreTwoRequestsWhateverTheirKey) {
    for (Browser* browser : {&anns, &bobs}) {
        browser->get(kForm);
        const auto answer = browser->post(
            kForm,
            {{"form_token", browser->hidden("form_token")},
             {"once", std::string(32, 'a')},
             {"field-summary", "Toner"},
             {"field-customfield_1", "10"}}
        );
        EXPECT_EQ(answer.status, 303);
    }
    EXPECT_EQ(desk.count("intakes"), 2);
}

TEST_F(NewRequestPage, FormOfAnotherSiteIsRefused) {
    anns.get(kForm);
    Fields fields{
        {"once", std::string(32, 'a')}, {"field-summary", "x"}, {"field-customfield_1", "10"}};
    EXPECT_EQ(anns.post(kForm, fields).status, 403);
    fields.emplace_back("form_token", anns.hidden("form_token"));
    EXPECT_EQ(anns.post(kForm, fields, {{"origin", "https://evil.example"}}).status, 403);
    fields.front().second = "short";
    EXPECT_EQ(anns.post(kForm, fields).status, 403);
    EXPECT_EQ(desk.count("intakes"), 0);
}

TEST_F(NewRequestPage, TenAtOnceAndFiftyADay) {
    for (int i = 0; i < 10; ++i) sent(std::string("Toner ").append(std::to_string(i)));
    const auto refused = send({{"field-summary", "Kept"}, {"field-customfield_1", "10"}});
    EXPECT_EQ(refused.status, 429);
    EXPECT_THAT(refused.body, HasSubstr("value=\"Kept\""));
    EXPECT_EQ(desk.count("audit where event = 'limit.reached' and detail = 'portal.raise'"), 1);

    for (int i = 0; i < 200 && desk.count("intakes") < 55; ++i) {
        desk.wall_clock.advance(std::chrono::minutes{1});
        desk.clock.persist();
        if (send({{"field-summary", "x"}, {"field-customfield_1", "10"}}).status == 429) break;
    }
    EXPECT_GE(desk.count("intakes"), 50);
    EXPECT_LE(desk.count("intakes"), 54);
    EXPECT_EQ(desk.count("audit where event = 'limit.reached' and detail = 'portal.raise_day'"), 1);
}

TEST_F(NewRequestPage, TypeThatAsksForMoreIsElsewhere) {
    desk.form.back().is_required = true;

    const auto page = anns.get(kForm);

    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("only in the support team's own portal"));
    EXPECT_THAT(page.body, Not(HasSubstr("<textarea")));
}

TEST_F(NewRequestPage, WithoutAnAgentsAccountNothingIsRaised) {
    desk.form_failure = base::Error{ErrorKind::Denied, "operator's words", std::nullopt};

    EXPECT_THAT(anns.get(kForm).body, HasSubstr("only in the support team's own portal"));
    EXPECT_THAT(anns.page(), Not(HasSubstr("operator's words")));
    EXPECT_TRUE(desk.log.contains("request.no_form"));
}

TEST_F(NewRequestPage, SaysThatJiraIsAway) {
    desk.form_failure = base::Error{ErrorKind::Unavailable, "operator's words", std::nullopt};

    const auto page = anns.get(kForm);

    EXPECT_EQ(page.status, 503);
    EXPECT_THAT(page.body, HasSubstr("can't be reached right now"));
}

TEST_F(NewRequestPage, WhatIsOnItsWaySaysSoToItsMakerOnly) {
    const std::string path = sent("Canary & co");

    const auto page = anns.get(path);
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("Canary &amp; co"));
    EXPECT_THAT(page.body, HasSubstr("Sending"));
    EXPECT_EQ(tests::header(page, "Refresh"), "3");
    EXPECT_THAT(page.body, HasSubstr("href=\"" + path + "\">Look again"));
    EXPECT_EQ(bobs.get(path).status, 404);
    EXPECT_THAT(bobs.page(), Not(HasSubstr("Canary")));
    EXPECT_EQ(anns.get("/sup/new/sent/77").status, 404);
    EXPECT_EQ(anns.get("/sup/new/sent/x").status, 404);
}

TEST_F(NewRequestPage, LooksAgainByItselfForTenMinutes) {
    const std::string path = sent();
    desk.wall_clock.advance(std::chrono::minutes{10});

    const auto page = anns.get(path);

    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(tests::header(page, "Refresh"), "");
}

TEST_F(NewRequestPage, LeadsToTheRequestOnceItIsMirrored) {
    const std::string path = sent();
    jira_has_it_as(base::RequestId(10'014), "SUP-14");
    EXPECT_THAT(anns.get(path).body, HasSubstr("in a moment"));

    desk.request(14, desk.ann);

    EXPECT_EQ(tests::header(anns.get(path), "Location"), "/sup/requests/SUP-14");
}

TEST_F(NewRequestPage, RequestThatBecameSomebodyElsesIsNotShown) {
    const std::string path = sent();
    jira_has_it_as(base::RequestId(10'014), "SUP-14");
    desk.request(14, desk.bob);

    EXPECT_EQ(anns.get(path).status, 200);
}

TEST_F(NewRequestPage, RefusalOffersTheFormAgainFilledIn) {
    const std::string path = sent("Too <loud>");
    jira_refuses({"", {{"summary", "Not so <loud>."}}});

    const auto page = anns.get(path);

    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("was not accepted"));
    EXPECT_THAT(page.body, HasSubstr("Not so &lt;loud&gt;."));
    EXPECT_THAT(page.body, HasSubstr("value=\"Too &lt;loud&gt;\""));
    EXPECT_THAT(page.body, HasSubstr("action=\"/sup/new/1\""));
    EXPECT_EQ(tests::header(page, "Refresh"), "");
    EXPECT_EQ(
        anns.submit(kForm, {{"field-summary", "Quiet"}, {"field-customfield_1", "10"}}).status, 303
    );
    EXPECT_EQ(desk.count("intakes"), 2);
}

TEST_F(NewRequestPage, RefusalOfAFormThatIsGoneIsADeadEnd) {
    const std::string path = sent();
    jira_refuses({"No.", {}});
    desk.form_failure = base::Error{ErrorKind::Unavailable, "", std::nullopt};

    EXPECT_THAT(anns.get(path).body, HasSubstr("was not accepted"));
}

TEST(ProblemsOf, WordsThatNameOneFieldStandBesideIt) {
    const connector::model::RequestForm form{
        {.id = "summary", .name = "Summary", .help = ""},
        {.id = "customfield_1", .name = "Device", .help = ""}};
    using connector::portal::problems_of;

    EXPECT_EQ(problems_of({"Device is required.", {}}, form).count("customfield_1"), 1U);
    EXPECT_EQ(problems_of({"Field 'customfield_1' cannot be set.", {}}, form).size(), 1U);
    EXPECT_TRUE(problems_of({"Summary or device is odd.", {}}, form).empty());
    EXPECT_TRUE(problems_of({"No.", {{"other", "x"}}}, form).empty());
    EXPECT_EQ(problems_of({"Device", {{"summary", "x"}}}, form).count("summary"), 1U);
}

/// Who is not signed in, where the project lets them raise requests.
class GuestRaises : public NewRequestPage {
protected:
    void lets_in(connector::access::Doors doors) {
        desk.settings.projects.front().doors = doors;
        desk.database.write([&](Connection& connection) {
            connector::store::KbotAccounts(connection)
                .add(base::AccountId("account-kbot"), desk.clock.now());
        });
    }

    connector::http::Response sends(Browser& browser, const std::string& address = "") {
        browser.get(kForm);
        return browser.submit(
            kForm,
            {{"field-summary", "Toner"},
             {"field-description", "It is empty"},
             {"field-customfield_1", "10"},
             {"address", address}}
        );
    }

    Browser visitor{desk.router};
};

TEST_F(GuestRaises, WithoutAnAddressAndHoldsWhatBecomesOfIt) {
    lets_in({.anonymous = true});

    const auto sent_to = sends(visitor);

    ASSERT_EQ(sent_to.status, 303);
    EXPECT_EQ(visitor.get(tests::header(sent_to, "Location")).status, 200);
    EXPECT_EQ(desk.count("intakes where contact_id is null and guest_id = 1"), 1);
    EXPECT_EQ(desk.count("guests where claimed_address is null"), 1);
    EXPECT_EQ(desk.intakes_rung, 1);
    EXPECT_EQ(
        claim().intake.answers.at(1).values.front(),
        "It is empty\n\nA visitor wrote this in the portal."
    );
}

TEST_F(GuestRaises, NobodyIsInvitedBeforeThereIsAnAccountToRaiseThemWith) {
    desk.settings.projects.front().doors = {.anonymous = true, .email = true};
    EXPECT_EQ(visitor.get(kForm).status, 303);
    EXPECT_THAT(visitor.get("/sup/sign-in").body, Not(HasSubstr("/sup/new")));

    lets_in({.anonymous = true, .email = true});
    EXPECT_EQ(visitor.get(kForm).status, 200);
    EXPECT_THAT(visitor.get("/sup/sign-in").body, HasSubstr("/sup/new"));
}

TEST_F(GuestRaises, WithAnAddressThatIsSaidToBeUnproven) {
    lets_in({.email = true});

    ASSERT_EQ(sends(visitor, " Mia@Example.com ").status, 303);

    EXPECT_EQ(desk.count("guests where claimed_address = 'mia@example.com'"), 1);
    EXPECT_EQ(desk.count("intakes where contact_id is null"), 1) << "it is nobody's yet";
    EXPECT_THAT(
        claim().intake.answers.at(1).values.front(),
        HasSubstr("mia@example.com, not verified, wrote this")
    );
}

TEST_F(GuestRaises, AddressOfSomebodyKnownGivesNoneOfTheirRights) {
    lets_in({.email = true});
    ASSERT_EQ(sends(visitor, "ann@example.com").status, 303);

    EXPECT_EQ(visitor.get("/sup/requests/SUP-12").status, 303) << "Ann's";
    EXPECT_EQ(desk.count("intakes where contact_id is not null"), 0);
    EXPECT_EQ(desk.count("sessions"), 2) << "Ann's and Bob's own";
}

TEST_F(GuestRaises, WhereAnAddressIsWantedNothingIsSentWithoutOne) {
    lets_in({.email = true});

    for (const char* address : {"", "nonsense", "a@b.example, c@d.example"}) {
        const auto again = sends(visitor, address);
        EXPECT_EQ(again.status, 422) << address;
        EXPECT_THAT(again.body, HasSubstr("It is empty")) << "what was typed is kept";
    }
    EXPECT_EQ(desk.count("intakes"), 0);
    EXPECT_EQ(desk.count("guests"), 0);
}

TEST_F(GuestRaises, OthersAreShownNothingOfIt) {
    lets_in({.anonymous = true});
    const std::string place = tests::header(sends(visitor), "Location");
    Browser stranger(desk.router);
    ASSERT_EQ(sends(stranger).status, 303);

    EXPECT_EQ(stranger.get(place).status, 303);
    EXPECT_EQ(anns.get(place).status, 404);
    EXPECT_EQ(anns.get(place).body.find("Toner"), std::string::npos);
}

TEST_F(GuestRaises, SecondRequestIsTheSameGuests) {
    lets_in({.anonymous = true});
    sends(visitor);
    sends(visitor, "mia@example.com");

    EXPECT_EQ(desk.count("guests"), 1);
    EXPECT_EQ(desk.count("intakes where guest_id = 1"), 2);
    EXPECT_EQ(desk.value("select claimed_address from guests"), "mia@example.com");
}

TEST_F(GuestRaises, FormSentTwiceIsOneRequest) {
    lets_in({.anonymous = true});
    visitor.get(kForm);
    const Fields form{
        {"form_token", visitor.hidden("form_token")},
        {"once", visitor.hidden("once")},
        {"field-summary", "Toner"},
        {"field-customfield_1", "10"}};
    const auto cookies = visitor.cookies;
    ASSERT_EQ(visitor.post(kForm, form).status, 303);
    visitor.cookies = cookies;  // the first answer has not arrived

    EXPECT_EQ(visitor.post(kForm, form).status, 303);

    EXPECT_EQ(desk.count("intakes"), 1);
}

TEST_F(GuestRaises, DoorsThatCloseKeepThemOut) {
    lets_in({.anonymous = true});
    ASSERT_EQ(sends(visitor).status, 303);
    visitor.get(kForm);
    lets_in({});

    EXPECT_EQ(visitor.get("/sup/new").status, 303);
    EXPECT_EQ(
        visitor.submit(kForm, {{"field-summary", "x"}, {"field-customfield_1", "10"}}).status, 303
    );
    EXPECT_EQ(desk.count("intakes"), 1);
}

}  // namespace
