#include "connector/mirror/directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/store/desk_customers.hpp"
#include "connector/store/kbot_accounts.hpp"
#include "connector/store/organizations.hpp"
#include "connector/store/request_types.hpp"
#include "tests/connector/mirror/fake_directory.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using namespace std::chrono_literals;
using base::ErrorKind;
using connector::store::Connection;
using testing::ElementsAre;
using testing::IsEmpty;
using tests::FakeJira;

const base::OrganizationId kAcme(1);

class Directory : public testing::Test {
protected:
    Directory() {
        site.its_customers = {FakeJira::user("ann"), FakeJira::user("bob")};
        site.its_organizations = {{kAcme, "Acme"}};
        site.its_members[1] = {FakeJira::user("ann"), FakeJira::user("zoe")};
        site.types = {
            {.id = "9", .name = "Help", .is_shown = true, .description = "d", .help = "h"},
            {.id = "3", .name = "Idea"}};
    }

    connector::mirror::Directory make() {
        return {
            {.projects = {tests::SupportDesk::project()}, .interval = 1h},
            desk.database,
            site,
            {desk.clock, "kbot@example.com"},
            desk.wall_clock,
            desk.log,
            desk.metrics};
    }

    /// Until there is nothing more to do for now.
    void walk() {
        for (int pages = 0; directory.work_some(); ++pages) ASSERT_LT(pages, 1000);
    }

    void walk_again() {
        desk.wall_clock.advance(1h);
        walk();
    }

    std::vector<std::string> names_of(const std::string& table) {
        return desk.database.read([&](Connection& connection) {
            return connection.all(
                "select display_name from contacts where id in (select contact_id from " + table +
                    ") order by 1",
                {},
                [](const connector::store::Row& row) { return row.string(0); }
            );
        });
    }

    std::vector<std::string> customers() { return names_of("desk_customers"); }

    std::vector<std::string> members() { return names_of("organization_members"); }

    tests::SupportDesk desk;
    tests::FakeDirectory site;
    connector::mirror::Directory directory = make();
};

TEST_F(Directory, MirrorsAllThereIs) {
    walk();

    EXPECT_THAT(customers(), ElementsAre("ann", "bob"));
    EXPECT_THAT(members(), ElementsAre("ann", "zoe"));
    EXPECT_EQ(desk.value("select name from organizations"), "Acme");
    EXPECT_EQ(
        desk.value("select address from contacts where display_name = 'zoe'"), "zoe@example.com"
    );
    const auto types = desk.database.read([&](Connection& connection) {
        return connector::store::RequestTypes(connection).of_project(desk.project());
    });
    ASSERT_EQ(types.size(), 2U);
    EXPECT_EQ(types.at(0).id, 9);
    EXPECT_TRUE(types.at(0).is_shown);
    EXPECT_EQ(types.at(0).help, "h");
    EXPECT_EQ(types.at(1).position, 1);
    EXPECT_FALSE(types.at(1).is_shown);
}

TEST_F(Directory, IsReadAtTheStartAndThenEveryInterval) {
    walk();
    const std::size_t first = site.calls.size();

    walk();
    EXPECT_EQ(site.calls.size(), first);
    desk.wall_clock.advance(59min);
    walk();
    EXPECT_EQ(site.calls.size(), first);
    desk.wall_clock.advance(1min);
    walk();
    EXPECT_EQ(site.calls.size(), 2 * first);
    EXPECT_EQ(site.proofs, 0) << "nothing was gone";
}

TEST_F(Directory, ClockThatWasSetBackStopsNoRound) {
    walk();
    const std::size_t first = site.calls.size();

    desk.wall_clock.advance(-48h);
    walk();

    EXPECT_EQ(site.calls.size(), 2 * first);
}

TEST_F(Directory, GoesThroughShortPages) {
    site.rows_a_page = 3;
    site.its_customers.clear();
    for (int i = 0; i < 10; ++i)
        site.its_customers.push_back(FakeJira::user("c" + std::to_string(i)));

    walk();

    EXPECT_EQ(customers().size(), 10U);
    EXPECT_EQ(std::count(site.calls.begin(), site.calls.end(), "customers 8"), 1);
}

TEST_F(Directory, WhatIsAsItWasIsNotWritten) {
    walk();
    desk.database.write([](Connection& connection) {
        connection.run("create table written (id integer) strict");
        connection.run(
            "create trigger writing after update on contacts begin insert into written values "
            "(new.id); end"
        );
    });

    walk_again();
    EXPECT_EQ(desk.count("written"), 0);

    site.its_customers.at(1).display_name = "Robert";
    walk_again();
    EXPECT_EQ(desk.count("written"), 1);
    EXPECT_EQ(
        desk.value("select display_name from contacts where account_id = 'account-bob'"), "Robert"
    );
}

TEST_F(Directory, WhoIsNoLongerListedIsRemoved) {
    walk();
    site.its_customers.pop_back();
    site.its_members[1].pop_back();
    site.types.pop_back();

    walk_again();

    EXPECT_THAT(customers(), ElementsAre("ann"));
    EXPECT_THAT(members(), ElementsAre("ann"));
    EXPECT_EQ(desk.count("request_types"), 1);
    EXPECT_GT(site.proofs, 0);
}

/// Jira gave its list out before, or is slow to show what it was told.
TEST_F(Directory, WhomWeHavePutOnTheDeskStaysUntilJirasListHasHadTheTime) {
    const auto mia = desk.contact("mia", "mia@example.com");
    desk.database.write([&](Connection& connection) {
        connector::store::DeskCustomers(connection).add_ours(desk.project(), mia, desk.clock.now());
    });

    walk();
    EXPECT_THAT(customers(), ElementsAre("ann", "bob", "mia"));

    walk_again();
    EXPECT_THAT(customers(), ElementsAre("ann", "bob"));
}

TEST_F(Directory, WhomJirasListHasShownIsNoLongerOursToKeep) {
    const auto mia = desk.contact("mia", "mia@example.com");
    desk.database.write([&](Connection& connection) {
        connector::store::DeskCustomers(connection)
            .add_ours(desk.project(), mia, desk.clock.now() + 24h);
    });
    site.its_customers.push_back(FakeJira::user("mia"));
    walk();
    site.its_customers.pop_back();

    walk_again();

    EXPECT_THAT(customers(), ElementsAre("ann", "bob"));
}

TEST_F(Directory, OrganizationThatIsGoneHasNoMembers) {
    walk();
    site.its_organizations.clear();

    walk_again();

    EXPECT_THAT(members(), IsEmpty());
    EXPECT_EQ(desk.count("organizations"), 0);
}

TEST_F(Directory, CustomerWhoIsGoneIsSignedOut) {
    walk();
    const std::string cookie = desk.session(desk.bob, desk.request(12, desk.bob));
    const std::string token = desk.link(desk.bob, base::RequestId(10'012));
    site.its_customers.pop_back();

    walk_again();

    EXPECT_FALSE(desk.is_signed_in(cookie));
    EXPECT_FALSE(desk.links.preview(token, {}));
}

TEST_F(Directory, CustomerWhoIsDeactivatedIsSignedOut) {
    walk();
    const std::string cookie = desk.session(desk.bob, desk.request(12, desk.bob));
    const std::string token = desk.link(desk.bob, base::RequestId(10'012));
    site.its_customers.at(1).is_active = false;

    walk_again();

    EXPECT_FALSE(desk.is_signed_in(cookie));
    EXPECT_FALSE(desk.links.preview(token, {}));
    EXPECT_EQ(desk.count("contacts where is_active = 0"), 1);
}

TEST_F(Directory, PageThatFailsRemovesNobody) {
    walk();
    site.rows_a_page = 2;
    site.its_customers = {FakeJira::user("carl"), FakeJira::user("dora"), FakeJira::user("emil")};
    for (const ErrorKind kind : {ErrorKind::Invalid, ErrorKind::Denied, ErrorKind::Unavailable}) {
        site.fails("customers 1", {kind, "no", {}});
        walk_again();
        site.works_again();
        EXPECT_THAT(customers(), ElementsAre("ann", "bob", "carl", "dora"));
    }

    walk_again();
    EXPECT_THAT(customers(), ElementsAre("carl", "dora", "emil"));
}

TEST_F(Directory, ListWithRowsThatMakeNoSenseRemovesNobody) {
    walk();
    site.its_customers.pop_back();
    site.odd_rows = 1;

    walk_again();

    EXPECT_THAT(customers(), ElementsAre("ann", "bob"));
}

/// Two before the place where the walk is were removed: Carl moves up past it and is not seen.
TEST_F(Directory, ListThatMovesWhileItIsReadRemovesNobody) {
    site.its_customers = {
        FakeJira::user("ann"),
        FakeJira::user("bob"),
        FakeJira::user("carl"),
        FakeJira::user("dora")};
    walk();
    site.rows_a_page = 2;
    site.after_call = [&](const std::string& call) {
        if (call == "customers 0")
            site.its_customers.erase(site.its_customers.begin(), site.its_customers.begin() + 2);
    };

    walk_again();
    EXPECT_THAT(customers(), ElementsAre("ann", "bob", "carl", "dora"));

    site.after_call = {};
    walk_again();
    EXPECT_THAT(customers(), ElementsAre("carl", "dora"));
}

/// Without a credential everything is empty, with status 200.
TEST_F(Directory, EmptinessIsNotBelievedWithoutTheCredential) {
    walk();
    site.is_anonymous = true;

    walk_again();

    EXPECT_GT(site.proofs, 0);
    EXPECT_THAT(customers(), ElementsAre("ann", "bob"));
    EXPECT_THAT(members(), ElementsAre("ann", "zoe"));
    EXPECT_EQ(desk.count("request_types"), 2);
}

TEST_F(Directory, ListThatIsRefusedDoesNotHoldUpTheOthers) {
    site.fails("customers", {ErrorKind::Denied, "not an agent", {}});

    walk();

    EXPECT_THAT(customers(), IsEmpty());
    EXPECT_THAT(members(), ElementsAre("ann", "zoe"));
    EXPECT_EQ(desk.count("request_types"), 2);
}

TEST_F(Directory, RoundWaitsWhileJiraIsAway) {
    site.fails("customers", {ErrorKind::Limited, "slow down", 20min});
    walk();
    site.works_again();
    const std::size_t calls = site.calls.size();

    desk.wall_clock.advance(20min - 1s);
    walk();
    EXPECT_EQ(site.calls.size(), calls);
    desk.wall_clock.advance(1s);
    walk();

    EXPECT_THAT(customers(), ElementsAre("ann", "bob"));
}

TEST_F(Directory, KbotIsNeitherCustomerNorMember) {
    desk.database.write([&](Connection& connection) {
        connector::store::KbotAccounts(connection)
            .add(base::AccountId("account-ghost"), desk.clock.now());
    });
    site.its_customers.push_back(FakeJira::user("ghost"));  // by its account
    site.its_members[1].push_back(FakeJira::user("kbot"));  // by its address

    walk();

    EXPECT_EQ(desk.count("contacts where display_name in ('ghost', 'kbot')"), 0);
    EXPECT_THAT(customers(), ElementsAre("ann", "bob"));
    EXPECT_THAT(members(), ElementsAre("ann", "zoe"));
}

}  // namespace
