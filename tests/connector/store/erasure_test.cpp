#include "connector/store/erasure.hpp"

#include <fstream>
#include <iterator>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/store/audit.hpp"
#include "connector/store/audit_chain.hpp"
#include "connector/store/dialogues.hpp"
#include "connector/store/forgotten.hpp"
#include "connector/store/intakes.hpp"
#include "connector/store/links.hpp"
#include "connector/store/outbox.hpp"
#include "connector/store/replies.hpp"
#include "connector/store/request_lists.hpp"
#include "connector/store/request_search.hpp"
#include "connector/store/sessions.hpp"
#include "connector/store/sqlite.hpp"
#include "tests/connector/store/open_store.hpp"
#include "tests/support/seeded_random.hpp"

namespace tests {
namespace {

using store::Connection;

/// Ann reported SUP-1 and takes part in Bob's SUP-2, where both wrote.
struct Erasure : testing::Test {
    Erasure() {
        store::begin_audit_chain(database, std::make_shared<store::StoreKeys>(keys), clock.now());
        database.write([&](Connection& connection) { fill(connection); });
    }

    void fill(Connection& connection) {
        store::Contacts contacts(connection);
        auto hers = seen("annabel");
        hers.display_name = "Annabel Quux";
        ann = contacts.save(hers, clock.now()).id;
        bob = contacts.save(seen("bob"), clock.now()).id;
        store::Requests requests(connection);
        requests.save(a_request(1, ann, clock.now()));
        auto second = a_request(2, bob, clock.now());
        second.participants = {ann};
        requests.save(second);
        comment(connection, 71, 1, bob, "to annabel");
        comment(connection, 72, 2, ann, "hers: zanzibar");
        comment(connection, 73, 2, bob, "his own");
        store::RequestSearch search(connection);
        while (search.catch_up_some(9)) {
        }
        const base::LinkId hers_link = link(connection, 1, ann, 1);
        const base::LinkId his_link = link(connection, 2, bob, 1);
        sign_in(connection, 1, ann, hers_link);
        sign_in(connection, 2, bob, his_link);
        store::Outbox(connection).add({.dedup_key = "annabel", .contact = ann}, clock.now());
        store::Replies(connection)
            .add(
                {.idempotency_key = "1",
                 .request = base::RequestId(10'002),
                 .contact = ann,
                 .text = "zanzibar again",
                 .posted_text = "Annabel wrote: zanzibar again"},
                clock.now()
            );
        store::Intakes(connection)
            .add(
                {.idempotency_key = "1",
                 .project = base::ProjectKey("SUP"),
                 .raiser = {.contact = ann},
                 .type = 1,
                 .summary = "zanzibar once more",
                 .answers = {}},
                clock.now()
            );
        store::Dialogues dialogues(connection);
        const base::ProjectKey project("SUP");
        for (unsigned char browser = 1; browser <= 2; ++browser) {
            store::Dialogues::Step step{.flow = {}, .state = "{\"zanzibar\": 1}"};
            if (browser == 2) step.claimed_address = "annabel@example.com";
            const auto whose = browser == 1 ? std::optional(ann) : std::nullopt;
            std::ignore = dialogues.begin({project, hash_of(browser), whose}, step, clock.now());
        }
        store::Audit(connection)
            .add({.event = "link.exchanged", .contact = ann, .client = "192.0.2.77"}, clock.now());
    }

    void comment(
        Connection& connection, int id, int request, base::ContactId author, const std::string& text
    ) const {
        model::Comment words;
        words.id = base::CommentId(id);
        words.request = base::RequestId(10'000 + request);
        words.author = author;
        words.author_name = author == ann ? "Annabel Quux" : "bob";
        words.text = text;
        store::Comments(connection).save(words);
    }

    base::LinkId link(
        Connection& connection, unsigned char number, base::ContactId contact, int request
    ) {
        return store::Links(connection)
            .add(
                {.token_hash = hash_of(number),
                 .contact = contact,
                 .request = base::RequestId(10'000 + request),
                 .expires = clock.now() + hours(1)},
                clock.now()
            );
    }

    void sign_in(
        Connection& connection, unsigned char number, base::ContactId contact, base::LinkId by
    ) {
        auto session = a_session(contact, clock.now());
        session.link = by;
        store::Sessions(connection).add(session, hash_of(number));
    }

    void erase() {
        database.write([&](Connection& connection) {
            store::erase_contact(connection, ann, clock.now());
        });
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

    TempDir directory;
    base::Metrics metrics;
    FakeClock clock;
    SeededRandom random{7};
    store::StoreKeys keys{
        .current = {}, .all = {{{}, {hash_of(1), hash_of(2)}}}, .random = &random};
    store::SqliteDatabase database{directory.path() / "store.db", store::Access::Owner, metrics};
    base::ContactId ann;
    base::ContactId bob;
};

TEST_F(Erasure, SaysBeforeWhatItWillTake) {
    const auto traces =
        database.read([&](Connection& connection) { return store::traces_of(connection, ann); });

    EXPECT_EQ(traces.requests, 1);
    EXPECT_EQ(traces.comments, 1);
    EXPECT_EQ(traces.replies, 1);
    EXPECT_EQ(traces.mails, 1);
    EXPECT_EQ(traces.links, 1);
    EXPECT_EQ(traces.sessions, 1);
    EXPECT_EQ(traces.audit_rows, 1);
}

TEST_F(Erasure, TakesWhatIsTheirsAndLeavesWhatIsOthers) {
    const auto revision = count("select revision from requests where id = 10002");

    erase();

    EXPECT_EQ(count("select count(*) from contacts"), 1);
    EXPECT_EQ(count("select count(*) from requests"), 1);
    EXPECT_EQ(count("select count(*) from comments"), 1);
    EXPECT_EQ(count("select id from comments"), 73);
    EXPECT_EQ(count("select count(*) from replies"), 0);
    EXPECT_EQ(count("select count(*) from outbox"), 0);
    EXPECT_EQ(count("select count(*) from participants"), 0);
    EXPECT_EQ(count("select contact_id from sessions"), bob.value()) << "he stays signed in";
    EXPECT_GT(count("select revision from requests where id = 10002"), revision);
    EXPECT_EQ(count("select count(*) from audit where client <> '' and contact_id = 1"), 0);
}

TEST_F(Erasure, TakesTheirWordsOutOfTheSearch) {
    const auto found = [&](base::ContactId reader, std::string_view word) {
        return database
            .read([&](Connection& connection) {
                return store::RequestLists(connection)
                    .own(
                        reader,
                        {.project = base::ProjectKey("SUP"),
                         .expression =
                             store::RequestSearch::expression(word, {.reader = reader}, false)
                                 .value()}
                    );
            })
            .size();
    };
    ASSERT_EQ(found(bob, "zanzibar"), 1U);

    erase();

    EXPECT_EQ(found(bob, "zanzibar"), 0U);
    EXPECT_EQ(count("select count(*) from list_entries"), 1) << "his";
    EXPECT_FALSE(store::catch_up_search(database));
    EXPECT_EQ(found(bob, "own"), 1U) << "his words are found again";
}

TEST_F(Erasure, RemembersWhomToKeepOut) {
    erase();

    database.write([&](Connection& connection) {
        store::Forgotten forgotten(connection);
        EXPECT_TRUE(forgotten.contains(base::AccountId("account-annabel")));
        EXPECT_FALSE(forgotten.contains(base::AccountId("account-bob")));
        EXPECT_TRUE(forgotten.contains(base::CommentId(72)));
        EXPECT_FALSE(forgotten.contains(base::CommentId(73)));
    });
}

TEST_F(Erasure, SecondTimeChangesNothing) {
    erase();
    const auto rows = count("select count(*) from audit");
    erase();

    EXPECT_EQ(count("select count(*) from audit"), rows);
}

TEST_F(Erasure, LeavesTheChainWholeAndSaysThatItWas) {
    erase();

    const auto verdict = database.read([&](Connection& connection) {
        return store::verify_audit(connection, keys, std::nullopt, [](std::int64_t) {});
    });
    EXPECT_EQ(verdict.fault.value_or("none"), "none");
    EXPECT_EQ(verdict.blanked, 1);
    EXPECT_EQ(count("select count(*) from audit where event = 'contact.erased'"), 1);
}

TEST_F(Erasure, FilesHoldNothingOfThem) {
    const auto bytes = [&] {
        std::string all;
        for (const char* part : {"store.db", "store.db-wal"}) {
            std::ifstream file(directory.path() / part, std::ios::binary);
            all.append(std::istreambuf_iterator<char>(file), {});
        }
        return all;
    };
    ASSERT_THAT(bytes(), testing::HasSubstr("zanzibar"));

    const std::string mark = "r" + std::to_string(ann.value()) + "o";
    EXPECT_GT(
        count(
            "select count(*) from request_search where request_search match '" + mark + "printer'"
        ),
        0
    );
    erase();
    EXPECT_TRUE(database.shed_deleted());

    for (const char* word : {"zanzibar", "nnabel", "192.0.2.77", "Quux"}) {
        EXPECT_THAT(bytes(), testing::Not(testing::HasSubstr(word))) << word;
    }
}

}  // namespace
}  // namespace tests
