#include "connector/mirror/projection.hpp"

#include <gtest/gtest.h>

#include "connector/access/policy.hpp"
#include "connector/store/audit_chain.hpp"
#include "connector/store/erasure.hpp"
#include "tests/connector/mirror/mirrored_desk.hpp"

namespace {

using namespace std::chrono_literals;
using Outcome = tests::MirroredDesk::Outcome;

class Projection : public testing::Test {
protected:
    tests::MirroredDesk desk;
    base::RequestId request = desk.jira.has_request(12, "ann").id;
};

TEST_F(Projection, NewRequestIsMirroredWithItsReporter) {
    EXPECT_EQ(desk.refresh(request), Outcome::Applied);

    const auto mirrored = desk.visible(request);
    ASSERT_TRUE(mirrored);
    EXPECT_EQ(mirrored->key.value(), "SUP-12");
    EXPECT_EQ(mirrored->summary, "Summary of SUP-12");
    EXPECT_EQ(mirrored->reporter, desk.ann);
}

TEST_F(Projection, ReporterUnknownSoFarBecomesAContact) {
    desk.jira.has_request(12, "zoe");

    desk.refresh(request);

    EXPECT_EQ(desk.count("contacts where account_id = 'account-zoe' and is_active = 1"), 1);
    EXPECT_EQ(
        desk.value("select address from contacts where display_name = 'zoe'"), "zoe@example.com"
    );
}

TEST_F(Projection, AddressIsNormalisedAndAnUnusableOneIsLikeAHiddenOne) {
    desk.jira.request(request).reporter->email = " Ann@EXAMPLE.com";
    desk.refresh(request);
    EXPECT_EQ(
        desk.value("select address from contacts where display_name = 'ann'"), "ann@example.com"
    );

    desk.jira.has_request(13, "zoe").reporter->email = "zoe, bob@example.com";
    EXPECT_EQ(desk.refresh(base::RequestId(10'013)), Outcome::Applied);
    EXPECT_EQ(desk.count("contacts where display_name = 'zoe' and address is null"), 1);
}

TEST_F(Projection, OlderReadNeverOverwrites) {
    const auto older = desk.jira.request(request);
    desk.wall_clock.advance(1s);
    desk.jira.request(request).summary = "Newer";
    desk.jira.has_comment(request, "agent", "Hello");
    desk.refresh(request);

    EXPECT_EQ(desk.apply(older), Outcome::Stale);

    EXPECT_EQ(desk.visible(request)->summary, "Newer");
    EXPECT_EQ(desk.comments(request).size(), 1U);
}

TEST_F(Projection, ReadWithTheSameStampIsApplied) {
    desk.refresh(request);
    desk.jira.request(request).summary = "Edited within the millisecond";

    EXPECT_EQ(desk.refresh(request), Outcome::Applied);

    EXPECT_EQ(desk.visible(request)->summary, "Edited within the millisecond");
}

TEST_F(Projection, CommentThatIsNoLongerPublicIsRemoved) {
    const auto stays = desk.jira.has_comment(request, "agent", "Public");
    const auto goes = desk.jira.has_comment(request, "agent", "canary");
    desk.refresh(request);
    ASSERT_EQ(desk.comments(request).size(), 2U);

    desk.jira.hides_comment(request, goes);
    desk.refresh(request);

    ASSERT_EQ(desk.comments(request).size(), 1U);
    EXPECT_EQ(desk.comments(request).front().id, stays);
}

TEST_F(Projection, EditedCommentIsReplaced) {
    const auto id = desk.jira.has_comment(request, "agent", "Tpyo");
    desk.refresh(request);
    auto& comment = desk.jira.request(request).comments.front();
    desk.wall_clock.advance(1min);
    comment.text = "Typo";
    comment.html = base::SafeHtml::paragraphs("Typo");
    comment.updated = desk.clock.now();

    desk.refresh(request);

    ASSERT_EQ(desk.comments(request).size(), 1U);
    EXPECT_EQ(desk.comments(request).front().id, id);
    EXPECT_EQ(desk.comments(request).front().text, "Typo");
}

TEST_F(Projection, MovedToAForeignProjectIsWithdrawnWithCommentsAndLinks) {
    desk.jira.has_comment(request, "agent", "canary");
    desk.refresh(request);
    const std::string token = desk.link(desk.ann, request);

    desk.jira.request(request).project = base::ProjectKey("OPS");

    EXPECT_EQ(desk.refresh(request), Outcome::Foreign);
    EXPECT_FALSE(desk.visible(request));
    EXPECT_TRUE(desk.comments(request).empty());
    EXPECT_FALSE(desk.links.preview(token, {}));
}

TEST_F(Projection, ForeignRequestLeavesNoTrace) {
    desk.jira.request(request).project = base::ProjectKey("OPS");

    EXPECT_EQ(desk.refresh(request), Outcome::Foreign);

    EXPECT_EQ(desk.count("requests"), 0);
    EXPECT_EQ(desk.count("outbox"), 0);
}

TEST_F(Projection, WithdrawnRequestComesBackWhenJiraShowsItAgain) {
    desk.jira.has_comment(request, "agent", "Hello");
    desk.refresh(request);
    desk.database.write([&](connector::store::Connection& connection) {
        desk.projection.withdraw(connection, request);
    });
    ASSERT_FALSE(desk.visible(request));

    EXPECT_EQ(desk.refresh(request), Outcome::Applied);

    EXPECT_TRUE(desk.visible(request));
    EXPECT_EQ(desk.comments(request).size(), 1U);
    EXPECT_EQ(desk.count("outbox"), 2) << "created and replied, of the first time";
}

TEST_F(Projection, ReporterWhoChangesLosesSightAtOnce) {
    using connector::access::Action;
    const connector::access::Subject ann{desk.ann, connector::model::Assurance::Verified};
    desk.refresh(request);
    ASSERT_TRUE(may(ann, Action::See, *desk.visible(request)));

    desk.jira.request(request).reporter = tests::FakeJira::user("bob");
    desk.refresh(request);
    EXPECT_FALSE(may(ann, Action::See, *desk.visible(request)));

    desk.jira.request(request).reporter.reset();
    desk.refresh(request);
    EXPECT_FALSE(desk.visible(request)->reporter);
}

TEST_F(Projection, ReporterDeactivatedInJiraLosesHerSession) {
    desk.refresh(request);
    const std::string cookie = desk.session(desk.ann, request);

    desk.jira.request(request).reporter->is_active = false;
    desk.refresh(request);

    EXPECT_FALSE(desk.is_signed_in(cookie));
}

TEST_F(Projection, SavesOnlyCommentsThatDiffer) {
    for (const char* text : {"one", "two", "three"}) desk.jira.has_comment(request, "agent", text);
    desk.refresh(request);
    desk.database.write([](connector::store::Connection& connection) {
        connection.run("create table saved (id integer) strict");
        connection.run(
            "create trigger saving after update on comments begin "
            "insert into saved values (new.id); end"
        );
    });
    auto& edited = desk.jira.request(request).comments.at(1);
    edited.text = "2";

    desk.refresh(request);

    EXPECT_EQ(desk.count("saved"), 1);
    EXPECT_EQ(desk.value("select id from saved"), std::to_string(edited.id.value()));
    EXPECT_EQ(desk.comments(request).at(1).text, "2");
}

/// Ann takes part in Bob's request; then she is erased, and Jira goes on telling of her.
class ErasedPerson : public Projection {
protected:
    ErasedPerson() {
        his = desk.jira.has_request(13, "bob").id;
        desk.jira.request(his).participants.push_back(*desk.jira.request(request).reporter);
        desk.jira.has_comment(his, "ann", "hers");
        desk.jira.has_comment(his, "agent", "theirs");
        desk.refresh(request);
        desk.refresh(his);
        connector::store::begin_audit_chain(
            desk.database, desk.keys.for_store(desk.random), desk.clock.now()
        );
        desk.database.write([&](connector::store::Connection& connection) {
            connector::store::erase_contact(connection, desk.ann, desk.clock.now());
        });
    }

    base::RequestId his;
};

TEST_F(ErasedPerson, HasNoRequestAgain) {
    EXPECT_EQ(desk.refresh(request), Outcome::Foreign);

    EXPECT_FALSE(desk.visible(request));
    EXPECT_EQ(desk.count("requests where id = 10012"), 0);
    EXPECT_EQ(desk.count("contacts where account_id = 'account-ann'"), 0);
}

TEST_F(ErasedPerson, HasNoWordsInOthersRequestsAgain) {
    EXPECT_EQ(desk.refresh(his), Outcome::Applied);

    ASSERT_EQ(desk.comments(his).size(), 1U);
    EXPECT_EQ(desk.comments(his).front().text, "theirs");
    EXPECT_EQ(desk.count("participants"), 0);
    EXPECT_EQ(desk.count("contacts where account_id = 'account-ann'"), 0);
}

TEST_F(ErasedPerson, LeavesOthersAsTheyWere) {
    desk.jira.has_request(14, "zoe");

    EXPECT_EQ(desk.refresh(base::RequestId(10'014)), Outcome::Applied);
}

TEST_F(Projection, ChangesOfStatusAreKeptAsCustomersSeeThem) {
    const auto is_now = [&](const std::string& status, base::Time since) {
        desk.jira.moves_to_status(request, status, jira::StatusCategory::InProgress);
        desk.jira.request(request).status_since = since;
        desk.refresh(request);
    };
    const base::Time start = desk.clock.now();
    is_now("Waiting", start);
    is_now("In progress", start + 1min);
    is_now("In progress", start + 2min);  // another status of the workflow behind one name
    is_now("Waiting", start + 3min);
    desk.jira.moves_to_status(request, "Workflow's own", jira::StatusCategory::InProgress);
    desk.jira.request(request).status_since.reset();
    desk.refresh(request);

    EXPECT_EQ(
        desk.value("select group_concat(status, ', ') from "
                   "(select status from status_changes order by at)"),
        "Waiting, In progress, Waiting"
    );
    EXPECT_EQ(
        desk.value("select at from status_changes where status = 'In progress'"),
        std::to_string(base::to_millis(start + 1min))
    );
}

TEST_F(Projection, HistoryGoesWithTheRequest) {
    desk.jira.request(request).status_since = desk.clock.now();
    desk.refresh(request);
    ASSERT_EQ(desk.count("status_changes"), 1);

    desk.database.write([&](connector::store::Connection& connection) {
        desk.projection.withdraw(connection, request);
    });

    EXPECT_EQ(desk.count("status_changes"), 0);
}

}  // namespace
