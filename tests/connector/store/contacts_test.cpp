#include "connector/store/contacts.hpp"

#include <gtest/gtest.h>

#include "connector/store/links.hpp"
#include "connector/store/sessions.hpp"
#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

struct ContactsTable : testing::Test {
    ContactsTable() {
        store::Links(desk.connection)
            .add(
                {.token_hash = hash_of(1),
                 .contact = desk.ann,
                 .expires = desk.clock.now() + hours(1)},
                desk.clock.now()
            );
        store::Sessions(desk.connection).add(a_session(desk.ann, desk.clock.now()), hash_of(2));
    }

    OpenStore desk;
    store::Contacts contacts{desk.connection};

    model::Contact save(const store::Contacts::Seen& seen) {
        return contacts.save(seen, desk.clock.now());
    }

    bool has_open_link() {
        return store::Links(desk.connection).find(hash_of(1))->link.is_open(desk.clock.now());
    }

    bool has_session() { return store::Sessions(desk.connection).find(hash_of(2)).has_value(); }
};

TEST_F(ContactsTable, AccountIsOneContactForGood) {
    const auto again = save({base::AccountId("account-ann"), "Ann B.", "ann@example.com", true});

    EXPECT_EQ(again.id, desk.ann);
    EXPECT_EQ(contacts.find(desk.ann)->display_name, "Ann B.");
    EXPECT_EQ(contacts.find_by_account(base::AccountId("account-ann"))->id, desk.ann);
    EXPECT_TRUE(has_open_link());
}

TEST_F(ContactsTable, ChangedAddressVoidsOpenLinks) {
    save({base::AccountId("account-ann"), "ann", "ann@elsewhere.example", true});

    EXPECT_FALSE(has_open_link());
    EXPECT_TRUE(has_session());
    EXPECT_FALSE(contacts.find_by_address("ann@example.com"));
}

TEST_F(ContactsTable, ChangeOfOneLeavesTheLinksOfOthers) {
    save({base::AccountId("account-bob"), "bob", "bob@elsewhere.example", true});

    EXPECT_TRUE(has_open_link());
}

TEST_F(ContactsTable, HiddenAddressKeepsWhatIsKnown) {
    const auto ann = save({base::AccountId("account-ann"), "ann", std::nullopt, true});

    EXPECT_EQ(ann.address, "ann@example.com");
    EXPECT_TRUE(has_open_link());
}

TEST_F(ContactsTable, DeactivatedIsSignedOutEverywhereAndStaysSo) {
    save(seen("ann", false));
    EXPECT_FALSE(has_open_link());
    EXPECT_FALSE(has_session());
    EXPECT_FALSE(contacts.find_by_address("ann@example.com"));

    save(seen("ann", true));

    EXPECT_FALSE(has_open_link());
    EXPECT_FALSE(has_session());
    EXPECT_EQ(contacts.find_by_address("ann@example.com")->id, desk.ann);
}

TEST_F(ContactsTable, SharedAddressIsTheOneSeenLast) {
    desk.clock.advance(seconds(1));
    const auto twin = save({base::AccountId("account-twin"), "Twin", "ann@example.com", true});

    EXPECT_EQ(contacts.find_by_address("ann@example.com")->id, twin.id);
}

TEST_F(ContactsTable, UnknownIsNobody) {
    EXPECT_FALSE(contacts.find(base::ContactId(404)));
    EXPECT_FALSE(contacts.find_by_account(base::AccountId("account-%")));
    EXPECT_FALSE(contacts.find_by_address("' or '1' = '1"));
}

}  // namespace
}  // namespace tests
