#include "connector/portal/guest_page.hpp"

#include <gtest/gtest.h>

#include "connector/store/kbot_accounts.hpp"
#include "connector/store/replies.hpp"
#include "connector/store/requests.hpp"
#include "connector/store/takeovers.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using connector::store::Connection;
using tests::Browser;

constexpr const char* kThread = "/sup/requests/SUP-12";
constexpr const char* kGuestCookie = "__Host-jsm-guest";

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

class GuestPage : public testing::Test {
protected:
    GuestPage() {
        desk.settings.projects.front().doors = {.anonymous = true, .email = true};
        desk.comment(20'001, request, "canary comment");
        browser.cookies[kGuestCookie] = begin(std::nullopt, {request});
    }

    /// The cookie of a browser that holds these.
    std::string begin(
        const std::optional<std::string>& address, const std::vector<base::RequestId>& held
    ) {
        return desk.database.write([&](Connection& connection) {
            const auto begun =
                desk.guests.begin(connection, tests::SupportDesk::project(), address);
            for (const auto id : held) desk.guests.hold(connection, begun.guest.id, id);
            return begun.cookie;
        });
    }

    base::RequestId nobodys(int number) {
        auto raised = desk.request_of(desk.request(number, desk.ann));
        raised.reporter.reset();
        desk.save(raised);
        return raised.id;
    }

    void becomes(base::ContactId contact) {
        auto raised = desk.request_of(request);
        raised.reporter = contact;
        desk.save(raised);
    }

    std::string code() {
        return desk.database.read([&](Connection& connection) {
            return desk.guests.code_for(connection, request).value_or("");
        });
    }

    tests::PortalDesk desk;
    base::RequestId request = nobodys(12);
    Browser browser{desk.router};
    Browser stranger{desk.router};
};

TEST_F(GuestPage, HolderReadsTheRequestAndIsShownTheWayBack) {
    const auto shown = browser.get(kThread);

    ASSERT_EQ(shown.status, 200);
    EXPECT_TRUE(contains(shown.body, "canary comment"));
    EXPECT_TRUE(contains(shown.body, code()));
    EXPECT_TRUE(contains(shown.body, "Sign in"));
    EXPECT_EQ(desk.count("audit where event = 'request.viewed' and detail = 'guest 1'"), 1);
}

TEST_F(GuestPage, OthersRequestsAndMissingOnesAreOneAnswer) {
    desk.request(13, desk.ann);
    nobodys(14);
    const std::string missing = tests::everything(browser.get("/sup/requests/SUP-99"));

    EXPECT_EQ(tests::everything(browser.get("/sup/requests/SUP-13")), missing) << "Ann's";
    EXPECT_EQ(tests::everything(browser.get("/sup/requests/SUP-14")), missing) << "another guest's";
    EXPECT_EQ(stranger.get(kThread).status, 303);
}

TEST_F(GuestPage, HoldEndsTheMomentTheRequestIsSomebodys) {
    becomes(desk.ann);

    EXPECT_EQ(browser.get(kThread).status, 303);
    EXPECT_FALSE(contains(browser.get("/sup/").body, "SUP-12"));
}

TEST_F(GuestPage, HoldOpensNothingWhereTheProjectLetsNoSuchPeopleIn) {
    desk.settings.projects.front().doors = {.anonymous = false, .email = true};
    EXPECT_EQ(browser.get(kThread).status, 303);

    browser.cookies[kGuestCookie] = begin("mia@example.com", {request});
    EXPECT_EQ(browser.get(kThread).status, 200) << "who gave an address";
    desk.settings.projects.front().doors = {};
    EXPECT_EQ(browser.get(kThread).status, 303);
}

TEST_F(GuestPage, ListShowsWhatIsHeldAndNothingElse) {
    desk.request(13, desk.ann);
    nobodys(14);

    const auto list = browser.get("/sup/");

    EXPECT_EQ(list.status, 200);
    EXPECT_TRUE(contains(list.body, "SUP-12"));
    EXPECT_FALSE(contains(list.body, "SUP-13"));
    EXPECT_FALSE(contains(list.body, "SUP-14"));
}

TEST_F(GuestPage, AnswerIsAVisitorsAndSaysWhatIsNotProven) {
    browser.cookies[kGuestCookie] = begin("mia@example.com", {request});
    browser.get(kThread);

    EXPECT_EQ(
        browser.submit(std::string(kThread) + "/comments", {{"text", "It is broken"}}).status, 303
    );

    EXPECT_EQ(desk.value("select contact_id is null from replies"), "1");
    EXPECT_EQ(
        desk.value("select posted_text from replies"),
        "A visitor who gives the address mia@example.com, not verified, wrote:\n\nIt is broken"
    );
    EXPECT_TRUE(contains(browser.get(kThread).body, "It is broken"));
    EXPECT_EQ(desk.replies_rung, 1);
}

TEST_F(GuestPage, ForgedFormIsRefused) {
    browser.get(kThread);
    const auto forged = browser.post(
        std::string(kThread) + "/comments",
        {{"form_token", "AAAA"}, {"once", std::string(32, 'a')}, {"text", "x"}}
    );

    EXPECT_EQ(forged.status, 403);
    EXPECT_EQ(desk.count("replies"), 0);
}

TEST_F(GuestPage, CodeOpensTheRequestInAnotherBrowser) {
    stranger.get("/sup/come-back");

    const auto back = stranger.submit("/sup/come-back", {{"key", " sup-12"}, {"code", code()}});

    EXPECT_EQ(back.status, 303);
    EXPECT_EQ(tests::header(back, "Location"), kThread);
    EXPECT_EQ(stranger.get(kThread).status, 200);
}

TEST_F(GuestPage, WrongCodeKeepsWhatWasTypedAndLetsNobodyIn) {
    stranger.get("/sup/come-back");

    const auto back =
        stranger.submit("/sup/come-back", {{"key", "SUP-12"}, {"code", "AAAA-AAAA-AAAA-AAAA"}});

    EXPECT_EQ(back.status, 422);
    EXPECT_TRUE(contains(back.body, "value=\"AAAA-AAAA-AAAA-AAAA\""));
    EXPECT_FALSE(stranger.cookies.contains(kGuestCookie));
    EXPECT_EQ(stranger.get(kThread).status, 303);
}

TEST_F(GuestPage, LeavingTakesTheHoldAndTheCookie) {
    browser.get(kThread);

    const auto left = browser.submit("/sup/leave");

    EXPECT_EQ(left.status, 303);
    EXPECT_EQ(desk.count("guests"), 0);
    EXPECT_EQ(browser.get(kThread).status, 303);
}

TEST_F(GuestPage, SignedInTheyAreAskedAndTakeWhatTheyHold) {
    browser.open_link(desk.link(desk.ann, desk.request(13, desk.ann)));
    const auto list = browser.get("/sup/");
    EXPECT_TRUE(contains(list.body, "A request from this browser"));
    EXPECT_FALSE(contains(list.body, "SUP-12")) << "signing in gives no right to it (SR-56)";
    EXPECT_EQ(browser.get(kThread).status, 404);
    browser.get("/sup/");

    EXPECT_EQ(browser.submit("/sup/take-over").status, 303);

    EXPECT_EQ(
        desk.value("select contact_id from takeovers where request_id = 10012"),
        std::to_string(desk.ann.value())
    );
    EXPECT_EQ(desk.takeovers_rung, 1);
    EXPECT_EQ(desk.count("audit where event = 'takeover.asked'"), 1);
}

TEST_F(GuestPage, SigningOutEndsWhatTheBrowserHolds) {
    for (const char* path : {"/sup/sign-out", "/sup/sign-out-everywhere"}) {
        Browser hers(desk.router);
        hers.cookies[kGuestCookie] = begin(std::nullopt, {request});
        hers.open_link(desk.link(desk.ann, desk.request(13, desk.ann)));
        hers.get("/sup/account");
        const auto cookies = hers.cookies;

        ASSERT_EQ(hers.submit(path).status, 303);

        hers.cookies = cookies;  // kept by somebody
        EXPECT_EQ(hers.get(kThread).status, 303) << path;
    }
}

TEST_F(GuestPage, WhatIsSomebodysAlreadyIsNotTaken) {
    becomes(desk.ann);
    browser.open_link(desk.link(desk.bob, desk.request(13, desk.bob)));
    browser.get("/sup/");

    browser.submit("/sup/take-over");

    EXPECT_EQ(desk.count("takeovers"), 0);
}

TEST_F(GuestPage, NobodyTakesWithoutBeingSignedIn) {
    browser.get(kThread);

    EXPECT_EQ(browser.submit("/sup/take-over").status, 303);

    EXPECT_EQ(desk.count("takeovers"), 0);
}

}  // namespace
