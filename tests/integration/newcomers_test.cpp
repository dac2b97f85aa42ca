#include <algorithm>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kMia = "mia@new.example";
constexpr const char* kCreate = "POST /rest/servicedeskapi/customer";
constexpr const char* kSignIn = "/sup/sign-in";

/// Strangers at the sign-in page of the real program.
class Newcomers : public testing::Test {
protected:
    /// The body of the answer.
    static std::string ask(Browser& browser, const std::string& address) {
        const auto answer = browser.submit(browser.get(kSignIn), kSignIn, {{"address", address}});
        EXPECT_EQ(answer.status, 200);
        return answer.body;
    }

    static bool has_account(Stage& stage, const std::string& address) {
        const json users = stage.jira().state()["users"];
        return std::any_of(users.begin(), users.end(), [&](const json& user) {
            return user["email"] == address;
        });
    }

    static void wait_until_settled(Stage& stage, int count) {
        wait_until("the newcomers to be settled", [&] {
            const json rows =
                stage.rows("select count(*) as n from newcomers where address is null");
            return rows[0]["n"] == count;
        });
    }

    static void expect_a_way_in(Stage& stage, Browser browser, const char* address) {
        const ReceivedMail mail = stage.mails().wait_for_mail(address, "sign-in link");
        const std::string link = link_from(mail.text);
        const auto opened = browser.submit(browser.get(link), link);
        ASSERT_EQ(opened.status, 303) << opened.body;
        const auto list = browser.follow(opened);
        EXPECT_EQ(list.status, 200);
        EXPECT_THAT(list.body, HasSubstr("you have no requests with <bdi>Acme Help</bdi>"));
        EXPECT_EQ(stage.mails().mails_to(address).size(), 1U);
    }
};

TEST_F(Newcomers, StrangerBecomesACustomerAndIsLetInByTheLink) {
    Stage stage;
    Browser browser = stage.browser();

    ask(browser, "  Mia@New.example ");

    expect_a_way_in(stage, browser, kMia);
    const json state = stage.jira().state();
    const auto mia =
        std::find_if(state["users"].begin(), state["users"].end(), [](const json& user) {
            return user["email"] == kMia;
        });
    ASSERT_NE(mia, state["users"].end());
    EXPECT_THAT(state["customers"].dump(), HasSubstr((*mia)["accountId"].get<std::string>()));
    EXPECT_EQ(
        stage.rows("select count(*) as n from audit where event = 'customer.created'")[0]["n"], 1
    );
    EXPECT_EQ(stage.log().find("mia"), std::string::npos);
    EXPECT_EQ(stage.log().find("Mia"), std::string::npos);
}

TEST_F(Newcomers, AllGetTheSameAnswer) {
    Stage stage;
    stage.jira().raise("alice", "Toner");
    (void)stage.mails().wait_for_mail("alice@customer.example", "SUP-1");
    stage.jira().add_fault({{"match", kCreate}, {"status", 503}, {"count", 1}});
    Browser browser = stage.browser();

    const std::string failing = ask(browser, "first@new.example");
    for (const char* address :
         {"first@new.example",
          kMia,
          kMia,
          "alice@customer.example",
          "grace@acme.example",
          "support@acme.example",
          "bot@acme.example"}) {
        EXPECT_EQ(ask(browser, address), failing) << address;
    }
    (void)stage.mails().wait_for_mail("first@new.example", "sign-in link");
    (void)stage.mails().wait_for_mail(kMia, "sign-in link");
    wait_until_settled(stage, 3);  // Grace's as well
    EXPECT_TRUE(stage.mails().mails_to("grace@acme.example").empty());
    EXPECT_FALSE(has_account(stage, "support@acme.example"));
}

TEST_F(Newcomers, NobodyIsCreatedWithoutTheSwitch) {
    Stage stage({.access = "{email: off}"});
    Browser browser = stage.browser();
    stage.jira().raise("alice", "Toner");
    (void)stage.mails().wait_for_mail("alice@customer.example", "SUP-1");
    ask(browser, kMia);

    // They are worked off in order: with Alice's mail, Mia's turn is over.
    ask(browser, "alice@customer.example");
    (void)stage.mails().wait_for_mail("alice@customer.example", "sign-in link");

    EXPECT_EQ(stage.rows("select count(*) as n from newcomers")[0]["n"], 0);
    EXPECT_FALSE(has_account(stage, kMia));
    EXPECT_FALSE(stage.jira().calls().contains(kCreate));
}

TEST_F(Newcomers, JirasAbsenceAndAKillLoseNobody) {
    Stage stage;
    stage.jira().add_fault({{"match", kCreate}, {"status", 503}, {"count", 1000}});
    Browser browser = stage.browser();
    ask(browser, kMia);
    wait_until("a first try", [&] {
        return stage.log().find("newcomer.waits") != std::string::npos;
    });

    stage.kill_connector();
    stage.start_connector();
    stage.jira().clear_faults();

    expect_a_way_in(stage, browser, kMia);
}

/// The account is made, and the answer is lost: the next try is told 409 and finds it.
TEST_F(Newcomers, LostAnswerMakesNoSecondAccount) {
    Stage stage;
    stage.jira().add_fault({{"match", kCreate}, {"drop", true}});
    Browser browser = stage.browser();

    ask(browser, kMia);

    expect_a_way_in(stage, browser, kMia);
    EXPECT_EQ(
        stage.rows("select count(*) as n from audit where event = 'customer.found'")[0]["n"], 1
    );
}

TEST_F(Newcomers, ForbiddenAccountsAreGivenUp) {
    Stage stage;
    stage.jira().set({{"allows_portal_accounts", false}});
    Browser browser = stage.browser();

    ask(browser, kMia);

    wait_until_settled(stage, 1);
    EXPECT_FALSE(has_account(stage, kMia));
    EXPECT_TRUE(stage.mails().mails_to(kMia).empty());
    EXPECT_THAT(stage.log(), HasSubstr("newcomer.refused"));
}

TEST_F(Newcomers, AddressOfAManagedDomainIsLetInToo) {
    Stage stage;
    stage.jira().set({{"has_managed_domain", true}});
    Browser browser = stage.browser();

    ask(browser, "mia@managed.example");

    expect_a_way_in(stage, browser, "mia@managed.example");
}

TEST_F(Newcomers, DataCenterHasThemToo) {
    Stage stage({.auth = "{kind: bearer, token: demo-token}", .kind = "datacenter"});
    Browser browser = stage.browser();

    ask(browser, kMia);

    expect_a_way_in(stage, browser, kMia);
}

TEST_F(Newcomers, TwoHundredStrangersInAMinuteAreAsManyAsTheDayAllows) {
    Stage stage({.access = "{email: on, puzzle: off, new_customers_per_day: 5}"});
    Browser browser = stage.browser();
    const auto page = browser.get(kSignIn);
    for (int i = 0; i < 200; ++i) {
        const std::string address = fmt::format("stranger{}@host{}.example", i, i);
        ASSERT_EQ(browser.submit(page, kSignIn, {{"address", address}}).status, 200);
    }

    wait_until_settled(stage, 5);
    wait_until("the limits in the audit", [&] {
        const json reached = stage.rows(
            "select detail from audit where event = 'limit.reached' group by 1 order by 1"
        );
        return reached.dump().find("newcomer.day") != std::string::npos &&
               reached.dump().find("link_request.client") != std::string::npos;
    });
    EXPECT_EQ(stage.rows("select count(*) as n from newcomers")[0]["n"], 5);
    EXPECT_EQ(stage.jira().calls()[kCreate], 5);
}

}  // namespace
}  // namespace tests
