#include <set>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
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

    /// The puzzle's page as its script sends it.
    connector::http::Response send_number(const std::string& number) {
        return browser.submit(
            "/sup/sign-in",
            {{"address", browser.hidden("address")},
             {"puzzle", browser.hidden("puzzle")},
             {"number", number}}
        );
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

/// Suspicion is about where it comes from, never about whose address it is.
TEST_F(SignInPage, WhoAsksOftenIsGivenAPuzzleWhateverTheAddress) {
    desk.settings.projects.front().puzzle = true;
    for (int i = 0; i < 5; ++i)
        EXPECT_NE(ask("ann@example.com").body.find("inbox"), std::string::npos);

    std::set<std::string> answers;
    for (const std::string address : {"ann@example.com", "nobody@example.com"}) {
        const auto puzzle = ask(address);
        EXPECT_EQ(puzzle.status, 200);
        EXPECT_EQ(browser.hidden("address"), address) << "nothing is typed twice";
        EXPECT_EQ(browser.hidden("puzzle").size(), 54U);
        answers.insert(tests::replaced(tests::everything(puzzle), address, "X"));
    }
    EXPECT_EQ(answers.size(), 1U);
    const auto unsolved = send_number("0");
    EXPECT_EQ(unsolved.body.find("inbox"), std::string::npos);

    desk.wall_clock.advance(std::chrono::minutes{10});
    EXPECT_NE(ask("ann@example.com").body.find("inbox"), std::string::npos);
}

TEST_F(SignInPage, SolvedPuzzleGetsTheLink) {
    desk.settings.projects.front().puzzle = true;
    for (int i = 0; i < 6; ++i) ask("ann@example.com");
    const std::string puzzle = browser.hidden("puzzle");
    int number = 0;
    for (base::Bytes32 hash{std::byte{1}}; hash[0] != std::byte{0} || hash[1] != std::byte{0};) {
        const std::string text = puzzle + ":" + std::to_string(++number);
        hash = base::sha256(base::as_bytes(text));
    }

    const auto answer = send_number(std::to_string(number));

    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(answer.body.find("inbox"), std::string::npos);
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
