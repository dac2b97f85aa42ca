#include "connector/mirror/outbound.hpp"

#include <gtest/gtest.h>

#include "connector/store/reply_files.hpp"
#include "tests/connector/mirror/mirrored_desk.hpp"

namespace {

using base::ErrorKind;
using namespace std::chrono_literals;

class Outbound : public testing::Test {
protected:
    Outbound() { desk.refresh(request); }

    /// Lets every pause pass until the queue is empty.
    void send_all() {
        for (int i = 0; i < 20; ++i) {
            while (desk.outbound.send_one()) {
            }
            desk.wall_clock.advance(10min);
        }
        EXPECT_EQ(desk.count("replies where due_at is not null"), 0);
    }

    void fails(ErrorKind kind, std::optional<base::seconds> retry_after = std::nullopt) {
        desk.jira.fails_next({kind, "no answer", retry_after});
    }

    tests::MirroredDesk desk;
    base::RequestId request = desk.jira.has_request(12, "ann").id;
};

TEST_F(Outbound, HasNothingToDoWithoutReplies) {
    EXPECT_FALSE(desk.outbound.send_one());
}

TEST_F(Outbound, PostsAReplyOnceInItsAuthorsName) {
    desk.reply(request, "Thanks!");

    send_all();

    ASSERT_EQ(desk.jira.posts().size(), 1U);
    EXPECT_EQ(desk.jira.posts().front(), "ann wrote:\n\nThanks!");
    EXPECT_EQ(desk.count("replies where comment_id is not null"), 1);
    EXPECT_TRUE(desk.jira.reads().empty()) << "no look before the first try";
}

TEST_F(Outbound, FormSentTwiceIsPostedOnce) {
    desk.reply(request, "Thanks!", "7:once");
    desk.reply(request, "Thanks!", "7:once");

    send_all();

    EXPECT_EQ(desk.jira.posts().size(), 1U);
}

TEST_F(Outbound, SameWordsWrittenTwiceArePostedTwice) {
    desk.reply(request, "Ping", "7:first");
    send_all();
    desk.refresh(request);
    desk.reply(request, "Ping", "7:second");
    fails(ErrorKind::Unavailable);

    send_all();

    EXPECT_EQ(desk.jira.posts().size(), 2U);
    EXPECT_EQ(desk.count("replies where comment_id is not null"), 2);
}

TEST_F(Outbound, LooksBeforePostingAgainAndAdoptsWhatGotThrough) {
    desk.reply(request, "Thanks!");
    desk.jira.loses_next_answer();

    send_all();

    EXPECT_EQ(desk.jira.posts().size(), 1U);
    EXPECT_EQ(desk.jira.attempts_to_post(), 1);
    EXPECT_EQ(desk.jira.reads().size(), 1U);
    EXPECT_EQ(desk.count("replies where comment_id is not null and due_at is null"), 1);
}

TEST_F(Outbound, PostsAgainWhatDidNotGetThrough) {
    desk.reply(request, "Thanks!");
    fails(ErrorKind::Unavailable);

    send_all();

    EXPECT_EQ(desk.jira.attempts_to_post(), 2);
    EXPECT_EQ(desk.jira.posts().size(), 1U);
}

TEST_F(Outbound, DoesNotPostWhileItCannotLook) {
    desk.reply(request, "Thanks!");
    desk.jira.loses_next_answer();
    ASSERT_TRUE(desk.outbound.send_one());
    desk.wall_clock.advance(1min);
    fails(ErrorKind::Unavailable);

    ASSERT_TRUE(desk.outbound.send_one());

    EXPECT_EQ(desk.jira.attempts_to_post(), 1);
    EXPECT_EQ(desk.count("replies where due_at is not null"), 1);
}

TEST_F(Outbound, DoesNotPostWhileWhatItSeesIsUnreadable) {
    desk.reply(request, "Thanks!");
    desk.jira.loses_next_answer();
    ASSERT_TRUE(desk.outbound.send_one());
    desk.wall_clock.advance(1min);
    desk.jira.garbles(request);

    ASSERT_TRUE(desk.outbound.send_one());

    EXPECT_EQ(desk.jira.attempts_to_post(), 1);
    EXPECT_EQ(desk.count("replies where due_at is not null"), 1);
}

class OutboundFiles : public Outbound {
protected:
    /// Ann has written, with a file on disk.
    void reply_with_file(const std::string& text, const std::string& key = "once") {
        auto file = desk.files.begin();
        ASSERT_TRUE(file->write("bytes"));
        stored_as = file->keep().value();
        desk.reply(request, text, key);
        desk.database.write([&](connector::store::Connection& connection) {
            connector::store::ReplyFiles(connection)
                .add(key, {{"photo.png", "image/png", 5, stored_as}}, desk.clock.now());
        });
    }

    [[nodiscard]] bool is_on_disk() const { return desk.files.read(stored_as, 100).has_value(); }

    std::string stored_as;
};

TEST_F(OutboundFiles, GoWithTheirReplyAndThenFromDisk) {
    reply_with_file("Look");

    send_all();

    EXPECT_EQ(desk.jira.files(), std::vector<std::string>{"photo.png=bytes"});
    EXPECT_EQ(desk.jira.posts().size(), 1U);
    EXPECT_FALSE(is_on_disk());
}

TEST_F(OutboundFiles, WaitWhileJiraIsAway) {
    reply_with_file("Look");
    fails(ErrorKind::Unavailable);
    ASSERT_TRUE(desk.outbound.send_one());
    EXPECT_TRUE(is_on_disk());

    send_all();

    EXPECT_EQ(desk.jira.files().size(), 1U);
}

/// The mark is a second call: the comment has none, and the files' names stand behind its words.
TEST_F(OutboundFiles, LostAnswerMakesNoSecondComment) {
    desk.jira.keeps_no_marks();
    reply_with_file("Look");
    desk.jira.loses_next_answer();

    send_all();

    EXPECT_EQ(desk.jira.attempts_to_post(), 1);
    EXPECT_EQ(desk.jira.files().size(), 1U);
    EXPECT_EQ(desk.count("replies where comment_id is not null and due_at is null"), 1);
}

TEST_F(OutboundFiles, ReplyWithoutFilesIsNotKnownByItsFirstWords) {
    desk.jira.keeps_no_marks();
    desk.jira.has_comment(request, "connector", "ann wrote: Look here");
    desk.reply(request, "Look");
    fails(ErrorKind::Unavailable);

    send_all();

    EXPECT_EQ(desk.jira.posts().size(), 1U);
}

TEST_F(OutboundFiles, ReplyWhoseFileIsGoneIsRefusedNotSentWithout) {
    reply_with_file("Look");
    desk.files.remove(stored_as);

    send_all();

    EXPECT_TRUE(desk.jira.posts().empty());
    EXPECT_EQ(desk.count("replies where due_at is null and comment_id is null"), 1);
}

/// The webhook of our own comment may be read before the answer to our call, or instead of it.
TEST_F(Outbound, EchoThatComesFirstSettlesTheReply) {
    desk.reply(request, "Thanks!");
    desk.jira.loses_next_answer();
    ASSERT_TRUE(desk.outbound.send_one());

    desk.refresh(request);

    EXPECT_EQ(desk.count("replies where comment_id is not null and due_at is null"), 1);
    EXPECT_EQ(desk.mails("agent_replied"), 0);
    send_all();
    EXPECT_EQ(desk.jira.attempts_to_post(), 1);
}

TEST_F(Outbound, CustomerWhoImitatesOurWordsIsNoEcho) {
    desk.reply(request, "Thanks!");
    fails(ErrorKind::Unavailable);
    ASSERT_TRUE(desk.outbound.send_one());
    desk.jira.has_comment(request, "mallory", "ann wrote:\n\nThanks!");

    desk.refresh(request);
    send_all();

    EXPECT_EQ(desk.jira.posts().size(), 1U);
}

/// Somebody we know may have an account of another kind: Jira's word on customers is not all.
TEST_F(Outbound, ContactWhoImitatesOurWordsIsNoEchoWhateverTheAccount) {
    desk.contact("mallory", "mallory@example.com");
    desk.reply(request, "Thanks!");
    fails(ErrorKind::Unavailable);
    ASSERT_TRUE(desk.outbound.send_one());
    desk.jira.has_comment(request, "mallory", "ann wrote:\n\nThanks!");
    desk.jira.request(request).comments.back().author.is_customer = false;

    desk.refresh(request);
    send_all();

    EXPECT_EQ(desk.jira.posts().size(), 1U);
}

TEST_F(Outbound, RefusedReplyStaysVisibleWithItsReason) {
    desk.reply(request, "Thanks!");
    desk.jira.hides(request);

    send_all();

    const auto pending = desk.database.read([&](connector::store::Connection& connection) {
        return connector::store::Replies(connection).pending_of(request);
    });
    ASSERT_EQ(pending.size(), 1U);
    EXPECT_TRUE(pending.front().is_refused);
    EXPECT_EQ(pending.front().text, "Thanks!");
    EXPECT_EQ(desk.jira.attempts_to_post(), 1);
    EXPECT_TRUE(desk.log.contains("reply.not_posted"));
}

TEST_F(Outbound, KeepsTryingWithoutCredentialOrPermission) {
    for (const ErrorKind kind : {ErrorKind::Unauthorized, ErrorKind::Denied, ErrorKind::Limited}) {
        const std::string key = std::string("7:").append(base::name_of(kind));
        desk.reply(request, key, key);
        fails(kind);
    }

    send_all();

    EXPECT_EQ(desk.jira.posts().size(), 3U);
}

TEST_F(Outbound, WaitsAsLongAsJiraAsks) {
    desk.reply(request, "Thanks!");
    fails(ErrorKind::Limited, 300s);
    ASSERT_TRUE(desk.outbound.send_one());

    desk.wall_clock.advance(299s);
    EXPECT_FALSE(desk.outbound.send_one());
    desk.wall_clock.advance(1s);
    EXPECT_TRUE(desk.outbound.send_one());
}

TEST_F(Outbound, WorkerThatLostItsLeaseSettlesNothing) {
    desk.reply(request, "Thanks!");
    const auto lost = desk.database.write([&](connector::store::Connection& connection) {
        return connector::store::Replies(connection).claim(desk.clock.now(), 2min)->claim;
    });
    desk.wall_clock.advance(2min);
    ASSERT_TRUE(desk.outbound.send_one());

    desk.database.write([&](connector::store::Connection& connection) {
        connector::store::Replies replies(connection);
        replies.refuse(lost, "ghost");
        replies.put_back(lost, desk.clock.now(), "ghost");
        replies.finish(lost, base::CommentId(1));
    });

    EXPECT_EQ(desk.count("replies where due_at is null and comment_id = 20001"), 1);
    EXPECT_FALSE(desk.outbound.send_one());
}

TEST_F(Outbound, LogNeverHoldsTheWords) {
    desk.reply(request, "canary");
    fails(ErrorKind::Unavailable);

    send_all();

    EXPECT_FALSE(desk.log.contains("canary"));
}

}  // namespace
