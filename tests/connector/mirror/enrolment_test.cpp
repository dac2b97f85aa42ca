#include "connector/mirror/enrolment.hpp"

#include <gtest/gtest.h>

#include "connector/store/kbot_accounts.hpp"
#include "tests/support/fake_site.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using namespace std::chrono_literals;
using base::ErrorKind;
using connector::store::Connection;

constexpr const char* kMia = "mia@example.com";

class Enrolment : public testing::Test {
protected:
    void asks(const std::string& address = kMia) {
        desk.database.write([&](Connection& connection) {
            connector::store::Newcomers(connection)
                .add(
                    {.project = tests::SupportDesk::project(),
                     .address = address,
                     .browser_hash = tests::browser(3),
                     .client = "192.0.2.7"},
                    desk.clock.now()
                );
        });
    }

    void work_off() {
        while (enrolment.enrol_one()) {
        }
    }

    void work_off_after(base::milliseconds pause) {
        desk.wall_clock.advance(pause);
        work_off();
    }

    void has_account(bool is_customer, bool is_active = true) {
        site.users.push_back(
            {.account_id = base::AccountId("known"),
             .display_name = "Mia",
             .email = "Mia@Example.com",
             .is_active = is_active,
             .is_customer = is_customer}
        );
        site.fails("create_customer", ErrorKind::Conflict);
    }

    void expect_mailed(const std::string& account) {
        EXPECT_EQ(mails, 1);
        EXPECT_EQ(
            desk.value("select account_id from outbox join contacts on contacts.id = contact_id "
                       "where kind = 'link' and project = 'SUP' and request_id is null and "
                       "browser_hash is not null and address = 'mia@example.com'"),
            account
        );
        EXPECT_EQ(desk.count("desk_customers"), 1);
        EXPECT_EQ(desk.count("newcomers where address is not null"), 0);
    }

    void expect_nothing() {
        EXPECT_EQ(mails, 0);
        EXPECT_EQ(desk.count("outbox"), 0);
        EXPECT_EQ(desk.count("desk_customers"), 0);
        EXPECT_EQ(desk.count("newcomers where address is not null"), 0) << "and it is over";
    }

    tests::SupportDesk desk;
    tests::FakeSite site;
    int mails = 0;
    connector::mirror::Enrolment enrolment{
        desk.database,
        site,
        {desk.clock, "kbot@acme.example"},
        desk.clock,
        desk.log,
        desk.metrics,
        [this] { ++mails; }};
};

TEST_F(Enrolment, NewcomerBecomesACustomerOfTheDeskAndIsMailed) {
    asks();

    work_off();

    ASSERT_EQ(site.users.size(), 1U);
    EXPECT_EQ(site.users.at(0).email, kMia);
    EXPECT_EQ(site.users.at(0).display_name, "mia");
    EXPECT_EQ(site.customers, std::vector{base::AccountId("qm:new")});
    expect_mailed("qm:new");
    EXPECT_EQ(desk.count("audit where event = 'customer.created' and client = '192.0.2.7'"), 1);
    EXPECT_EQ(site.calls("find_by_address"), 0);
}

/// The directory lags, a crash came in between, or another process was faster.
TEST_F(Enrolment, CustomerWhomJiraKnowsIsFoundAndMailed) {
    has_account(true);
    asks();

    work_off();

    expect_mailed("known");
    EXPECT_EQ(site.customers.size(), 1U);
    EXPECT_EQ(desk.count("audit where event = 'customer.found'"), 1);
}

/// An agent's account, or a colleague's.
TEST_F(Enrolment, AccountThatIsNoCustomersGetsNothing) {
    has_account(false);
    asks();

    work_off();

    expect_nothing();
    EXPECT_TRUE(site.customers.empty());
    EXPECT_TRUE(desk.log.contains("newcomer.refused"));
}

TEST_F(Enrolment, WhomTheDeskListsIsItsCustomerWhateverTheKindOfAccount) {
    has_account(false);
    site.customers = {base::AccountId("known")};
    asks();

    work_off();

    expect_mailed("known");
}

TEST_F(Enrolment, DeactivatedAccountGetsNothing) {
    has_account(true, false);
    asks();

    work_off();

    expect_nothing();
}

/// Jira says that the address is taken and does not show by whom.
TEST_F(Enrolment, HiddenAccountGetsNothing) {
    site.fails("create_customer", ErrorKind::Conflict);
    asks();

    work_off();

    expect_nothing();
}

TEST_F(Enrolment, KnownCustomerIsServedThoughNobodyMayCreateAny) {
    has_account(true);
    site.fails("create_customer", ErrorKind::Denied);
    asks();

    work_off();

    expect_mailed("known");
}

TEST_F(Enrolment, RefusalIsFinal) {
    for (const ErrorKind kind : {ErrorKind::Denied, ErrorKind::Rejected}) {
        site.fails("create_customer", kind);
        asks();
        work_off();
        expect_nothing();
    }
    work_off_after(1h);
    EXPECT_EQ(site.calls("create_customer"), 2);
}

TEST_F(Enrolment, KbotAndItsAccountsGetNothing) {
    asks("kbot@acme.example");
    work_off();
    expect_nothing();

    desk.database.write([&](Connection& connection) {
        connector::store::KbotAccounts(connection).add(base::AccountId("known"), desk.clock.now());
    });
    has_account(true);
    asks();
    work_off();
    expect_nothing();
}

TEST_F(Enrolment, WaitsWhileJiraIsAwayAndGoesOnAfterwards) {
    site.fails("create_customer", ErrorKind::Unavailable);
    asks();
    work_off();
    work_off_after(10s);
    EXPECT_EQ(mails, 0);
    EXPECT_TRUE(desk.log.contains("newcomer.waits"));

    site.works("create_customer");
    work_off_after(5min);

    expect_mailed("qm:new");
}

TEST_F(Enrolment, IsGivenUpAfterAnHour) {
    site.fails("create_customer", ErrorKind::Unavailable);
    asks();
    for (int i = 0; i < 24; ++i) work_off_after(5min);
    site.works("create_customer");

    work_off_after(1h);

    expect_nothing();
}

/// The account was made, then the desk did not take it: the next try finds it.
TEST_F(Enrolment, IsTriedAgainWhenTheDeskDoesNotTakeTheAccountYet) {
    site.fails("add_customer", ErrorKind::Rejected);
    asks();
    work_off();
    EXPECT_EQ(desk.count("outbox"), 0);
    site.works("add_customer");
    site.fails("create_customer", ErrorKind::Conflict);

    work_off_after(1min);

    expect_mailed("qm:new");
}

/// SR-31: what Jira has on file decides.
TEST_F(Enrolment, AnotherAddressOnFileGetsNothing) {
    site.answers_with_address = "mallory@evil.example";
    asks();

    work_off();

    expect_nothing();
}

TEST_F(Enrolment, HiddenAddressOfANewAccountIsTheOneThatWasGiven) {
    site.answers_with_address = "";
    asks();

    work_off();

    expect_mailed("qm:new");
}

TEST_F(Enrolment, TellsNoAddressInTheLog) {
    site.fails("create_customer", ErrorKind::Unavailable);
    asks();
    work_off();
    site.fails("create_customer", ErrorKind::Denied);
    work_off_after(1min);

    EXPECT_TRUE(desk.log.contains("newcomer.refused"));
    EXPECT_FALSE(desk.log.contains("mia"));
}

}  // namespace
