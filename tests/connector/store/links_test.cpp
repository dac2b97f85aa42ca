#include "connector/store/links.hpp"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "connector/store/sqlite.hpp"
#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

struct LinksTable : testing::Test {
    OpenStore desk;
    store::Links links{desk.connection};

    base::Time now() { return desk.clock.now(); }

    base::LinkId add(
        unsigned char token, base::ContactId contact, model::LinkPurpose purpose = {}
    ) {
        return links.add(
            {.token_hash = hash_of(token),
             .contact = contact,
             .request = desk.request,
             .purpose = purpose,
             .browser_hash = hash_of(9),
             .expires = now() + hours(1)},
            now()
        );
    }

    bool is_open(unsigned char token) { return links.find(hash_of(token))->link.is_open(now()); }
};

TEST_F(LinksTable, IsFoundByItsTokensHashOnly) {
    const auto id = add(1, desk.ann, model::LinkPurpose::Requested);

    const auto found = links.find(hash_of(1)).value();

    EXPECT_EQ(found.link.id, id);
    EXPECT_EQ(found.link.contact, desk.ann);
    EXPECT_EQ(found.link.request, desk.request);
    EXPECT_EQ(found.link.purpose, model::LinkPurpose::Requested);
    EXPECT_EQ(found.link.expires, now() + hours(1));
    EXPECT_EQ(found.browser_hash, hash_of(9));
    EXPECT_FALSE(links.find(hash_of(2)));
}

TEST_F(LinksTable, SecondUseIsRefused) {
    const auto id = add(1, desk.ann);

    EXPECT_TRUE(links.use(id, now()));
    EXPECT_FALSE(links.use(id, now()));
    EXPECT_TRUE(links.find(hash_of(1))->link.is_used);
}

TEST_F(LinksTable, ExpiredIsNotUsed) {
    const auto id = add(1, desk.ann);
    desk.clock.advance(hours(1));

    EXPECT_FALSE(links.use(id, now()));
}

TEST_F(LinksTable, VoidedIsNotUsed) {
    const auto id = add(1, desk.ann);

    EXPECT_EQ(links.void_all_of(desk.ann, now()), 1);
    EXPECT_FALSE(links.use(id, now()));
}

TEST_F(LinksTable, VoidingReachesTheContactsOwnAndNothingElse) {
    add(1, desk.ann);
    add(2, desk.bob);

    links.void_all_of(desk.ann, now());

    EXPECT_FALSE(is_open(1));
    EXPECT_TRUE(is_open(2));
}

TEST_F(LinksTable, VoidingRequestedOnesLeavesNotifications) {
    add(1, desk.ann, model::LinkPurpose::Requested);
    add(2, desk.ann, model::LinkPurpose::Notification);

    EXPECT_EQ(links.void_requested_of(desk.ann, now()), 1);

    EXPECT_FALSE(is_open(1));
    EXPECT_TRUE(is_open(2));
}

TEST_F(LinksTable, VoidingARequestsLinksReachesEveryContact) {
    add(1, desk.ann);
    add(2, desk.bob);

    EXPECT_EQ(links.void_all_of(desk.request, now()), 2);
}

TEST_F(LinksTable, AddressTriesEnd) {
    const auto id = add(1, desk.ann);

    EXPECT_TRUE(links.count_address_try(id, 2));
    EXPECT_TRUE(links.count_address_try(id, 2));
    EXPECT_FALSE(links.count_address_try(id, 2));
    EXPECT_EQ(links.find(hash_of(1))->address_tries, 2);
}

TEST_F(LinksTable, ListHoldsTheContactsOwnLatestFirst) {
    add(1, desk.ann);
    const auto latest = add(2, desk.ann);
    add(3, desk.bob);

    const auto list = links.list_of(desk.ann, 10);

    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0].id, latest);
}

TEST(LinksRace, OneOfManyUsersWins) {
    const TempDir directory;
    base::Metrics metrics;
    const FakeClock clock;
    store::SqliteDatabase database(directory.path() / "store.db", store::Access::Owner, metrics);
    const auto link = database.write([&](store::Connection& connection) {
        const auto ann = store::Contacts(connection).save(seen("ann"), clock.now()).id;
        return store::Links(connection)
            .add(
                {.token_hash = hash_of(1), .contact = ann, .expires = clock.now() + hours(1)},
                clock.now()
            );
    });

    std::atomic<int> winners = 0;
    {
        std::vector<std::jthread> users;
        for (int i = 0; i < 16; ++i) {
            users.emplace_back([&] {
                if (database.write([&](store::Connection& connection) {
                        return store::Links(connection).use(link, clock.now());
                    }))
                    ++winners;
            });
        }
    }

    EXPECT_EQ(winners, 1);
}

}  // namespace
}  // namespace tests
