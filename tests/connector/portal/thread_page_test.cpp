#include <set>

#include <gtest/gtest.h>

#include "connector/store/replies.hpp"
#include "connector/store/requests.hpp"
#include "connector/store/slas.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using connector::store::Connection;
using tests::Browser;

constexpr const char* kThread = "/sup/requests/SUP-12";
constexpr const char* kComments = "/sup/requests/SUP-12/comments";

class ThreadPage : public testing::Test {
protected:
    ThreadPage() {
        browser.open_link(desk.link(desk.ann, request));
        browser.get(kThread);
    }

    std::string page() {
        const auto shown = browser.get(kThread);
        EXPECT_EQ(shown.status, 200);
        return shown.body;
    }

    static bool contains(const std::string& text, std::string_view part) {
        return text.find(part) != std::string::npos;
    }

    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    Browser browser{desk.router};
};

TEST_F(ThreadPage, ShowsTheRequestAndItsComments) {
    desk.comment(20'001, request, "Hello Ann");

    const std::string shown = page();

    for (const char* part :
         {"Summary of SUP-12", "Description of SUP-12", "Hello Ann", "Agent Smith"}) {
        EXPECT_TRUE(contains(shown, part)) << part;
    }
}

/// "Not yours" and "does not exist" are one answer (SR-51).
TEST_F(ThreadPage, OfAnotherContactAndAMissingOneAreTheSameBytes) {
    desk.comment(20'002, desk.request(13, desk.bob), "canary");
    auto elsewhere = desk.request_of(desk.request(14, desk.ann));
    elsewhere.project = base::ProjectKey("OPS");
    desk.save(elsewhere);
    desk.database.write([&](Connection& connection) {
        connector::store::Requests(connection).withdraw(base::RequestId(10'012), desk.clock.now());
    });

    std::set<std::string> answers;
    for (const char* key : {"SUP-13", "SUP-12", "SUP-14", "SUP-99", "sup-13", "%27"}) {
        Browser asking(desk.router);
        asking.cookies = browser.cookies;
        answers.insert(tests::everything(asking.get(std::string("/sup/requests/").append(key))));
    }

    ASSERT_EQ(answers.size(), 1U);
    EXPECT_TRUE(answers.begin()->starts_with("404\n"));
    EXPECT_FALSE(contains(*answers.begin(), "canary"));
}

/// Somebody else's request, in which Ann takes part.
TEST_F(ThreadPage, ParticipantReadsAndRepliesUntilTheyAreRemoved) {
    auto shared = desk.request_of(desk.request(13, desk.bob));
    shared.participants = {desk.ann};
    desk.save(shared);

    const std::string path = "/sup/requests/SUP-13";
    const std::string shown = browser.get(path).body;
    EXPECT_TRUE(contains(shown, "Shared with <bdi>you</bdi>"));
    EXPECT_TRUE(contains(shown, " by <bdi>bob</bdi>"));
    EXPECT_EQ(browser.submit(path + "/comments", {{"text", "Me too"}}).status, 303);
    EXPECT_EQ(desk.count("replies where request_id = 10013"), 1);

    browser.get(path);
    shared.participants.clear();
    desk.save(shared);
    EXPECT_EQ(browser.submit(path + "/comments", {{"text", "Again"}}).status, 404);
    std::set<std::string> answers;
    for (const char* asked : {"/sup/requests/SUP-13", "/sup/requests/SUP-99"}) {
        Browser asking(desk.router);
        asking.cookies = browser.cookies;
        answers.insert(tests::everything(asking.get(asked)));
    }
    EXPECT_EQ(answers.size(), 1U);
    EXPECT_EQ(desk.count("replies where request_id = 10013"), 1);
}

/// Jira takes the address for the name of customers who never gave one.
TEST_F(ThreadPage, AddressInPlaceOfAnAuthorsNameIsMasked) {
    desk.database.write([&](Connection& connection) {
        connector::store::Comments(connection)
            .save(
                {.id = base::CommentId(20'001),
                 .request = request,
                 .author_name = "carol@example.com",
                 .author_account = base::AccountId("account-carol"),
                 .author = std::nullopt,
                 .html = base::SafeHtml::paragraphs("Mine too."),
                 .text = "Mine too.",
                 .created = desk.clock.now(),
                 .updated = desk.clock.now()}
            );
    });
    desk.save(desk.request_of(request));

    const std::string shown = page();

    EXPECT_TRUE(contains(shown, "c***@e***.com"));
    EXPECT_FALSE(contains(shown, "carol@"));
}

TEST_F(ThreadPage, ShowsTypePeopleByNameAndPromises) {
    using namespace std::chrono_literals;
    auto described = desk.request_of(request);
    described.type_name = "Get <b>help";
    described.participants = {
        desk.bob,
        desk.contact("carol@example.com", "carol@example.com"),
        desk.contact("gone", "gone@example.com", false)};
    desk.save(described);
    desk.database.write([&](Connection& connection) {
        connector::store::Slas(connection)
            .replace(
                request,
                {{.name = "Time to first response",
                  .ongoing =
                      {{.started = desk.clock.now(),
                        .goal = 4h,
                        .breaches = desk.clock.now() + 4h}}}}
            );
    });

    const std::string shown = page();
    EXPECT_TRUE(contains(shown, "<bdi>SUP-12</bdi> · <bdi>Get &lt;b&gt;help"));
    EXPECT_TRUE(contains(shown, "Shared with <bdi>bob and c***@e***.com</bdi>"))
        << "no address, nobody inactive";
    EXPECT_FALSE(contains(shown, "carol@"));
    EXPECT_TRUE(contains(shown, "First answer expected by"));

    desk.wall_clock.advance(4h);
    browser.open_link(desk.link(desk.ann, request));
    EXPECT_TRUE(contains(page(), "The first answer is taking longer than it should."));
}

/// Who goes through all keys fills no disk, and is told nothing of it.
TEST_F(ThreadPage, TenDenialsInTenMinutesAreAuditedAndNoMore) {
    for (int i = 0; i < 70; ++i) EXPECT_EQ(browser.get("/sup/requests/SUP-99").status, 404);
    EXPECT_EQ(desk.count("audit where event = 'request.denied'"), 10);

    desk.wall_clock.advance(std::chrono::minutes(10));
    browser.get("/sup/requests/SUP-99");

    EXPECT_EQ(desk.count("audit where event = 'request.denied'"), 11);
    EXPECT_EQ(
        desk.value("select client from audit where event = 'request.denied' order by id"),
        "192.0.2.10"
    );
}

/// Who reads all day fills no disk.
TEST_F(ThreadPage, ViewIsAuditedOnceAnHour) {
    for (int i = 0; i < 20; ++i) browser.get(kThread);
    EXPECT_EQ(desk.count("audit where event = 'request.viewed' and request_id = 10012"), 1);

    const auto other = desk.request(14, desk.ann);
    browser.get("/sup/requests/SUP-14");
    EXPECT_EQ(desk.count("audit where event = 'request.viewed'"), 2) << other.value();

    desk.wall_clock.advance(std::chrono::hours(1));
    browser.get(kThread);
    EXPECT_EQ(desk.count("audit where event = 'request.viewed' and request_id = 10012"), 2);
    EXPECT_EQ(
        desk.value("select client from audit where event = 'request.viewed' order by id"),
        "192.0.2.10"
    );
}

TEST_F(ThreadPage, ReplyToAnotherContactsRequestAndAMissingOneAreTheSameBytes) {
    desk.request(13, desk.bob);
    std::set<std::string> answers;
    for (const char* key : {"SUP-13", "SUP-99"}) {
        Browser asking(desk.router);
        asking.cookies = browser.cookies;
        const auto path = std::string("/sup/requests/").append(key).append("/comments");
        answers.insert(tests::everything(asking.post(
            path,
            {{"form_token", browser.hidden("form_token")},
             {"once", std::string(32, 'a')},
             {"text", "hello"}}
        )));
    }

    EXPECT_EQ(answers.size(), 1U);
    EXPECT_EQ(desk.count("replies"), 0);
}

TEST_F(ThreadPage, ReplyIsStoredBeforeTheBrowserIsSentOn) {
    const auto sent = browser.submit(kComments, {{"text", "Thanks!"}});

    EXPECT_EQ(sent.status, 303);
    EXPECT_EQ(tests::header(sent, "Location"), "/sup/requests/SUP-12#latest");
    EXPECT_EQ(desk.value("select text from replies"), "Thanks!");
    EXPECT_EQ(desk.value("select posted_text from replies"), "ann wrote:\n\nThanks!");
    EXPECT_EQ(desk.count("replies where due_at is not null"), 1);
    EXPECT_EQ(desk.replies_rung, 1);
    EXPECT_TRUE(contains(page(), "Thanks!"));
    EXPECT_TRUE(contains(page(), "Sending"));
}

TEST_F(ThreadPage, FormSentTwiceIsOneReply) {
    const tests::Fields fields{
        {"form_token", browser.hidden("form_token")},
        {"once", browser.hidden("once")},
        {"text", "Thanks!"}};

    EXPECT_EQ(browser.post(kComments, fields).status, 303);
    EXPECT_EQ(browser.post(kComments, fields).status, 303);

    EXPECT_EQ(desk.count("replies"), 1);
}

TEST_F(ThreadPage, EveryPageHasAOnceOfItsOwn) {
    const std::string first = browser.hidden("once");
    browser.get(kThread);

    EXPECT_EQ(first.size(), 32U);
    EXPECT_NE(browser.hidden("once"), first);
}

/// The key of one contact's form is no use to another.
TEST_F(ThreadPage, SameOnceOfTwoContactsAreTwoReplies) {
    const std::string once = browser.hidden("once");
    browser.submit(kComments, {{"text", "Ann's"}});
    Browser bobs(desk.router);
    bobs.open_link(desk.link(desk.bob, desk.request(13, desk.bob)));
    bobs.get("/sup/requests/SUP-13");

    bobs.post(
        "/sup/requests/SUP-13/comments",
        {{"form_token", bobs.hidden("form_token")}, {"once", once}, {"text", "Bob's"}}
    );

    EXPECT_EQ(desk.count("replies"), 2);
}

TEST_F(ThreadPage, EmptyReplyIsAskedForAgain) {
    for (const char* text : {"", "   ", "\r\n\t", "\x01\x02"}) {
        const auto refused = browser.submit(kComments, {{"text", text}});
        EXPECT_EQ(refused.status, 422);
        EXPECT_TRUE(contains(refused.body, "Write something first."));
    }
    EXPECT_EQ(desk.count("replies"), 0);
}

TEST_F(ThreadPage, TooLongReplyComesBackWithItsWords) {
    const auto refused = browser.submit(kComments, {{"text", std::string(30'001, 'x')}});

    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(contains(refused.body, std::string(30'001, 'x')));
    EXPECT_EQ(desk.count("replies"), 0);
}

TEST_F(ThreadPage, ControlCharactersAreDroppedAndLineEndsMadeOne) {
    browser.submit(kComments, {{"text", " a\r\nb\x1b[31m\x7f "}});

    EXPECT_EQ(desk.value("select text from replies"), "a\nb[31m");
}

TEST_F(ThreadPage, ThirtyRepliesInTenMinutesAreEnough) {
    for (int i = 0; i < 30; ++i) {
        browser.get(kThread);
        EXPECT_EQ(browser.submit(kComments, {{"text", "more"}}).status, 303);
    }
    browser.get(kThread);

    const auto refused = browser.submit(kComments, {{"text", "one too many"}});

    EXPECT_EQ(refused.status, 429);
    EXPECT_TRUE(contains(refused.body, "one too many")) << "the words are not lost";
    EXPECT_EQ(desk.count("replies"), 30);
}

TEST_F(ThreadPage, WaitingAndRefusedRepliesSayWhatBecameOfThem) {
    browser.submit(kComments, {{"text", "Thanks!"}});
    const auto settle = [&](auto deed) {
        desk.database.write([&](Connection& connection) {
            connector::store::Replies replies(connection);
            deed(replies, replies.claim(desk.clock.now(), base::seconds(0))->claim);
        });
    };

    settle([&](auto& replies, const auto& claim) {
        replies.put_back(claim, desk.clock.now(), "Jira is away");
    });
    EXPECT_TRUE(contains(page(), "can't be reached") || contains(page(), "can&#39;t be reached"));
    settle([&](auto& replies, const auto& claim) { replies.refuse(claim, "no such issue"); });
    EXPECT_TRUE(contains(page(), "could not be delivered"));
    EXPECT_FALSE(contains(page(), "no such issue")) << "that is for the operator";
}

/// An agent may make it internal before it was mirrored: it will never come back as a comment.
TEST_F(ThreadPage, ReplyThatJiraHasIsSentNotSending) {
    browser.submit(kComments, {{"text", "Thanks!"}});
    desk.database.write([&](Connection& connection) {
        connector::store::Replies replies(connection);
        const auto claimed = replies.claim(desk.clock.now(), base::seconds(60));
        replies.finish(claimed->claim, base::CommentId(20'009));
    });

    EXPECT_TRUE(contains(page(), "Thanks!"));
    EXPECT_TRUE(contains(page(), "Sent."));
    EXPECT_FALSE(contains(page(), "Sending"));
}

TEST_F(ThreadPage, LimitThatWasReachedIsAuditedWithinBounds) {
    for (int i = 0; i < 60; ++i) {
        browser.get(kThread);
        browser.submit(kComments, {{"text", "more"}});
    }

    EXPECT_EQ(
        desk.count("audit where event = 'limit.reached' and detail = 'portal.reply' and "
                   "contact_id is not null"),
        10
    );
}

TEST_F(ThreadPage, ReplyOfAnEndedSessionIsNotStored) {
    const tests::Fields fields{
        {"form_token", browser.hidden("form_token")},
        {"once", browser.hidden("once")},
        {"text", "Thanks!"}};
    desk.sessions.end_all_of(desk.ann, "elsewhere");

    const auto refused = browser.post(kComments, fields);

    EXPECT_EQ(refused.status, 303);
    EXPECT_EQ(tests::header(refused, "Location"), "/sup/sign-in");
    EXPECT_EQ(desk.count("replies"), 0);
}

}  // namespace
