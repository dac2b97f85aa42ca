#include <gtest/gtest.h>

#include "connector/store/moves.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using namespace std::chrono_literals;
using connector::store::Connection;
using tests::Browser;

constexpr const char* kThread = "/sup/requests/SUP-12";
constexpr const char* kClose = "/sup/requests/SUP-12/transitions/41";
constexpr const char* kEscalate = "/sup/requests/SUP-12/transitions/51";

class ThreadMoves : public testing::Test {
protected:
    ThreadMoves() { browser.open_link(desk.link(desk.ann, request)); }

    bool shows(std::string_view words) {
        return browser.get(kThread).body.find(words) != std::string::npos;
    }

    int close(tests::Fields typed = {}) {
        browser.get(kThread);
        return browser.submit(kClose, std::move(typed)).status;
    }

    std::int64_t moves() { return desk.count("moves"); }

    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    Browser browser{desk.router};
};

TEST_F(ThreadMoves, WhatTheProjectLeavesToCustomersIsOfferedByItsWords) {
    EXPECT_TRUE(shows("Close request"));
    EXPECT_FALSE(shows("Resolve this issue"));
    EXPECT_FALSE(shows("Escalate")) << "the connector's account may, a customer may not";
}

TEST_F(ThreadMoves, IsStoredBeforeTheBrowserIsSentOnAndAudited) {
    EXPECT_EQ(close(), 303);

    EXPECT_EQ(desk.count("moves where transition = '41' and due_at is not null"), 1);
    EXPECT_EQ(desk.count("audit where event = 'move.asked' and detail = 'Close request'"), 1);
    EXPECT_EQ(desk.moves_rung, 1);
    EXPECT_TRUE(shows("“<bdi>Close request</bdi>” is under way"));
    EXPECT_FALSE(shows(kClose)) << "none is offered meanwhile";
}

TEST_F(ThreadMoves, FormSentTwiceIsOne) {
    browser.get(kThread);
    EXPECT_EQ(browser.submit(kClose, {{"comment", "Thanks"}}).status, 303);
    browser.get("/sup/account");
    EXPECT_EQ(browser.submit(kClose, {{"comment", "Thanks"}}).status, 303);

    EXPECT_EQ(moves(), 1);
    EXPECT_EQ(desk.count("replies"), 1);
}

TEST_F(ThreadMoves, CommentIsAReplyOfItsOwn) {
    EXPECT_EQ(close({{"comment", "  It works again.  "}}), 303);

    EXPECT_EQ(desk.value("select text from replies"), "It works again.");
    EXPECT_EQ(desk.replies_rung, 1);
    EXPECT_TRUE(shows("It works again."));
}

TEST_F(ThreadMoves, WhatIsNotOnTheListIsNotDone) {
    browser.get(kThread);
    const auto answer = browser.submit(kEscalate);

    EXPECT_EQ(answer.status, 409);
    EXPECT_NE(answer.body.find("not possible any more"), std::string::npos);
    EXPECT_EQ(moves(), 0);
}

TEST_F(ThreadMoves, WhatJiraDoesNotOfferNowIsNeitherShownNorDone) {
    desk.transitions = {{"61", "Reopen"}};

    EXPECT_FALSE(shows("Close request"));
    browser.get(kThread);
    EXPECT_EQ(browser.submit(kClose).status, 409);
    EXPECT_EQ(moves(), 0);
}

TEST_F(ThreadMoves, JiraIsAskedOnceForEachChangeOfTheRequest) {
    shows("");
    shows("");
    EXPECT_EQ(desk.transitions_asked, 1);
    desk.save(desk.request_of(request));
    shows("");
    EXPECT_EQ(desk.transitions_asked, 2);
    desk.wall_clock.advance(6min);
    shows("");
    EXPECT_EQ(desk.transitions_asked, 3);
}

TEST_F(ThreadMoves, WhileJiraIsAwayThePageSaysSoAndAsksSeldom) {
    desk.transitions_failure = base::Error{base::ErrorKind::Unavailable, "away", {}};

    EXPECT_TRUE(shows("only replies are taken"));
    EXPECT_EQ(close(), 503);
    EXPECT_EQ(desk.transitions_asked, 1);
    desk.transitions_failure.reset();
    desk.wall_clock.advance(31s);
    EXPECT_TRUE(shows("Close request"));
}

TEST_F(ThreadMoves, RefusalIsToldAndAnotherMayBeTried) {
    close();
    desk.database.write([&](Connection& connection) {
        connector::store::Moves store(connection);
        store.refuse(store.claim(desk.clock.now(), 1min).value().claim, "no");
    });

    EXPECT_TRUE(shows("“<bdi>Close request</bdi>” was not possible"));
    EXPECT_TRUE(shows(kClose));
}

TEST_F(ThreadMoves, ProjectThatLeavesNoneAsksNothing) {
    desk.settings.projects.front().transitions.clear();

    EXPECT_FALSE(shows("class=\"moves\""));
    EXPECT_EQ(desk.transitions_asked, 0);
}

}  // namespace
