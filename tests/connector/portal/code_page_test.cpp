#include <set>

#include <gtest/gtest.h>

#include "connector/access/token.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using tests::Browser;
using tests::header;

constexpr const char* kCode = "/sup/sign-in/code";

/// Ann has asked for a link in this browser, and its mail has been made.
class CodePage : public testing::Test {
protected:
    CodePage() {
        asked = ask(browser, "ann@example.com");
        code = mail(desk.ann, browser);
    }

    connector::http::Response ask(Browser& in, const std::string& address) {
        in.get("/sup/sign-in");
        return in.submit("/sup/sign-in", {{"address", address}});
    }

    /// As the sender does: the code that the mail holds.
    std::string mail(base::ContactId contact, Browser& in) {
        const auto hash = connector::access::cookie_hash(
            desk.keys, in.cookies[tests::kBrowserCookie], connector::access::KeyPurpose::BrowserHash
        );
        return desk.database.write([&](connector::store::Connection& connection) {
            return desk.links
                .issue(
                    connection,
                    {.contact = contact,
                     .request = request,
                     .project = tests::SupportDesk::project(),
                     .browser_hash = hash.value()}
                )
                .code;
        });
    }

    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    Browser browser{desk.router};
    connector::http::Response asked;
    std::string code;
};

TEST_F(CodePage, RightCodeLeadsToTheRequest) {
    const auto response = browser.submit(kCode, {{"code", code}});

    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(header(response, "Location"), "/sup/requests/SUP-12");
    const auto account = browser.get("/sup/account");
    EXPECT_EQ(account.status, 200);
    EXPECT_NE(account.body.find("by code"), std::string::npos);
}

TEST_F(CodePage, WrongCodeIsSaidAndTheRightOneStillWorks) {
    const auto wrong = browser.submit(kCode, {{"code", "12345"}});

    EXPECT_EQ(wrong.status, 422);
    EXPECT_NE(wrong.body.find("did not work"), std::string::npos);
    EXPECT_EQ(browser.submit(kCode, {{"code", code}}).status, 303);
}

/// Status, headers and every byte are the same whether there is a code or not (SR-30).
TEST_F(CodePage, AnswersTheSameWhoeverWasAskedForAndWhateverWasTyped) {
    std::set<std::string> pages;
    std::set<std::string> answers;
    desk.contact("ida", "ida@example.com", false);
    for (const char* address :
         {"ann@example.com", "nobody@example.com", "ida@example.com", "bob@example.com"}) {
        Browser other(desk.router);
        other.cookies = browser.cookies;  // one browser: its form token is the same
        pages.insert(tests::everything(ask(other, address)));
    }
    Browser stranger(desk.router);
    stranger.get("/sup/sign-in");
    const std::string strangers_token = stranger.hidden("form_token");
    const std::string token = browser.hidden("form_token");
    for (const char* typed : {"000000", "", "abcdef", "0000000000000000000000000000000000000000"}) {
        answers.insert(tests::everything(browser.submit(kCode, {{"code", typed}})));
        answers.insert(tests::replaced(
            tests::everything(stranger.submit(kCode, {{"code", typed}})), strangers_token, token
        ));
    }
    for (int i = 0; i < 30; ++i)
        answers.insert(tests::everything(browser.submit(kCode, {{"code", "000000"}})));

    EXPECT_EQ(pages.size(), 1U);
    EXPECT_EQ(answers.size(), 1U) << "locked, limited and unknown look alike";
    EXPECT_EQ(answers.begin()->find("@example.com"), std::string::npos);
}

TEST_F(CodePage, FormOfAnotherBrowserIsRefused) {
    Browser other(desk.router);
    other.get("/sup/sign-in");

    EXPECT_EQ(other.post(kCode, {{"form_token", "forged"}, {"code", code}}).status, 403);
    other.get("/sup/sign-in");
    EXPECT_EQ(other.submit(kCode, {{"code", code}}).status, 422) << "it did not ask";
    EXPECT_EQ(desk.count("sessions"), 0);
}

TEST_F(CodePage, PageOfAnOldLinkTakesTheCodeToo) {
    const std::string old = desk.link(desk.ann, request);
    Browser there(desk.router);
    there.open_link(old);
    Browser again(desk.router);
    again.get("/l/" + old);
    EXPECT_EQ(again.submit("/l/" + old + "/resend").status, 200);

    const std::string fresh = mail(desk.ann, again);

    EXPECT_EQ(again.submit("/l/" + old + "/code", {{"code", fresh}}).status, 303);
}

TEST_F(CodePage, IsNotStoredAndHasNoScript) {
    EXPECT_EQ(asked.cache_control, "no-store");
    EXPECT_EQ(asked.body.find("<script"), std::string::npos);
    EXPECT_EQ(asked.body.find("ann@"), std::string::npos);
}

/// `projects[].session.stay`.
class StaySignedIn : public testing::Test {
protected:
    void offer(base::seconds stay) {
        desk.settings.projects.front().offers_stay = stay > base::seconds{0};
        offering.emplace(
            desk.database,
            desk.keys,
            std::map<base::ProjectKey, connector::access::LinkRules>{
                {tests::SupportDesk::project(), {.session_stay = stay}}},
            desk.clock,
            desk.random,
            desk.log,
            desk.metrics
        );
    }

    base::Result<connector::access::Links::Exchanged> exchange(bool wants_to_stay) {
        return offering->exchange(desk.link(desk.ann, request), {.wants_to_stay = wants_to_stay});
    }

    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    std::optional<connector::access::Links> offering;
};

TEST_F(StaySignedIn, WhoTicksTheBoxStaysThatLong) {
    offer(std::chrono::days{14});

    const auto stays = exchange(true).value();

    EXPECT_EQ(stays.session_lifetime, std::chrono::days{14});
    EXPECT_FALSE(stays.until_closed);
    desk.wall_clock.advance(std::chrono::days{13});
    EXPECT_TRUE(desk.is_signed_in(stays.session_cookie)) << "without a visit";
    desk.wall_clock.advance(std::chrono::days{1});
    EXPECT_FALSE(desk.is_signed_in(stays.session_cookie));
}

TEST_F(StaySignedIn, WhoDoesNotIsForgottenWhenTheBrowserIsClosed) {
    offer(std::chrono::days{14});

    const auto leaves = exchange(false).value();

    EXPECT_TRUE(leaves.until_closed);
    EXPECT_EQ(leaves.session_lifetime, std::chrono::hours{12});
}

TEST_F(StaySignedIn, IsNotGrantedWhereItIsNotOffered) {
    offer(base::seconds{0});

    const auto wants = exchange(true).value();

    EXPECT_EQ(wants.session_lifetime, std::chrono::hours{12});
    EXPECT_FALSE(wants.until_closed);
}

TEST_F(StaySignedIn, BoxIsShownWhereItIsOfferedAndUnticked) {
    const std::string token = desk.link(desk.ann, request);
    Browser browser(desk.router);
    EXPECT_EQ(browser.get("/l/" + token).body.find("name=\"stay\""), std::string::npos);

    offer(std::chrono::days{14});

    const auto page = browser.get("/l/" + token);
    EXPECT_NE(page.body.find("name=\"stay\""), std::string::npos);
    EXPECT_EQ(page.body.find("checked"), std::string::npos);
}

}  // namespace
