#include "connector/mirror/news.hpp"

#include <gtest/gtest.h>

#include "connector/store/request_lists.hpp"
#include "tests/connector/mirror/mirrored_desk.hpp"

namespace {

using namespace std::chrono_literals;
using connector::store::Connection;
using connector::store::RequestLists;

/// Ann's SUP-12, in which Bob takes part; both have seen what is there.
class News : public testing::Test {
protected:
    News() {
        desk.jira.request(request).participants = {desk.jira.user("bob")};
        desk.refresh(request);
        desk.wall_clock.advance(1min);
    }

    void changes() {
        desk.jira.request(request).updated = desk.clock.now();
        desk.refresh(request);
    }

    bool is_unread(base::ContactId contact) {
        return desk.database.read([&](Connection& connection) {
            return RequestLists(connection).is_unread(contact, request);
        });
    }

    void see() {
        desk.database.write([&](Connection& connection) {
            RequestLists(connection).note_all_seen(desk.ann, tests::SupportDesk::project(), 9);
        });
    }

    tests::MirroredDesk desk;
    base::RequestId request = desk.jira.has_request(12, "ann").id;
};

TEST_F(News, FirstReadIsNone) {
    EXPECT_FALSE(is_unread(desk.ann));
    EXPECT_FALSE(is_unread(desk.bob));
}

TEST_F(News, AgentsAnswerIsForAll) {
    desk.jira.has_comment(request, "agent", "Try this");
    desk.refresh(request);

    EXPECT_TRUE(is_unread(desk.ann));
    EXPECT_TRUE(is_unread(desk.bob));
}

TEST_F(News, OwnWordsAndWhatJiraMakesOfThemAreNewToOthersOnly) {
    desk.jira.has_comment(request, "ann", "Still broken");
    desk.jira.request(request).status = "Reopened";
    desk.refresh(request);

    EXPECT_FALSE(is_unread(desk.ann));
    EXPECT_TRUE(is_unread(desk.bob));
}

TEST_F(News, AnAnswerBesideOwnWordsIsNew) {
    desk.jira.has_comment(request, "ann", "Still broken");
    desk.jira.has_comment(request, "agent", "Try this");
    desk.refresh(request);

    EXPECT_TRUE(is_unread(desk.ann));
}

TEST_F(News, AnotherStatusSummaryOrDescriptionIsNew) {
    desk.jira.request(request).status = "Waiting for you";
    changes();
    EXPECT_TRUE(is_unread(desk.ann));
    see();
    ASSERT_FALSE(is_unread(desk.ann));

    desk.jira.request(request).summary = "Another";
    changes();
    EXPECT_TRUE(is_unread(desk.ann));
    see();

    desk.jira.request(request).description = base::SafeHtml::paragraphs("Another");
    changes();
    EXPECT_TRUE(is_unread(desk.ann));
}

TEST_F(News, EditedWordsAreNew) {
    desk.jira.has_comment(request, "agent", "Tpyo");
    desk.refresh(request);
    see();
    auto& comment = desk.jira.request(request).comments.front();
    comment.text = "Typo";

    changes();

    EXPECT_TRUE(is_unread(desk.ann));
}

TEST_F(News, ReadingTheSameAgainIsNone) {
    changes();

    EXPECT_FALSE(is_unread(desk.ann));
}

TEST_F(News, WhatIsOldWhenItIsReadFirstIsNone) {
    const auto old = desk.jira.has_request(13, "ann").id;
    desk.jira.has_comment(old, "agent", "Last week");
    desk.wall_clock.advance(25h);
    desk.refresh(old);

    EXPECT_FALSE(desk.database.read([&](Connection& connection) {
        return RequestLists(connection).is_unread(desk.ann, old);
    }));
}

}  // namespace
