#include "connector/notify/outbox.hpp"

#include <gtest/gtest.h>

#include "connector/store/requests.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using namespace std::chrono_literals;
using connector::model::MailKind;
using connector::notify::Event;

class Outbox : public testing::Test {
protected:
    void note(const Event& event) {
        desk.database.write([&](connector::store::Connection& connection) {
            outbox.note(connection, event);
        });
    }

    void takes_part(base::ContactId contact) {
        auto shared = desk.request_of(request);
        shared.participants = {contact};
        desk.save(shared);
    }

    Event event(MailKind kind) {
        return {.kind = kind, .request = desk.request_of(request), .at = desk.clock.now()};
    }

    Event comment_by(std::optional<base::ContactId> author) {
        Event replied = event(MailKind::AgentReplied);
        replied.comment.emplace();
        replied.comment->id = base::CommentId(20'001);
        replied.comment->author = author;
        return replied;
    }

    tests::SupportDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    base::Bell bell;
    connector::notify::Outbox outbox{
        {{desk.project(), {MailKind::RequestCreated, MailKind::AgentReplied}}}, desk.clock, bell};
};

TEST_F(Outbox, DraftsOneMailForOneChange) {
    note(event(MailKind::RequestCreated));
    note(event(MailKind::RequestCreated));

    EXPECT_EQ(desk.count("outbox"), 1);
}

TEST_F(Outbox, DraftsNothingThatTheProjectDoesNotWant) {
    note(event(MailKind::StatusChanged));

    EXPECT_EQ(desk.count("outbox"), 0);
}

TEST_F(Outbox, DraftsNothingForAProjectWithoutRules) {
    Event foreign = event(MailKind::RequestCreated);
    foreign.request.project = base::ProjectKey("OPS");

    note(foreign);

    EXPECT_EQ(desk.count("outbox"), 0);
}

TEST_F(Outbox, NobodyIsToldOfTheirOwnDeed) {
    note(comment_by(desk.ann));
    EXPECT_EQ(desk.count("outbox"), 0);

    note(comment_by(desk.bob));
    EXPECT_EQ(desk.count("outbox"), 1);
}

TEST_F(Outbox, AnAgentsCommentIsNobodysOwn) {
    note(comment_by(std::nullopt));

    EXPECT_EQ(desk.count("outbox"), 1);
}

TEST_F(Outbox, ParticipantsAreToldAsTheReporterIs) {
    takes_part(desk.bob);

    note(comment_by(std::nullopt));
    note(comment_by(std::nullopt));

    EXPECT_EQ(desk.count("outbox"), 2);
    EXPECT_EQ(desk.count("outbox where contact_id = " + std::to_string(desk.bob.value())), 1);
}

TEST_F(Outbox, OfANewRequestTheReporterIsToldAlone) {
    takes_part(desk.bob);

    note(event(MailKind::RequestCreated));

    EXPECT_EQ(desk.count("outbox"), 1);
    EXPECT_EQ(desk.count("outbox where contact_id = " + std::to_string(desk.ann.value())), 1);
}

TEST_F(Outbox, ReporterWhoTakesPartIsToldOnce) {
    takes_part(desk.ann);

    note(comment_by(std::nullopt));

    EXPECT_EQ(desk.count("outbox"), 1);
}

TEST_F(Outbox, ParticipantIsNotToldOfTheirOwnDeed) {
    takes_part(desk.bob);

    note(comment_by(desk.bob));

    EXPECT_EQ(desk.count("outbox"), 1);
    EXPECT_EQ(desk.count("outbox where contact_id = " + std::to_string(desk.ann.value())), 1);
}

TEST_F(Outbox, WhatIsADayOldIsNoNews) {
    const Event fresh = event(MailKind::RequestCreated);
    desk.wall_clock.advance(24h - 1ms);
    note(fresh);
    EXPECT_EQ(desk.count("outbox"), 1);

    const Event old = comment_by(std::nullopt);
    desk.wall_clock.advance(24h);
    note(old);
    EXPECT_EQ(desk.count("outbox"), 1);
}

TEST_F(Outbox, RequestWithoutReporterHasNobodyToTell) {
    Event orphan = event(MailKind::RequestCreated);
    orphan.request.reporter.reset();

    note(orphan);

    EXPECT_EQ(desk.count("outbox"), 0);
}

}  // namespace
