#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/store/audit.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using connector::model::Role;
using testing::HasSubstr;
using testing::Not;
using tests::Browser;

/// Ann's SUP-12 is shared with her organization, Acme; her SUP-13 is not. Cara is a colleague.
class Colleagues : public testing::Test {
protected:
    Colleagues() {
        acme.add(desk.ann);
        acme.add(cara);
        desk.share(shared, 1);
        browser.open_link(desk.link(cara, own));
    }

    void has_role(const char* address, Role role) {
        desk.settings.projects.front().accounts.roles[address] = role;
    }

    std::string denied_as() { return page_of("SUP-99"); }

    std::string page_of(const std::string& key) {
        return tests::everything(browser.get("/sup/requests/" + key));
    }

    std::string list(const std::string& query = "") { return browser.get("/sup/" + query).body; }

    std::string contact_id(base::ContactId contact) { return std::to_string(contact.value()); }

    tests::PortalDesk desk;
    base::ContactId cara = desk.contact("Cara", "cara@example.com");
    base::RequestId shared = desk.request(12, desk.ann);
    base::RequestId unshared = desk.request(13, desk.ann);
    base::RequestId own = desk.request(14, cara);
    tests::Organization acme{desk, 1, "Acme"};
    Browser browser{desk.router};
};

TEST_F(Colleagues, SeeWhatIsSharedWithTheirOrganizationAndWhoseItIs) {
    const std::string page = page_of("SUP-12");

    EXPECT_THAT(page, HasSubstr("Summary of SUP-12"));
    EXPECT_THAT(page, HasSubstr(" by <bdi>ann</bdi></p>"));
    EXPECT_THAT(page, HasSubstr("You see this request as a colleague at <bdi>Acme</bdi>"));
    EXPECT_THAT(page, HasSubstr("Send reply"));
    EXPECT_EQ(browser.get("/sup/requests/SUP-13").status, 404);
}

TEST_F(Colleagues, ReplyUnderTheirOwnName) {
    browser.get("/sup/requests/SUP-12");

    EXPECT_EQ(browser.submit("/sup/requests/SUP-12/comments", {{"text", "Me too."}}).status, 303);

    EXPECT_EQ(desk.value("select contact_id from replies"), contact_id(cara));
    EXPECT_THAT(page_of("SUP-12"), HasSubstr("<strong dir=\"auto\">You</strong>"));
    Browser anns(desk.router);
    anns.open_link(desk.link(desk.ann, shared));
    const std::string seen_by_ann = anns.get("/sup/requests/SUP-12").body;
    EXPECT_THAT(seen_by_ann, HasSubstr("<strong dir=\"auto\">Cara</strong>"));
    EXPECT_THAT(seen_by_ann, Not(HasSubstr("<strong dir=\"auto\">You</strong>")));
}

TEST_F(Colleagues, RightsEndWithTheNextRequest) {
    ASSERT_EQ(browser.get("/sup/requests/SUP-12").status, 200);

    acme.remove(cara);
    EXPECT_EQ(browser.get("/sup/requests/SUP-12").status, 404);
    EXPECT_THAT(list("?of=o1"), Not(HasSubstr("SUP-12")));

    acme.add(cara);
    ASSERT_EQ(browser.get("/sup/requests/SUP-12").status, 200);
    desk.share(shared, std::vector<int>{});
    EXPECT_EQ(browser.get("/sup/requests/SUP-12").status, 404);

    desk.share(shared, 1);
    ASSERT_EQ(browser.get("/sup/requests/SUP-12").status, 200);
    desk.settings.projects.front().accounts.organizations = false;
    EXPECT_EQ(browser.get("/sup/requests/SUP-12").status, 404);
}

TEST_F(Colleagues, WhoIsNoneAnyMoreGetsTheAnswerForNoSuchRequest) {
    acme.remove(cara);

    const auto hidden = browser.get("/sup/requests/SUP-12");
    const auto missing = browser.get("/sup/requests/SUP-99");

    EXPECT_EQ(hidden.status, missing.status);
    EXPECT_EQ(hidden.headers.size(), missing.headers.size());
    EXPECT_EQ(hidden.body.size(), missing.body.size());
}

TEST_F(Colleagues, ViewersReadAndAreToldWhyTheyCannotReply) {
    has_role("cara@example.com", Role::Viewer);
    const auto page = browser.get("/sup/requests/SUP-12");

    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("among your colleagues you are a viewer"));
    EXPECT_THAT(page.body, Not(HasSubstr("<textarea")));
    EXPECT_EQ(
        browser
            .submit(
                "/sup/requests/SUP-12/comments", {{"once", std::string(32, 'a')}, {"text", "x"}}
            )
            .status,
        404
    );
    EXPECT_EQ(desk.count("replies"), 0);
    EXPECT_THAT(page_of("SUP-14"), HasSubstr("<textarea")) << "their own";
}

TEST_F(Colleagues, ManagersSeeWhatMembersHaveNotShared) {
    has_role("cara@example.com", Role::Manager);

    EXPECT_EQ(browser.get("/sup/requests/SUP-13").status, 200);
    EXPECT_THAT(list("?of=o1"), HasSubstr("SUP-13"));
    acme.remove(desk.ann);
    EXPECT_EQ(browser.get("/sup/requests/SUP-13").status, 404);
    EXPECT_EQ(browser.get("/sup/requests/SUP-12").status, 200) << "it is shared still";
}

TEST_F(Colleagues, ListsAreChosenByLinksAndSayWhoRaisedEach) {
    const std::string mine = list();
    EXPECT_THAT(mine, HasSubstr("href=\"/sup/?of=o1\""));
    EXPECT_THAT(mine, HasSubstr("Shared with Acme"));
    EXPECT_THAT(mine, HasSubstr("SUP-14"));
    EXPECT_THAT(mine, Not(HasSubstr("SUP-12")));
    EXPECT_THAT(mine, Not(HasSubstr("account/people")));

    desk.share(own, 1);
    const std::string theirs = list("?of=o1");
    EXPECT_THAT(theirs, HasSubstr("<h1>Shared with Acme</h1>"));
    EXPECT_THAT(theirs, HasSubstr("<span><bdi>SUP-12</bdi></span><span>by <bdi>ann</bdi>"));
    EXPECT_THAT(theirs, HasSubstr("<span><bdi>SUP-14</bdi></span><span>by you"));
    EXPECT_THAT(theirs, Not(HasSubstr("SUP-13")));

    EXPECT_EQ(list("?of=o2"), mine) << "no account of theirs";
    EXPECT_EQ(list("?of=%00x"), mine);
}

TEST_F(Colleagues, ListsOfAnAccountHavePages) {
    for (int number = 100; number < 160; ++number) desk.share(desk.request(number, desk.ann), 1);

    const std::string first = list("?of=o1");
    EXPECT_EQ(tests::occurrences(first, "class=\"request\""), 50);
    const std::string before = "rel=\"next\" href=\"";
    const std::size_t at = first.find(before) + before.size();
    const std::string next =
        tests::replaced(first.substr(at, first.find('"', at) - at), "&amp;", "&");
    EXPECT_THAT(next, HasSubstr("/sup/?of=o1&after="));

    const std::string second = browser.get(next).body;
    EXPECT_EQ(tests::occurrences(second, "class=\"request\""), 11);
    EXPECT_THAT(second, HasSubstr("href=\"/sup/?of=o1\">Newest requests"));
}

TEST_F(Colleagues, WhoSharesNothingSeesOneListAsBefore) {
    acme.remove(cara);

    EXPECT_THAT(list(), Not(HasSubstr("Whose requests")));
}

TEST_F(Colleagues, AtOneDomainSeeEachOthersOnceBothHaveProvenTheirAddress) {
    const auto dora = desk.contact("Dora", "dora@acme.example");
    const auto emil = desk.contact("Emil", "emil@acme.example");
    const auto doras = desk.request(20, dora);
    browser.open_link(desk.link(emil, desk.request(21, emil)));
    EXPECT_EQ(browser.get("/sup/requests/SUP-20").status, 404);

    Browser other(desk.router);
    other.open_link(desk.link(dora, doras));

    EXPECT_EQ(browser.get("/sup/requests/SUP-20").status, 200);
    EXPECT_THAT(list("?of=d"), HasSubstr("<span><bdi>SUP-20</bdi></span><span>by <bdi>Dora</bdi>"));
    EXPECT_EQ(other.get("/sup/requests/SUP-21").status, 200);
    desk.contact("Emil", "emil@elsewhere.example");
    EXPECT_EQ(browser.get("/sup/requests/SUP-20").status, 404);
    EXPECT_EQ(other.get("/sup/requests/SUP-21").status, 404);
}

TEST_F(Colleagues, EverySharedViewIsAuditedByPerson) {
    browser.get("/sup/requests/SUP-12");
    browser.get("/sup/requests/SUP-14");
    list("?of=o1");
    browser.get("/sup/requests/SUP-12");

    const std::string of_cara = " and contact_id = " + contact_id(cara);
    EXPECT_EQ(
        desk.count("audit where event = 'request.viewed' and detail = 'as a colleague'" + of_cara),
        1
    );
    EXPECT_EQ(desk.count("audit where event = 'request.viewed' and detail = ''" + of_cara), 1);
    EXPECT_EQ(
        desk.count(
            "audit where event = 'requests.listed' and detail = 'shared with organization 1'" +
            of_cara
        ),
        1
    );
}

TEST_F(Colleagues, ViewByAnAccountWithoutANameIsAuditedToo) {
    tests::Organization nameless(desk, 2, "");
    nameless.add(cara);
    desk.share(unshared, 2);

    EXPECT_EQ(browser.get("/sup/requests/SUP-13").status, 200);

    EXPECT_EQ(desk.count("audit where event = 'request.viewed' and detail = 'as a colleague'"), 1);
}

TEST_F(Colleagues, ManagersSeePeopleWithoutAddressesAndEndTheirSessions) {
    has_role("cara@example.com", Role::Manager);
    Browser anns(desk.router);
    anns.open_link(desk.link(desk.ann, shared));
    const std::string open_link = desk.link(desk.ann, shared);
    EXPECT_THAT(list(), HasSubstr("href=\"/sup/account/people\""));

    const auto page = browser.get("/sup/account/people");
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("<strong><bdi>ann</bdi></strong>"));
    EXPECT_THAT(page.body, HasSubstr("one browser"));
    EXPECT_THAT(page.body, Not(HasSubstr("ann@example.com")));
    EXPECT_THAT(page.body, Not(HasSubstr("<strong dir=\"auto\">Cara</strong>")));
    EXPECT_THAT(page.body, Not(HasSubstr("<strong dir=\"auto\">bob</strong>")));

    const std::string sign_out = "/sup/account/people/" + contact_id(desk.ann) + "/sign-out";
    EXPECT_EQ(browser.submit(sign_out).status, 303);

    EXPECT_EQ(anns.get("/sup/account").status, 303);
    EXPECT_EQ(anns.get("/l/" + open_link).status, 410) << "open links die with them";
    EXPECT_EQ(
        desk.count(
            "audit where event = 'session.ended_by_manager' and detail = 'of contact " +
            contact_id(desk.ann) + "' and client <> '' and contact_id = " + contact_id(cara)
        ),
        1
    );
}

TEST_F(Colleagues, ManagersEndNoStrangersSessionsAndNoneByAForgedForm) {
    has_role("cara@example.com", Role::Manager);
    Browser bobs(desk.router);
    bobs.open_link(desk.link(desk.bob, desk.request(15, desk.bob)));
    browser.get("/sup/account/people");

    const std::string at = "/sup/account/people/";
    EXPECT_EQ(browser.submit(at + contact_id(desk.bob) + "/sign-out").status, 404);
    EXPECT_EQ(browser.submit(at + "999/sign-out").status, 404);
    EXPECT_EQ(browser.submit(at + "x/sign-out").status, 404);
    EXPECT_EQ(browser.submit(at + contact_id(cara) + "/sign-out").status, 404) << "themselves";
    EXPECT_EQ(browser.post(at + contact_id(desk.ann) + "/sign-out", {}).status, 403);

    EXPECT_EQ(bobs.get("/sup/account").status, 200);
    EXPECT_EQ(desk.count("audit where event = 'session.ended_by_manager'"), 0);
}

}  // namespace
