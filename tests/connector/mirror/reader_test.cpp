#include "connector/mirror/reader.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/connector/mirror/mirrored_desk.hpp"
#include "tests/support/filling_store.hpp"

namespace {

using base::ErrorKind;
using namespace std::chrono_literals;

class Reader : public testing::Test {
protected:
    void fails(ErrorKind kind, std::optional<base::seconds> retry_after = std::nullopt) {
        desk.jira.fails_next({kind, "no answer", retry_after});
        ASSERT_TRUE(desk.reader.work_off_some());
    }

    /// How long until the reader would try again.
    base::milliseconds pause(const std::string& of = "inbox") {
        return base::milliseconds(std::stoll(desk.value("select due_at from " + of))) -
               desk.clock.now().time_since_epoch();
    }

    /// Whoever saves this request from now on is in for an exception.
    void poison(base::RequestId id) {
        desk.database.write([&](connector::store::Connection& connection) {
            connection.run(
                "create trigger poison before insert on requests when new.id = " +
                std::to_string(id.value()) + " begin select raise(abort, 'poisoned'); end"
            );
        });
    }

    tests::MirroredDesk desk;
    base::RequestId request = desk.jira.has_request(12, "ann").id;
};

TEST_F(Reader, HasNothingToDoWithoutHints) {
    EXPECT_FALSE(desk.reader.work_off_some());

    EXPECT_TRUE(desk.jira.reads().empty());
}

TEST_F(Reader, MirrorsWhatAHintPointsAtAndFinishesIt) {
    desk.hint(request);

    EXPECT_TRUE(desk.reader.work_off_some());

    EXPECT_TRUE(desk.visible(request));
    EXPECT_EQ(desk.mails("request_created"), 1);
    EXPECT_EQ(desk.count("inbox where done_at is not null and due_at is null"), 1);
    EXPECT_FALSE(desk.reader.work_off_some());
}

TEST_F(Reader, WaitsAMomentAfterACallAndLongerAfterAFullOne) {
    desk.hint(request);
    const auto moment = desk.reader.work_off_some().pause();
    EXPECT_GT(moment, 0ms);
    EXPECT_EQ(desk.reader.work_off_some().pause(), 0ms) << "nothing to do";

    for (unsigned char i = 100; i < 200; ++i) desk.hint(desk.jira.has_request(i, "ann").id, i);

    EXPECT_GT(desk.reader.work_off_some().pause(), moment);
}

TEST_F(Reader, AsksOnceForManyHints) {
    const auto other = desk.jira.has_request(13, "bob").id;
    desk.hint(request, 1);
    desk.hint(other, 2);
    desk.hint(request, 3);

    desk.reader.work_off_some();

    ASSERT_EQ(desk.jira.reads().size(), 1U);
    EXPECT_EQ(desk.jira.reads().front(), (std::vector{request, other}));
    EXPECT_EQ(desk.count("inbox where done_at is null"), 0);
}

TEST_F(Reader, MoreHintsThanACallTakesAreReadByASecondOne) {
    std::vector<base::RequestId> ids;
    for (unsigned char i = 50; i < 200; ++i) {
        ids.push_back(desk.jira.has_request(i, "ann").id);
        desk.hint(ids.back(), i);
    }

    EXPECT_TRUE(desk.reader.work_off_some());
    EXPECT_TRUE(desk.reader.work_off_some());

    ASSERT_EQ(desk.jira.reads().size(), 2U);
    std::vector<base::RequestId> read = desk.jira.reads()[0];
    EXPECT_EQ(read.size(), 100U);
    read.insert(read.end(), desk.jira.reads()[1].begin(), desk.jira.reads()[1].end());
    std::sort(read.begin(), read.end());
    std::sort(ids.begin(), ids.end());
    EXPECT_EQ(read, ids) << "each once";
    EXPECT_EQ(desk.count("inbox where done_at is null"), 0);
    EXPECT_FALSE(desk.reader.work_off_some());
}

TEST_F(Reader, WithdrawsWhatJiraNoLongerShows) {
    desk.refresh(request);
    const std::string token = desk.link(desk.ann, request);
    desk.jira.hides(request);
    desk.hint(request);

    desk.reader.work_off_some();

    EXPECT_FALSE(desk.visible(request));
    EXPECT_FALSE(desk.links.preview(token, {}));
    EXPECT_EQ(desk.count("inbox where done_at is not null"), 1);
}

TEST_F(Reader, PutsHintsBackWhileJiraIsAway) {
    desk.hint(request);

    fails(ErrorKind::Unavailable);

    EXPECT_EQ(desk.count("inbox where due_at is not null and done_at is null"), 1);
    EXPECT_FALSE(desk.reader.work_off_some()) << "not before its time";
    desk.wall_clock.advance(pause());
    EXPECT_TRUE(desk.reader.work_off_some());
    EXPECT_TRUE(desk.visible(request));
}

/// An answer we can't read says nothing: neither that the request is there nor that it is gone.
TEST_F(Reader, PutsBackWhatIsUnreadableAndFinishesTheRest) {
    desk.refresh(request);
    const auto other = desk.jira.has_request(13, "bob").id;
    desk.jira.garbles(request);
    desk.hint(request, 1);
    desk.hint(other, 2);

    EXPECT_TRUE(desk.reader.work_off_some());

    EXPECT_TRUE(desk.visible(request));
    EXPECT_TRUE(desk.visible(other));
    EXPECT_EQ(desk.count("inbox where request_id = 10012 and due_at is not null"), 1);
    EXPECT_EQ(desk.count("inbox where request_id = 10013 and done_at is not null"), 1);
}

TEST_F(Reader, RequestThatCannotBeProjectedHoldsUpNobody) {
    const auto other = desk.jira.has_request(13, "bob").id;
    const auto gone = base::RequestId(10'014);
    poison(request);
    desk.hint(request, 1);
    desk.hint(other, 2);
    desk.hint(gone, 3);

    EXPECT_TRUE(desk.reader.work_off_some());

    EXPECT_EQ(desk.jira.reads().size(), 1U) << "what was read is enough";
    EXPECT_TRUE(desk.visible(other));
    EXPECT_EQ(desk.count("inbox where done_at is not null"), 2);
    EXPECT_EQ(desk.count("inbox where request_id = 10012 and due_at is not null"), 1);
    EXPECT_EQ(pause("inbox where due_at is not null"), 2s);
    EXPECT_TRUE(desk.log.contains("mirror.projection_failed issue=10012"));
    EXPECT_TRUE(desk.log.contains("poisoned"));
}

TEST_F(Reader, RequestThatCannotBeProjectedBecomesADeadLetter) {
    poison(request);
    desk.hint(request);
    for (int i = 0; i < 60; ++i) {
        EXPECT_TRUE(desk.reader.work_off_some()) << i;
        desk.wall_clock.advance(30min);
    }

    EXPECT_EQ(desk.count("inbox where due_at is null and done_at is null"), 1);
    EXPECT_FALSE(desk.reader.work_off_some());
}

TEST_F(Reader, StoreThatIsFullIsNoFaultOfARequest) {
    desk.hint(request, 1);
    desk.hint(desk.jira.has_request(13, "bob").id, 2);
    tests::FillingStore store(desk.database, 1);
    connector::mirror::Reader reader{
        store,
        desk.jira,
        desk.authorship,
        desk.projection,
        desk.outbox,
        desk.clock,
        desk.log,
        desk.metrics};

    EXPECT_THROW(reader.work_off_some(), connector::store::StoreUnavailable);

    EXPECT_EQ(store.writes, 2) << "claimed, and tried once";
    EXPECT_FALSE(desk.log.contains("mirror.projection_failed"));
}

TEST_F(Reader, PausesLongerAfterEachFailureUpToHalfAnHour) {
    desk.hint(request);
    std::vector<base::milliseconds> pauses;
    for (int i = 0; i < 14; ++i) {
        fails(ErrorKind::Unavailable);
        pauses.push_back(pause());
        desk.wall_clock.advance(pause());
    }

    EXPECT_EQ(pauses.front(), 2s);
    EXPECT_TRUE(std::is_sorted(pauses.begin(), pauses.end()));
    EXPECT_EQ(pauses.back(), 30min);
}

TEST_F(Reader, WaitsAsLongAsJiraAsks) {
    desk.hint(request);

    fails(ErrorKind::Limited, 300s);

    EXPECT_EQ(pause(), 300s);
}

TEST_F(Reader, BuriesAHintAfterSixtyFailures) {
    desk.hint(request);
    for (int i = 0; i < 59; ++i) {
        fails(ErrorKind::Unavailable);
        desk.wall_clock.advance(30min);
    }
    EXPECT_EQ(desk.count("inbox where due_at is not null"), 1);

    fails(ErrorKind::Unavailable);

    EXPECT_EQ(desk.count("inbox where due_at is null and done_at is null"), 1);
    EXPECT_EQ(desk.value("select error from inbox"), "no answer");
    EXPECT_FALSE(desk.reader.work_off_some());
}

TEST_F(Reader, BuriedHintCanBeReplayed) {
    desk.hint(request);
    desk.database.write([&](connector::store::Connection& connection) {
        connector::store::Inbox inbox(connection);
        inbox.bury(inbox.claim(desk.clock.now(), 1min, 1).front().claim, "why");
        EXPECT_TRUE(inbox.replay(1, desk.clock.now()));
    });

    EXPECT_TRUE(desk.reader.work_off_some());

    EXPECT_TRUE(desk.visible(request));
}

/// A reader that died between claim and finish: its hint is due again when the lease ends, and what
/// it does afterwards changes nothing (SR-123).
TEST_F(Reader, HintOfADeadReaderComesBackAndItsFenceIsVoid) {
    desk.hint(request);
    const auto lost = desk.database.write([&](connector::store::Connection& connection) {
        return connector::store::Inbox(connection).claim(desk.clock.now(), 2min, 1).front().claim;
    });
    EXPECT_FALSE(desk.reader.work_off_some());
    desk.wall_clock.advance(2min);
    desk.jira.fails_next({ErrorKind::Unavailable, "later", std::nullopt});
    ASSERT_TRUE(desk.reader.work_off_some());

    desk.database.write([&](connector::store::Connection& connection) {
        connector::store::Inbox inbox(connection);
        inbox.finish(lost, desk.clock.now());
        inbox.bury(lost, "ghost");
        inbox.put_back(lost, desk.clock.now(), "ghost");
    });

    EXPECT_EQ(desk.count("inbox where due_at is not null and done_at is null"), 1);
    EXPECT_EQ(desk.value("select error from inbox"), "later");
}

}  // namespace
