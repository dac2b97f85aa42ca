#include "connector/portal/conversation.hpp"

#include <gtest/gtest.h>

#include "connector/store/requests.hpp"
#include "connector/store/status_history.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using connector::store::Connection;
using tests::Browser;

/// The thread is kept rendered between visits: what must not outlive a change, or cross over.
class Conversation : public testing::Test {
protected:
    Conversation() {
        desk.comment(20'001, request, "First words");
        anns.open_link(desk.link(desk.ann, request));
        EXPECT_TRUE(shows(anns, "First words"));
    }

    static bool shows(Browser& browser, std::string_view words) {
        return browser.get("/sup/requests/SUP-12").body.find(words) != std::string::npos;
    }

    /// As the projection does: the request is saved with every change of its thread.
    template <typename Deed>
    void change_thread(Deed deed) {
        desk.database.write([&](Connection& connection) {
            connector::store::Requests requests(connection);
            requests.save(requests.find_any(request).value());
            connector::store::Comments comments(connection);
            deed(comments);
        });
    }

    void hand_over_to_bob() {
        auto handed_over = desk.request_of(request);
        handed_over.reporter = desk.bob;
        desk.save(handed_over);
    }

    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    Browser anns{desk.router};
};

TEST_F(Conversation, ShowsTheSameAgain) {
    EXPECT_TRUE(shows(anns, "First words"));
}

TEST_F(Conversation, ShowsANewCommentAtOnce) {
    desk.comment(20'002, request, "Second words");

    EXPECT_TRUE(shows(anns, "First words"));
    EXPECT_TRUE(shows(anns, "Second words"));
}

TEST_F(Conversation, ForgetsARemovedCommentAtOnce) {
    change_thread([](auto& comments) { comments.remove(base::CommentId(20'001)); });

    EXPECT_FALSE(shows(anns, "First words"));
}

TEST_F(Conversation, IsNotKeptForWhoMayNoLongerSeeIt) {
    hand_over_to_bob();

    EXPECT_EQ(anns.get("/sup/requests/SUP-12").status, 404);
    EXPECT_FALSE(shows(anns, "First words"));
}

TEST_F(Conversation, OfOneReaderIsNotAnothers) {
    change_thread([&](auto& comments) {
        auto comment = comments.find(base::CommentId(20'001)).value();
        comment.author = desk.ann;
        comment.author_name = "ann";
        comments.save(comment);
    });
    EXPECT_TRUE(shows(anns, "<strong dir=\"auto\">You</strong>"));
    Browser bobs(desk.router);
    hand_over_to_bob();
    bobs.open_link(desk.link(desk.bob, request));

    EXPECT_FALSE(shows(bobs, "<strong dir=\"auto\">You</strong>"));
    EXPECT_TRUE(shows(bobs, "<strong dir=\"auto\">ann</strong>"));
}

TEST_F(Conversation, OfAWithdrawnRequestIsGone) {
    desk.database.write([&](Connection& connection) {
        connector::store::Requests(connection).withdraw(request, desk.clock.now());
        connector::store::Comments(connection).remove_all_of(request);
    });
    EXPECT_EQ(anns.get("/sup/requests/SUP-12").status, 404);

    desk.save(desk.request_of(request));
    EXPECT_EQ(anns.get("/sup/requests/SUP-12").status, 200);
    EXPECT_FALSE(shows(anns, "First words"));
}

/// Between what was said before and after, and not the status that it began with.
TEST_F(Conversation, ShowsChangesOfStatusWhereTheyHappened) {
    using namespace std::chrono_literals;
    const base::Time began = desk.request_of(request).created;
    desk.wall_clock.advance(20min);
    desk.comment(20'002, request, "Second words");
    desk.database.write([&](Connection& connection) {
        connector::store::StatusHistory history(connection);
        history.note(request, {"Raised", began + 1s});
        history.note(request, {"In <b>progress", began + 10min});
        history.note(request, {"Resolved", began + 30min});
    });
    change_thread([](auto&) {});

    const std::string page = anns.get("/sup/requests/SUP-12").body;

    EXPECT_EQ(page.find("Raised"), std::string::npos);
    const auto started = page.find("Status changed to <bdi>In &lt;b&gt;progress</bdi>");
    const auto ended = page.find("Status changed to <bdi>Resolved</bdi>");
    ASSERT_NE(ended, std::string::npos);
    EXPECT_LT(page.find("First words"), started);
    EXPECT_LT(started, page.find("Second words"));
    EXPECT_LT(page.find("Second words"), ended);
}

}  // namespace
