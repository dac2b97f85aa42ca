#include <set>

#include <gtest/gtest.h>

#include "connector/store/desk_customers.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using tests::Browser;

class SignInPage : public testing::Test {
protected:
    connector::http::Response ask(const std::string& address) {
        browser.get("/sup/sign-in");
        return browser.submit("/sup/sign-in", {{"address", address}});
    }

    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    Browser browser{desk.router};
};

/// Status, headers and every byte are the same, whoever is asked for (SR-30).
TEST_F(SignInPage, AnswersTheSameForKnownUnknownAndLimitedAddresses) {
    desk.contact("ida", "ida@example.com", false);
    std::set<std::string> answers;
    const base::ContactId cleo = desk.contact("cleo", "cleo@example.com");
    desk.database.write([&](connector::store::Connection& connection) {
        connector::store::DeskCustomers(connection).add(desk.project(), cleo);
    });
    for (const char* address :
         {"ann@example.com",
          "nobody@example.com",  // is about to be created, the next time as well
          "nobody@example.com",
          "cleo@example.com",
          "ida@example.com",
          "bob@example.com"}) {
        answers.insert(tests::everything(ask(address)));
    }
    for (int i = 0; i < 30; ++i) answers.insert(tests::everything(ask("ann@example.com")));

    ASSERT_EQ(answers.size(), 1U);
    EXPECT_TRUE(answers.begin()->starts_with("200\n"));
    EXPECT_EQ(answers.begin()->find("@example.com"), std::string::npos);
}

TEST_F(SignInPage, MisspeltAddressIsShownAgain) {
    for (const char* typed : {"", "ann", "ann@example.com,bob@example.com", "a b@example.com"}) {
        const auto refused = ask(typed);
        EXPECT_EQ(refused.status, 422) << typed;
        EXPECT_NE(refused.body.find("does not look like"), std::string::npos);
    }
}

TEST_F(SignInPage, TwoAddressesAreNone) {
    browser.get("/sup/sign-in");

    const auto refused = browser.submit(
        "/sup/sign-in", {{"address", "ann@example.com"}, {"address", "bob@example.com"}}
    );

    EXPECT_EQ(refused.status, 422);
}

TEST_F(SignInPage, WhoIsSignedInGoesToTheRequests) {
    browser.cookies[tests::kSessionCookie] = desk.session(desk.ann, request);

    const auto response = browser.get("/sup/sign-in");

    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(tests::header(response, "Location"), "/sup/");
}

TEST_F(SignInPage, IsNotStoredAndHasNoScriptButOurOwn) {
    const auto shown = browser.get("/sup/sign-in");

    EXPECT_EQ(shown.cache_control, "no-store");
    EXPECT_EQ(tests::occurrences(shown.body, "<script"), 1);
    EXPECT_EQ(tests::occurrences(shown.body, "<script src=\"/assets/passkeys-"), 1);
}

}  // namespace
