#include "connector/portal/live_updates.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/store/replies.hpp"
#include "connector/store/requests.hpp"
#include "connector/store/sessions.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using connector::http::EventStream;
using connector::portal::Followers;
using connector::portal::LiveUpdates;
using connector::store::Connection;
using testing::HasSubstr;
using testing::Not;
using tests::Browser;

using Stream = std::shared_ptr<EventStream>;

constexpr const char* kGuestCookie = "__Host-jsm-guest";

/// What came since last time.
std::string told(const Stream& stream) {
    return stream->take().bytes;
}

bool is_over(const Stream& stream) {
    const auto taken = stream->take();
    return taken.is_closed && taken.bytes.ends_with("event: over\ndata: -\n\n");
}

/// Ann's SUP-12, Bob's SUP-13. Cara is Ann's colleague at Acme, with which SUP-12 is shared.
class LivePages : public testing::Test {
protected:
    LivePages() {
        acme.add(desk.ann);
        acme.add(cara);
        desk.share(anns, 1);
        ann.open_link(desk.link(desk.ann, anns));
        bob.open_link(desk.link(desk.bob, bobs));
        carol.open_link(desk.link(cara, caras));
    }

    static Stream open(Browser& browser, const std::string& query = "") {
        auto answer = browser.get("/sup/events" + query);
        EXPECT_EQ(answer.status, 200);
        EXPECT_TRUE(answer.events);
        return answer.events;
    }

    /// Open, and what it begins with is read.
    Stream follow(Browser& browser) {
        Stream stream = open(browser);
        work();
        told(stream);
        return stream;
    }

    /// An agent writes something, and whoever is to be told is told.
    void change(base::RequestId request) {
        desk.comment(++comments, request, "canary comment");
        work();
    }

    void work() {
        for (int i = 0; i < 3; ++i) desk.live.work();
    }

    std::int64_t number() {
        return desk.database.read([](Connection& connection) {
            return connector::store::Changes(connection).heads().changes;
        });
    }

    void set_participants(base::RequestId id, std::vector<base::ContactId> contacts) {
        auto request = desk.request_of(id);
        request.participants = std::move(contacts);
        desk.save(request);
        work();
    }

    tests::PortalDesk desk;
    base::ContactId cara = desk.contact("Cara", "cara@example.com");
    base::RequestId anns = desk.request(12, desk.ann);
    base::RequestId bobs = desk.request(13, desk.bob);
    base::RequestId caras = desk.request(14, cara);
    tests::Organization acme{desk, 1, "Acme"};
    Browser ann{desk.router};
    Browser bob{desk.router};
    Browser carol{desk.router};
    int comments = 20'000;
};

TEST_F(LivePages, ReporterIsToldOfTheirRequestAndOfNoOther) {
    const Stream anns_stream = follow(ann);
    const Stream bobs_stream = follow(bob);

    change(anns);

    EXPECT_EQ(
        told(anns_stream), "id: " + std::to_string(number()) + "\nevent: request\ndata: SUP-12\n\n"
    );
    EXPECT_EQ(told(bobs_stream), "");
}

TEST_F(LivePages, AnEventCarriesTheKeyAndNothingElse) {
    const Stream stream = follow(ann);

    change(anns);

    EXPECT_THAT(told(stream), Not(HasSubstr("canary")));
    change(anns);
    EXPECT_THAT(told(stream), Not(HasSubstr("Summary")));
}

TEST_F(LivePages, OneChangeIsToldOnce) {
    const Stream stream = follow(ann);
    change(anns);
    told(stream);

    work();

    EXPECT_EQ(told(stream), "");
}

TEST_F(LivePages, ParticipantIsToldUntilTheyAreRemoved) {
    set_participants(anns, {desk.bob});
    const Stream stream = follow(bob);
    change(anns);
    EXPECT_THAT(told(stream), HasSubstr("SUP-12"));

    set_participants(anns, {});
    change(anns);

    EXPECT_EQ(told(stream), "");
}

TEST_F(LivePages, ColleagueIsToldUntilTheyAreNoneAnyMore) {
    const Stream stream = follow(carol);
    change(anns);
    EXPECT_THAT(told(stream), HasSubstr("SUP-12"));

    acme.remove(cara);
    change(anns);
    EXPECT_EQ(told(stream), "") << "though the stream is still found by the organization";
}

TEST_F(LivePages, WhoBecomesAColleagueIsToldAfterTheNextLookAtAll) {
    const Stream stream = follow(bob);
    acme.add(desk.bob);
    desk.wall_clock.advance(LiveUpdates::kLookEvery);
    work();

    change(anns);

    EXPECT_THAT(told(stream), HasSubstr("SUP-12"));
}

TEST_F(LivePages, RequestOfAnotherProjectIsNotToldOfHere) {
    const Stream stream = follow(ann);
    auto moved = desk.request_of(anns);
    moved.project = base::ProjectKey("HR");
    desk.save(moved);
    work();

    EXPECT_EQ(told(stream), "");
}

TEST_F(LivePages, WithdrawnRequestIsToldNobody) {
    const Stream stream = follow(ann);
    desk.comment(++comments, anns, "canary");
    desk.database.write([&](Connection& connection) {
        connector::store::Requests(connection).withdraw(anns, desk.clock.now());
    });
    work();

    EXPECT_EQ(told(stream), "");
}

TEST_F(LivePages, SigningOutEndsTheStreamAtOnce) {
    const Stream stream = follow(ann);
    const Stream other = follow(bob);

    ann.get("/sup/");
    ASSERT_EQ(ann.submit("/sup/sign-out").status, 303);
    work();

    EXPECT_TRUE(is_over(stream));
    EXPECT_FALSE(other->take().is_closed);
    EXPECT_EQ(desk.live.followers(), 1U);
}

TEST_F(LivePages, SessionThatTheOperatorEndsEndsItsStreamAtOnce) {
    const Stream stream = follow(ann);

    desk.database.write([](Connection& connection) {
        return connector::store::Sessions(connection).end_all();
    });
    work();

    EXPECT_TRUE(is_over(stream));
}

TEST_F(LivePages, ContactWhoIsLockedOutIsToldNothingMore) {
    const Stream stream = follow(ann);

    desk.contact("ann", "ann@example.com", false);
    change(anns);

    EXPECT_TRUE(is_over(stream));
}

TEST_F(LivePages, SessionThatRanOutEndsItsStreamWithoutAnyCommit) {
    const Stream stream = follow(ann);

    desk.wall_clock.advance(std::chrono::hours(24 * 365));
    work();

    EXPECT_TRUE(is_over(stream));
}

TEST_F(LivePages, SessionThatRanOutIsToldNothingOfAChange) {
    const Stream stream = follow(ann);
    desk.wall_clock.advance(std::chrono::hours(24 * 365));

    change(anns);

    EXPECT_TRUE(is_over(stream));
}

TEST_F(LivePages, NobodySignedInGetsNoStream) {
    Browser stranger{desk.router};

    const auto answer = stranger.get("/sup/events");

    EXPECT_EQ(answer.status, 403);
    EXPECT_FALSE(answer.events);
    EXPECT_EQ(desk.live.followers(), 0U);
}

TEST_F(LivePages, HeadOpensNone) {
    const auto answer = ann.head("/sup/events");

    EXPECT_EQ(answer.status, 200);
    EXPECT_FALSE(answer.events);
}

TEST_F(LivePages, FifthStreamOfABrowserReplacesItsOldest) {
    std::vector<Stream> streams;
    for (std::size_t i = 0; i < Followers::kMostOfOne; ++i) streams.push_back(follow(ann));
    const Stream bobs_stream = follow(bob);

    streams.push_back(follow(ann));

    const auto oldest = streams.front()->take();
    EXPECT_EQ(oldest.bytes, "event: replaced\ndata: -\n\n");
    EXPECT_TRUE(oldest.is_closed);
    EXPECT_FALSE(bobs_stream->take().is_closed);
    change(anns);
    for (std::size_t i = 1; i < streams.size(); ++i) {
        EXPECT_THAT(told(streams[i]), HasSubstr("SUP-12"));
    }
}

TEST_F(LivePages, StreamThatIsGoneIsForgotten) {
    Stream stream = follow(ann);
    ASSERT_EQ(desk.live.followers(), 1U);

    stream.reset();

    EXPECT_EQ(desk.live.followers(), 0U);
    change(anns);
}

TEST_F(LivePages, GuestIsToldOfWhatTheBrowserHolds) {
    desk.settings.projects.front().doors = {.anonymous = true};
    auto nobodys = desk.request_of(desk.request(15, desk.ann));
    nobodys.reporter.reset();
    desk.save(nobodys);
    Browser guest{desk.router};
    guest.cookies[kGuestCookie] = desk.database.write([&](Connection& connection) {
        const auto begun = desk.guests.begin(connection, tests::SupportDesk::project(), {});
        desk.guests.hold(connection, begun.guest.id, nobodys.id);
        return begun.cookie;
    });
    const Stream stream = follow(guest);

    change(anns);
    EXPECT_EQ(told(stream), "");
    change(nobodys.id);
    EXPECT_THAT(told(stream), HasSubstr("SUP-15"));

    nobodys.reporter = desk.ann;
    desk.save(nobodys);
    work();
    EXPECT_EQ(told(stream), "") << "it has become somebody's";

    guest.get("/sup/");
    guest.submit("/sup/leave");
    work();
    EXPECT_TRUE(is_over(stream));
}

TEST_F(LivePages, PageIsToldWhatItMissedSinceItWasMade) {
    const std::string page = ann.get("/sup/requests/SUP-12").body;
    const std::string seen = std::to_string(number());
    ASSERT_THAT(page, HasSubstr("/sup/events?after=" + seen + "\""));
    change(anns);
    change(bobs);

    const std::string first = told(open(ann, "?after=" + seen));

    EXPECT_THAT(first, HasSubstr("retry: "));
    EXPECT_THAT(first, HasSubstr("event: request\ndata: SUP-12\n\n"));
    EXPECT_THAT(first, Not(HasSubstr("SUP-13")));
    EXPECT_TRUE(first.ends_with("id: " + std::to_string(number()) + "\n\n"));
}

TEST_F(LivePages, NothingMissedIsNothingTold) {
    const std::string first = told(open(ann, "?after=" + std::to_string(number())));

    EXPECT_THAT(first, Not(HasSubstr("event: ")));
}

TEST_F(LivePages, WideGapIsOneRefresh) {
    const std::string seen = std::to_string(number());
    for (int i = 0; i <= LiveUpdates::kMostReplayed; ++i) desk.request(100 + i, desk.bob);

    const std::string first = told(open(ann, "?after=" + seen));

    EXPECT_THAT(first, HasSubstr("event: refresh\ndata: all\n\n"));
    EXPECT_EQ(tests::occurrences(first, "event: "), 1);
}

TEST_F(LivePages, NumberFromTheFutureIsARefresh) {
    const std::string first = told(open(ann, "?after=" + std::to_string(number() + 1)));

    EXPECT_THAT(first, HasSubstr("event: refresh"));
}

TEST_F(LivePages, NumbersGoOnAfterARestart) {
    const Stream stream = follow(ann);
    change(anns);
    const std::int64_t before = number();

    LiveUpdates restarted{
        desk.database, desk.sessions, desk.guests, desk.clock, desk.random, desk.metrics};
    connector::portal::Visitor visitor;
    visitor.signed_in = desk.database.read([&](Connection& connection) {
        return desk.sessions.find(connection, ann.cookies[tests::kSessionCookie]);
    });
    desk.comment(++comments, anns, "canary");
    const auto again =
        restarted.open(desk.settings.projects.front(), visitor, "192.0.2.10", before);

    EXPECT_THAT(told(again), HasSubstr("id: " + std::to_string(before + 1) + "\nevent: request"));
}

TEST_F(LivePages, EveryStateOfAReplyIsTold) {
    const Stream stream = follow(ann);
    ann.get("/sup/requests/SUP-12");
    ann.submit("/sup/requests/SUP-12/comments", {{"text", "Thanks."}});
    work();
    EXPECT_THAT(told(stream), HasSubstr("SUP-12")) << "written";

    const auto with_claim = [&](auto deed) {
        desk.database.write([&](Connection& connection) {
            connector::store::Replies replies(connection);
            const auto claimed = replies.claim(desk.clock.now(), base::milliseconds{0});
            deed(replies, claimed.value().claim);
        });
        work();
        EXPECT_THAT(told(stream), HasSubstr("SUP-12"));
    };
    with_claim([&](auto& replies, const auto& claim) {
        replies.put_back(claim, desk.clock.now(), "away");
    });
    with_claim([](auto& replies, const auto& claim) { replies.finish(claim, base::CommentId(1)); });
}

TEST_F(LivePages, WhatAPageAsksForByItselfKeepsNoSessionAlive) {
    const auto seen = [&] { return desk.value("select max(last_seen_at) from sessions"); };
    const std::string before = seen();
    desk.wall_clock.advance(std::chrono::minutes(5));

    ann.get_live("/sup/requests/SUP-12");
    ann.get_live("/sup/");
    EXPECT_EQ(seen(), before);

    ann.get("/sup/requests/SUP-12");
    EXPECT_NE(seen(), before);
}

}  // namespace
