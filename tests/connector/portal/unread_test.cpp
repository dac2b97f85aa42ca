#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/store/request_lists.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using testing::HasSubstr;
using testing::Not;
using tests::Browser;

constexpr const char* kNew = "<span class=\"visually-hidden\">New: </span>";

class Unread : public testing::Test {
protected:
    Unread() { browser.cookies[tests::kSessionCookie] = desk.session(desk.ann, request); }

    void has_news(base::RequestId id) {
        desk.database.write([&](connector::store::Connection& connection) {
            connector::store::RequestLists(connection).note_news(id, std::nullopt);
        });
    }

    std::string list() { return browser.get("/sup/").body; }

    std::string seen() {
        return desk.value("select seen_revision from list_entries where request_id = 10012");
    }

    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    Browser browser{desk.router};
};

TEST_F(Unread, GoesAwayWhenTheThreadWasShown) {
    EXPECT_THAT(list(), Not(HasSubstr(kNew)));
    has_news(request);
    EXPECT_THAT(list(), HasSubstr(kNew));
    EXPECT_THAT(list(), HasSubstr("class=\"request unread\""));

    browser.get("/sup/requests/SUP-12");

    EXPECT_THAT(list(), Not(HasSubstr(kNew)));
}

TEST_F(Unread, LookingAgainWritesNothing) {
    browser.get("/sup/requests/SUP-12");
    EXPECT_EQ(seen(), "0") << "nothing was new";
    has_news(request);
    browser.get("/sup/requests/SUP-12");
    const std::string after_news = seen();
    EXPECT_NE(after_news, "0");
    desk.save(desk.request_of(request));

    browser.get("/sup/requests/SUP-12");

    EXPECT_EQ(seen(), after_news) << "another revision, but no news";
}

TEST_F(Unread, OthersLookingIsNotMine) {
    auto shared = desk.request_of(request);
    shared.participants = {desk.bob};
    desk.save(shared);
    has_news(request);
    Browser bobs{desk.router};
    bobs.cookies[tests::kSessionCookie] = desk.session(desk.bob, request);

    bobs.get("/sup/requests/SUP-12");

    EXPECT_THAT(bobs.get("/sup/").body, Not(HasSubstr(kNew)));
    EXPECT_THAT(list(), HasSubstr(kNew));
}

TEST_F(Unread, AllAreMarkedReadByAFormOfOurs) {
    EXPECT_THAT(list(), Not(HasSubstr("Mark all as read"))) << "nothing to mark";
    has_news(request);
    has_news(desk.request(13, desk.ann));
    EXPECT_THAT(list(), HasSubstr("Mark all as read"));

    EXPECT_EQ(browser.post("/sup/read", {{"form_token", "x"}}).status, 403);
    EXPECT_THAT(list(), HasSubstr(kNew));

    const auto marked = browser.submit("/sup/read");
    EXPECT_EQ(marked.status, 303);
    EXPECT_EQ(tests::header(marked, "Location"), "/sup/");
    EXPECT_THAT(list(), Not(HasSubstr(kNew)));
}

}  // namespace
