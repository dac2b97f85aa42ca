#include <gtest/gtest.h>

#include "connector/store/outbox.hpp"
#include "tests/connector/mirror/mirrored_desk.hpp"

namespace {

using namespace std::chrono_literals;

/// Which change of a request drafts a mail for its reporter.
class MailOf : public testing::Test {
protected:
    /// Posts Ann's reply and lets Jira's echo come back.
    void reply_and_refresh(const std::string& text) {
        desk.reply(request, text);
        ASSERT_TRUE(desk.outbound.send_one());
        desk.refresh(request);
    }

    tests::MirroredDesk desk;
    base::RequestId request = desk.jira.has_request(12, "ann").id;
};

TEST_F(MailOf, NewRequestIsDraftedInTheTransactionThatMirrorsIt) {
    const auto read = desk.jira.request(request);

    EXPECT_THROW(
        desk.database.write([&](connector::store::Connection& connection) {
            desk.projection.apply(connection, read);
            throw std::runtime_error("before the commit");
        }),
        std::runtime_error
    );
    EXPECT_EQ(desk.count("requests"), 0);
    EXPECT_EQ(desk.count("outbox"), 0);

    desk.refresh(request);
    EXPECT_EQ(desk.count("requests"), 1);
    EXPECT_EQ(desk.mails("request_created"), 1);
    EXPECT_EQ(desk.count("outbox where state = 'queued' and request_id = 10012"), 1);
}

TEST_F(MailOf, OneChangeIsDraftedOnceHoweverOftenItIsRead) {
    desk.jira.has_comment(request, "agent", "Hello");
    for (int i = 0; i < 5; ++i) desk.refresh(request);

    EXPECT_EQ(desk.mails("request_created"), 1);
    EXPECT_EQ(desk.mails("agent_replied"), 1);
    EXPECT_EQ(desk.count("outbox"), 2);
}

TEST_F(MailOf, AgentsReplyNamesTheComment) {
    desk.refresh(request);
    const auto comment = desk.jira.has_comment(request, "agent", "Hello");
    desk.refresh(request);

    EXPECT_EQ(
        desk.value("select comment_id from outbox where kind = 'agent_replied'"),
        std::to_string(comment.value())
    );
}

TEST_F(MailOf, ChangedStatusIsNews) {
    desk.refresh(request);
    desk.wall_clock.advance(1min);
    desk.jira.moves_to_status(request, "In progress", jira::StatusCategory::InProgress);

    desk.refresh(request);

    EXPECT_EQ(desk.mails("status_changed"), 1);
    EXPECT_EQ(desk.mails("request_resolved"), 0);
}

TEST_F(MailOf, ResolvedRequestHasAMailOfItsOwn) {
    desk.refresh(request);
    desk.wall_clock.advance(1min);
    desk.jira.moves_to_status(request, "Done", jira::StatusCategory::Done);

    desk.refresh(request);

    EXPECT_EQ(desk.mails("request_resolved"), 1);
    EXPECT_EQ(desk.mails("status_changed"), 0);
}

TEST_F(MailOf, StatusThatComesBackIsNewsAgain) {
    desk.refresh(request);
    for (const char* status : {"Waiting", "Open", "Waiting"}) {
        desk.wall_clock.advance(1min);
        desk.jira.moves_to_status(request, status, jira::StatusCategory::InProgress);
        desk.refresh(request);
    }

    EXPECT_EQ(desk.mails("status_changed"), 3);
}

TEST_F(MailOf, OldRequestReadForTheFirstTimeIsNoNews) {
    desk.jira.has_comment(request, "agent", "Long ago");
    desk.wall_clock.advance(25h);

    desk.refresh(request);

    EXPECT_TRUE(desk.visible(request));
    EXPECT_EQ(desk.count("outbox"), 0);
}

TEST_F(MailOf, FreshReplyOnAnOldRequestIsNews) {
    desk.wall_clock.advance(25h);
    desk.jira.has_comment(request, "agent", "Today");

    desk.refresh(request);

    EXPECT_EQ(desk.mails("agent_replied"), 1);
    EXPECT_EQ(desk.mails("request_created"), 0);
}

/// The agent wrote a note and shared it two days later: it is news when it becomes public.
TEST_F(MailOf, CommentMadePublicDaysLaterIsNews) {
    desk.refresh(request);
    const auto written = desk.clock.now();
    desk.wall_clock.advance(48h);
    desk.jira.has_comment(request, "agent", "Shared at last");
    desk.jira.request(request).comments.back().created = written;

    desk.refresh(request);

    EXPECT_EQ(desk.mails("agent_replied"), 1);
}

TEST_F(MailOf, CommentOlderThanTheOutboxRemembersIsNoNews) {
    desk.refresh(request);
    const auto written = desk.clock.now();
    desk.wall_clock.advance(24h * 31);
    desk.jira.has_comment(request, "agent", "Who knows whether it was told");
    desk.jira.request(request).comments.back().created = written;

    desk.refresh(request);

    EXPECT_EQ(desk.comments(request).size(), 1U);
    EXPECT_EQ(desk.mails("agent_replied"), 0);
}

TEST_F(MailOf, RequestThatComesBackIntoSightBringsNoOldNews) {
    desk.jira.has_comment(request, "agent", "Long ago");
    desk.wall_clock.advance(48h);
    desk.refresh(request);
    desk.database.write([&](connector::store::Connection& connection) {
        desk.projection.withdraw(connection, request);
    });

    desk.refresh(request);

    EXPECT_EQ(desk.comments(request).size(), 1U);
    EXPECT_EQ(desk.count("outbox"), 0);
}

TEST_F(MailOf, EchoOfAPortalReplyIsNoneAndShowsTheContactsOwnWords) {
    desk.refresh(request);
    reply_and_refresh("First line\nsecond line");

    EXPECT_EQ(desk.mails("agent_replied"), 0);
    const auto comments = desk.comments(request);
    ASSERT_EQ(comments.size(), 1U);
    EXPECT_EQ(comments.front().author, desk.ann);
    EXPECT_EQ(comments.front().author_name, "ann");
    EXPECT_EQ(comments.front().text, "First line\nsecond line");
    EXPECT_EQ(comments.front().html, base::SafeHtml::paragraphs("First line\nsecond line"));
    EXPECT_EQ(desk.count("replies where mirrored_at is not null"), 1);
}

TEST_F(MailOf, ReplyStaysTheContactsWhenItsOwnRowIsForgotten) {
    desk.refresh(request);
    reply_and_refresh("First line\nsecond line");
    desk.database.write([](connector::store::Connection& connection) {
        EXPECT_EQ(connection.run("delete from replies"), 1);
    });

    desk.refresh(request);

    const auto comment = desk.comments(request).at(0);
    EXPECT_EQ(comment.author, desk.ann);
    EXPECT_EQ(comment.author_name, "ann");
    EXPECT_EQ(comment.text, "First line\nsecond line");
    EXPECT_EQ(desk.mails("agent_replied"), 0);
}

TEST_F(MailOf, EchoThatAnAgentEditedShowsJirasWordsAndStaysTheContacts) {
    desk.refresh(request);
    reply_and_refresh("My password is hunter2");
    desk.wall_clock.advance(1min);
    auto& echo = desk.jira.request(request).comments.front();
    echo.text = "[removed]";
    echo.html = base::SafeHtml::paragraphs("[removed]");
    echo.updated = desk.clock.now();

    desk.refresh(request);

    EXPECT_EQ(desk.comments(request).front().text, "[removed]");
    EXPECT_EQ(desk.comments(request).front().author, desk.ann);
}

TEST_F(MailOf, ReportersOwnCommentInJiraIsNone) {
    desk.refresh(request);
    desk.jira.has_comment(request, "ann", "I found out myself");

    desk.refresh(request);

    EXPECT_EQ(desk.mails("agent_replied"), 0);
    EXPECT_EQ(desk.comments(request).front().author, desk.ann);
}

TEST_F(MailOf, SomebodyElsesCommentGoesToTheReporterOnly) {
    desk.refresh(request);
    desk.jira.has_comment(request, "bob", "Me too");

    desk.refresh(request);

    EXPECT_EQ(desk.mails("agent_replied"), 1);
    EXPECT_EQ(
        desk.value("select contact_id from outbox where kind = 'agent_replied'"),
        std::to_string(desk.ann.value())
    );
}

TEST_F(MailOf, ReporterWithoutAddressOrAccessIsNone) {
    desk.jira.has_request(13, "zoe").reporter->email.reset();
    desk.jira.has_request(14, "ida").reporter->is_active = false;
    desk.jira.has_request(15, "ann").reporter.reset();

    for (const int id : {10'013, 10'014, 10'015}) desk.refresh(base::RequestId(id));

    EXPECT_EQ(desk.count("requests"), 3);
    EXPECT_EQ(desk.count("outbox"), 0);
}

TEST_F(MailOf, KindTheProjectDoesNotWantIsNone) {
    connector::notify::Outbox quiet(
        {{desk.project(), {connector::model::MailKind::AgentReplied}}}, desk.clock, desk.bell
    );
    connector::mirror::Projection projection({desk.project()}, quiet, desk.clock);
    const auto read = desk.jira.request(request);

    desk.database.write([&](connector::store::Connection& connection) {
        projection.apply(connection, read);
    });

    EXPECT_EQ(desk.count("outbox"), 0);
}

}  // namespace
