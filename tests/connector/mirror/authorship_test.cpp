#include "connector/mirror/authorship.hpp"

#include <gtest/gtest.h>

#include "connector/store/own_accounts.hpp"
#include "connector/store/projects.hpp"
#include "tests/connector/mirror/mirrored_desk.hpp"

namespace {

using base::ErrorKind;

class Authorship : public testing::Test {
protected:
    Authorship() { desk.refresh(request); }

    /// The answer to our call is lost, so that only what comes back from Jira tells of the comment.
    void reply_is_posted_unheard(const std::string& text = "Thanks!") {
        desk.reply(request, text);
        desk.jira.loses_next_answer();
        desk.outbound.send_one();
    }

    void read_after_a_webhook(unsigned char number = 1) {
        desk.hint(request, number);
        desk.reader.work_off_some();
    }

    void our_account_is_known() {
        desk.database.write([&](connector::store::Connection& connection) {
            connector::store::OwnAccounts(connection)
                .add(tests::FakeJira::user("connector").account_id, desk.clock.now());
        });
    }

    tests::MirroredDesk desk;
    base::RequestId request = desk.jira.has_request(12, "ann").id;
};

TEST_F(Authorship, OurAccountIsKnownBeforeItsFirstComment) {
    desk.reply(request, "Thanks!");
    desk.jira.fails_next({ErrorKind::Unavailable, "no answer", {}});

    desk.outbound.send_one();

    EXPECT_EQ(desk.value("select account_id from own_accounts"), "account-connector");
}

TEST_F(Authorship, ReplyThatComesBackIsKnownByItsMark) {
    reply_is_posted_unheard();
    // Somebody has edited it on the way: its words would not do.
    desk.jira.request(request).comments.front().text = "[removed]";

    read_after_a_webhook();

    EXPECT_EQ(desk.count("replies where comment_id is not null"), 1);
    ASSERT_EQ(desk.comments(request).size(), 1U);
    EXPECT_EQ(desk.comments(request).front().author, desk.ann);
    EXPECT_EQ(desk.mails("agent_replied"), 0);
}

TEST_F(Authorship, ReplyWithoutAMarkIsKnownByItsWords) {
    desk.jira.keeps_no_marks();
    reply_is_posted_unheard();

    read_after_a_webhook();

    EXPECT_EQ(desk.count("replies where comment_id is not null"), 1);
    EXPECT_EQ(desk.mails("agent_replied"), 0);
}

TEST_F(Authorship, MarkOfAnotherReplyIsNotOurs) {
    reply_is_posted_unheard();
    const auto comment = desk.jira.request(request).comments.front().id;
    desk.jira.has_mark(comment, {"another", base::AccountId("account-ann")});

    read_after_a_webhook();

    EXPECT_EQ(desk.count("replies where comment_id is not null"), 0);
}

TEST_F(Authorship, WordsOfAnybodyElseAreNotOurs) {
    reply_is_posted_unheard();
    desk.jira.hides_comment(request, desk.jira.request(request).comments.front().id);
    desk.jira.has_comment(request, "an agent", "ann wrote:\n\nThanks!");

    read_after_a_webhook();

    EXPECT_EQ(desk.count("replies where comment_id is not null"), 0);
    EXPECT_EQ(desk.mails("agent_replied"), 1);
}

/// After a backup was put back our log of the reply is gone; Jira still tells whose it is.
TEST_F(Authorship, MarkNamesTheContactWhenOurLogIsLost) {
    our_account_is_known();
    const auto comment = desk.jira.has_comment(request, "connector", "ann wrote:\n\nThanks!");
    desk.jira.has_mark(comment, {"forgotten", base::AccountId("account-ann")});

    read_after_a_webhook();

    ASSERT_EQ(desk.comments(request).size(), 1U);
    EXPECT_EQ(desk.comments(request).front().author, desk.ann);
    EXPECT_EQ(desk.comments(request).front().author_name, "ann");
    EXPECT_EQ(desk.mails("agent_replied"), 0);
}

TEST_F(Authorship, MarksAreLookedForOnceAndOnlyForOurNewComments) {
    our_account_is_known();
    desk.jira.has_comment(request, "an agent", "Hello");
    desk.jira.has_comment(request, "connector", "By hand");
    desk.jira.has_comment(request, "connector", "By hand again");

    read_after_a_webhook(1);
    read_after_a_webhook(2);

    EXPECT_EQ(desk.jira.looks_for_marks(), (std::vector<std::size_t>{2}));
}

TEST_F(Authorship, WithoutTheMarksNothingIsProjectedAndTheHintStays) {
    our_account_is_known();
    desk.jira.has_comment(request, "connector", "ann wrote:\n\nThanks!");
    auto read = std::vector<jira::Request>{desk.jira.request(request)};
    desk.jira.fails_next({ErrorKind::Unavailable, "no answer", {}});

    EXPECT_FALSE(desk.authorship.settle(read));

    desk.hint(request);
    desk.jira.fails_looks_for_marks(1);
    desk.reader.work_off_some();
    EXPECT_TRUE(desk.comments(request).empty());
    EXPECT_EQ(desk.mails("agent_replied"), 0);
    EXPECT_EQ(desk.count("inbox where due_at is not null"), 1);
}

TEST_F(Authorship, PollSettlesItToo) {
    desk.wall_clock.advance(std::chrono::minutes(1));
    reply_is_posted_unheard();
    desk.jira.request(request).comments.front().text = "[removed]";
    desk.database.write([&](connector::store::Connection& connection) {
        connector::store::Projects(connection).watch(desk.project(), desk.wall_clock.now());
    });

    while (desk.poll.work_some()) {
    }

    EXPECT_EQ(desk.count("replies where comment_id is not null"), 1);
    EXPECT_EQ(desk.mails("agent_replied"), 0);
}

TEST_F(Authorship, OurAccountIsNeverAContact) {
    our_account_is_known();
    const auto raised = desk.jira.has_request(13, "connector").id;

    desk.refresh(raised);

    ASSERT_TRUE(desk.visible(raised));
    EXPECT_FALSE(desk.visible(raised)->reporter);
    EXPECT_EQ(desk.count("contacts where account_id = 'account-connector'"), 0);
}

}  // namespace
