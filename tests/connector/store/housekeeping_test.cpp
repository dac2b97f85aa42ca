#include "connector/store/housekeeping.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "connector/store/audit.hpp"
#include "connector/store/inbox.hpp"
#include "connector/store/intakes.hpp"
#include "connector/store/links.hpp"
#include "connector/store/outbox.hpp"
#include "connector/store/replies.hpp"
#include "connector/store/sessions.hpp"
#include "connector/store/sqlite.hpp"
#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

using store::Connection;

struct HousekeepingRun : testing::Test {
    TempDir directory;
    base::Metrics metrics;
    FakeClock clock;
    store::SqliteDatabase database{directory.path() / "store.db", store::Access::Owner, metrics};
    store::Housekeeping housekeeping{database, clock};
    base::ContactId ann = database.write([&](Connection& connection) {
        return store::Contacts(connection).save(seen("ann"), clock.now()).id;
    });

    void run_after(base::milliseconds pause) {
        clock.advance(pause);
        housekeeping.run();
    }

    std::int64_t count(std::string_view sql) {
        return database
            .read([&](Connection& connection) {
                return connection.first(sql, {}, [](const store::Row& row) {
                    return row.integer(0);
                });
            })
            .value();
    }

    void add_intake(const std::string& key) {
        database.write([&](Connection& connection) {
            store::Intakes(connection)
                .add(
                    {.idempotency_key = key,
                     .project = base::ProjectKey("SUP"),
                     .raiser = {.contact = ann},
                     .type = 1,
                     .summary = key,
                     .answers = {}},
                    clock.now()
                );
        });
    }

    base::LinkId add_link(std::optional<base::RequestId> request = std::nullopt) {
        return database.write([&](Connection& connection) {
            return store::Links(connection)
                .add(
                    {.token_hash = hash_of(1),
                     .contact = ann,
                     .request = request,
                     .expires = clock.now() + hours(1)},
                    clock.now()
                );
        });
    }

    void add_session(base::LinkId link, base::milliseconds lifetime) {
        auto session = a_session(ann, clock.now());
        session.link = link;
        session.expires = clock.now() + lifetime;
        session.idle_limit = lifetime;
        database.write([&](Connection& connection) {
            store::Sessions(connection).add(session, hash_of(2));
        });
    }

    /// SUP-1, with one comment.
    base::RequestId add_request() {
        return database.write([&](Connection& connection) {
            const auto request = a_request(1, ann, clock.now());
            store::Requests(connection).save(request);
            model::Comment comment;
            comment.id = base::CommentId(7);
            comment.request = request.id;
            store::Comments(connection).save(comment);
            return request.id;
        });
    }

    void withdraw(base::RequestId request) {
        database.write([&](Connection& connection) {
            store::Requests(connection).withdraw(request, clock.now());
        });
    }

    /// What becomes of a reply that was claimed once.
    using Fate = std::function<void(store::Replies&, const store::Claim&)>;

    void add_reply(base::RequestId request, const std::string& key, const Fate& fate) {
        database.write([&](Connection& connection) {
            store::Replies replies(connection);
            replies.add(
                {.idempotency_key = key,
                 .request = request,
                 .contact = ann,
                 .text = key,
                 .posted_text = key},
                clock.now()
            );
            fate(replies, replies.claim(clock.now(), minutes(5)).value().claim);
        });
    }

    /// A mail that was claimed once, and what became of it.
    void add_mail(model::MailState state) {
        database.write([&](Connection& connection) {
            store::Outbox outbox(connection);
            outbox.add({.dedup_key = std::string(name_of(state)), .contact = ann}, clock.now());
            const auto claim = outbox.claim(clock.now(), minutes(5), 1).at(0).claim;
            const store::Outbox::Attempt attempt{
                .at = clock.now(), .outcome = "tried", .detail = ""};
            if (state == model::MailState::Deferred) {
                outbox.defer(claim, attempt, clock.now() + days(99));
            } else {
                outbox.close(claim, attempt, state);
            }
        });
    }
};

TEST_F(HousekeepingRun, ForgetsADeliveryADayAfterItWasWorkedOff) {
    database.write([&](Connection& connection) {
        store::Inbox inbox(connection);
        inbox.accept({.body_hash = hash_of(1), .request = base::RequestId(1)}, clock.now());
        inbox.finish(inbox.claim(clock.now(), minutes(5), 1).at(0).claim, clock.now());
        inbox.accept({.body_hash = hash_of(2), .request = base::RequestId(2)}, clock.now());
    });

    run_after(days(1));
    EXPECT_EQ(count("select count(*) from inbox"), 2);

    run_after(milliseconds(1));
    EXPECT_EQ(count("select count(*) from inbox"), 1);
    EXPECT_EQ(count("select count(*) from inbox where due_at is not null"), 1);
}

TEST_F(HousekeepingRun, ForgetsADeadLetterAMonthAfterItCame) {
    database.write([&](Connection& connection) {
        store::Inbox inbox(connection);
        inbox.accept({.body_hash = hash_of(1), .error = "names no request"}, clock.now());
        inbox.accept({.body_hash = hash_of(2), .request = base::RequestId(2)}, clock.now());
    });

    run_after(days(30));
    EXPECT_EQ(count("select count(*) from inbox"), 2);

    run_after(milliseconds(1));
    EXPECT_EQ(count("select count(*) from inbox"), 1);
    EXPECT_EQ(count("select count(*) from inbox where due_at is not null"), 1);
}

TEST_F(HousekeepingRun, ForgetsAReplyAMonthAfterItWasMirroredOrRefused) {
    const auto request = add_request();
    add_reply(request, "mirrored", [&](store::Replies& replies, const store::Claim& claim) {
        replies.finish(claim, base::CommentId(7));
        replies.mark_mirrored(base::CommentId(7), clock.now());
    });
    add_reply(request, "refused", [](store::Replies& replies, const store::Claim& claim) {
        replies.refuse(claim, "no");
    });
    add_reply(request, "posted", [](store::Replies& replies, const store::Claim& claim) {
        replies.finish(claim, base::CommentId(8));
    });
    add_reply(request, "waiting", [](store::Replies&, const store::Claim&) {});

    run_after(days(30));
    EXPECT_EQ(count("select count(*) from replies"), 4);

    run_after(milliseconds(1));
    EXPECT_EQ(count("select count(*) from replies"), 2);
    EXPECT_EQ(count("select count(*) from replies where text in ('posted', 'waiting')"), 2);
    EXPECT_EQ(count("select count(*) from comments"), 1);
}

TEST_F(HousekeepingRun, ForgetsAWithdrawnRequestWithAllThatWasWrittenThereAfterAMonth) {
    const auto request = add_request();
    add_reply(request, "posted", [](store::Replies& replies, const store::Claim& claim) {
        replies.finish(claim, base::CommentId(8));
    });
    run_after(days(300));
    EXPECT_EQ(count("select count(*) from requests"), 1) << "it was not withdrawn";
    withdraw(request);

    run_after(days(30));
    EXPECT_EQ(count("select count(*) from requests"), 1);

    run_after(milliseconds(1));
    EXPECT_EQ(count("select count(*) from requests"), 0);
    EXPECT_EQ(count("select count(*) from comments"), 0);
    EXPECT_EQ(count("select count(*) from replies"), 0);
}

TEST_F(HousekeepingRun, KeepsAWithdrawnRequestAsLongAsSomethingNamesIt) {
    withdraw(add_request());
    clock.advance(days(29));
    add_session(add_link(base::RequestId(10'001)), days(30));

    run_after(days(2));
    EXPECT_EQ(count("select count(*) from requests"), 1);

    run_after(days(30));
    EXPECT_EQ(count("select count(*) from links"), 0);
    EXPECT_EQ(count("select count(*) from requests"), 0);
}

TEST_F(HousekeepingRun, ForgetsALinkAWeekAfterItExpired) {
    add_link();

    run_after(hours(1) + days(7));
    EXPECT_EQ(count("select count(*) from links"), 1);

    run_after(milliseconds(1));
    EXPECT_EQ(count("select count(*) from links"), 0);
}

TEST_F(HousekeepingRun, KeepsALinkAsLongAsItsSession) {
    add_session(add_link(), days(30));

    run_after(days(29));
    EXPECT_EQ(count("select count(*) from links"), 1);

    run_after(days(1));
    EXPECT_EQ(count("select count(*) from sessions"), 0);
    EXPECT_EQ(count("select count(*) from links"), 0);
}

TEST_F(HousekeepingRun, ForgetsFinishedMailsAndTheirAttemptsAfterAMonth) {
    add_mail(model::MailState::Sent);
    add_mail(model::MailState::Bounced);
    add_mail(model::MailState::Deferred);

    run_after(days(30));
    EXPECT_EQ(count("select count(*) from outbox"), 3);

    run_after(milliseconds(1));
    EXPECT_EQ(count("select count(*) from outbox"), 1);
    EXPECT_EQ(count("select count(*) from outbox where state = 'deferred'"), 1);
    EXPECT_EQ(count("select count(*) from mail_attempts"), 1);
}

TEST_F(HousekeepingRun, ForgetsWhoDidWhatWhenRetentionSays) {
    database.write([&](Connection& connection) {
        store::Audit(connection).add({.event = "link.issued", .client = "192.0.2.7"}, clock.now());
    });

    run_after(days(400));
    EXPECT_EQ(count("select count(*) from audit"), 1);

    run_after(milliseconds(1));
    EXPECT_EQ(count("select count(*) from audit"), 0);
}

TEST_F(HousekeepingRun, BlanksAddressesInTheAuditBeforeItsRowsGo) {
    database.write([&](Connection& connection) {
        store::Audit(connection).add({.event = "link.issued", .client = "192.0.2.7"}, clock.now());
    });

    run_after(days(30));
    EXPECT_EQ(count("select count(*) from audit where client = '192.0.2.7'"), 1);

    run_after(milliseconds(1));
    EXPECT_EQ(count("select count(*) from audit where client = ''"), 1);
}

TEST_F(HousekeepingRun, ForgetsContactsThatNothingNamesAndJiraHasNotShownForLong) {
    const auto bob = database.write([&](Connection& connection) {
        const auto id = store::Contacts(connection).save(seen("bob"), clock.now()).id;
        store::Requests(connection).save(a_request(1, id, clock.now()));
        return id;
    });

    run_after(days(90));
    EXPECT_EQ(count("select count(*) from contacts"), 2);

    run_after(milliseconds(1));
    EXPECT_EQ(count("select count(*) from contacts"), 1);
    EXPECT_EQ(count("select id from contacts"), bob.value()) << "a request is his";
}

TEST_F(HousekeepingRun, KeepsARequestThatWaitsForJiraAndItsMaker) {
    add_intake("waits");

    run_after(days(100));

    EXPECT_EQ(count("select count(*) from intakes"), 1);
    EXPECT_EQ(count("select count(*) from contacts"), 1);
}

TEST_F(HousekeepingRun, ForgetsARequestAMonthAfterJiraRefusedIt) {
    add_intake("refused");
    database.write([&](Connection& connection) {
        store::Intakes intakes(connection);
        const auto claim = intakes.claim(clock.now(), minutes(5)).value().claim;
        EXPECT_TRUE(intakes.refuse(claim, {}, "", clock.now()));
    });

    run_after(days(30));
    EXPECT_EQ(count("select count(*) from intakes"), 1);
    run_after(milliseconds(1));
    EXPECT_EQ(count("select count(*) from intakes"), 0);
}

}  // namespace
}  // namespace tests
