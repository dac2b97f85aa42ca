#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"

namespace tests {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kAlice = "alice@customer.example";
constexpr const char* kSearches =
    "GET /rest/servicedeskapi/servicedesk/{serviceDeskId}/knowledgebase/article";

/// The portal's page of articles (SR-58), with the real programs.
class HelpArticles : public testing::Test {
protected:
    /// `replies`: the value of site.replies.
    explicit HelpArticles(
        std::string replies = "{email: replies@acme.example, token: customer-token}"
    )
        : stage_({.replies = std::move(replies), .help = "on"}) {
        add("Printer: change the toner", true);
        add("Printer: hidden service codes", false);
    }

    void add(const char* title, bool is_for_customers) {
        stage_.jira().sim(
            "POST",
            "/articles",
            {{"title", title},
             {"excerpt", "All about it."},
             {"html", "<h1>Steps</h1><p onclick=x()>Open the <b>lid</b>.</p><script>x()</script>"},
             {"for_customers", is_for_customers}}
        );
    }

    std::string search() {
        stage_.jira().raise("alice", "The printer is out of toner");
        Browser alice = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
        return alice.get("/sup/help?q=printer").body;
    }

    std::int64_t searches() { return stage_.jira().calls().value(kSearches, std::int64_t{0}); }

    void expect_only_what_customers_may_see() {
        const std::string page = search();

        EXPECT_THAT(page, HasSubstr("Printer: change the toner"));
        EXPECT_THAT(page, HasSubstr("href=\"/sup/help/8786001\""));
        EXPECT_THAT(page, Not(HasSubstr("hidden service codes")));
        EXPECT_EQ(searches(), 1);
        EXPECT_THAT(
            stage_.command({"doctor"}).output, HasSubstr("articles are read as a customer")
        );
    }

    /// As Jira has it, without what is not prose; what customers must not see is not there.
    void expect_it_is_read() {
        stage_.jira().raise("alice", "The printer is out of toner");
        Browser alice = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
        (void)alice.get("/sup/help?q=printer");

        const auto page = alice.get("/sup/help/8786001");
        EXPECT_THAT(page.body, HasSubstr("<h3>Steps</h3><p>Open the <strong>lid</strong>.</p>"));
        EXPECT_THAT(page.body, Not(HasSubstr("x()")));
        EXPECT_EQ(alice.get("/sup/help/8786002").status, 404);

        alice.submit(page, "/sup/help/8786001/helped", {{"answer", "yes"}});
        const auto listed = stage_.list({"articles", "list"});
        ASSERT_EQ(listed.size(), 1U);
        EXPECT_EQ(listed[0]["title"], "Printer: change the toner");
        EXPECT_EQ(listed[0]["helped"], 1);
    }

    /// `advice`: a part of what doctor says is to be done.
    void expect_nothing_is_shown(const std::string& advice) {
        const std::string page = search();
        EXPECT_THAT(page, HasSubstr("Articles are not available in this portal."));
        EXPECT_THAT(page, Not(HasSubstr("Printer:")));
        EXPECT_EQ(searches(), 0);

        const auto doctor = stage_.command({"doctor"});
        EXPECT_EQ(doctor.exit_code, 1);
        EXPECT_THAT(doctor.output, HasSubstr("help articles"));
        EXPECT_THAT(doctor.output, HasSubstr("site.replies"));
        EXPECT_THAT(doctor.output, HasSubstr(advice));
    }

    Stage stage_;
};

class HelpArticlesWithoutAnAccount : public HelpArticles {
protected:
    HelpArticlesWithoutAnAccount() : HelpArticles("") {}
};

/// An Atlassian account without a licence, which the configuration names: Jira does not tell it.
class HelpArticlesOfANamedAccount : public HelpArticles {
protected:
    HelpArticlesOfANamedAccount()
        : HelpArticles(
              "{email: replies@acme.example, token: customer-token, account_id: "
              "\"712020:7d1e5a30-0000-4000-8000-000000000003\"}"
          ) {}
};

class HelpArticlesOfTheAgent : public HelpArticles {
protected:
    /// The connector's own account a second time: an agent's.
    HelpArticlesOfTheAgent() : HelpArticles("{email: bot@acme.example, token: demo-token}") {}
};

class HelpArticlesOfTheAgentByAnothersName : public HelpArticles {
protected:
    HelpArticlesOfTheAgentByAnothersName()
        : HelpArticles(
              "{email: bot@acme.example, token: demo-token, account_id: "
              "\"712020:7d1e5a30-0000-4000-8000-000000000003\"}"
          ) {}
};

TEST_F(HelpArticles, ThatCustomersMaySeeAreShownAndNoOthers) {
    stage_.jira().set({{"replies_is_customer", true}});
    expect_only_what_customers_may_see();
}

TEST_F(HelpArticles, AreReadInThePortalAndVotedOn) {
    stage_.jira().set({{"replies_is_customer", true}});
    expect_it_is_read();
}

TEST_F(HelpArticlesOfANamedAccount, ThatCustomersMaySeeAreShownAndNoOthers) {
    expect_only_what_customers_may_see();
}

TEST_F(HelpArticlesOfANamedAccount, AreNotShownWhileItHasALicence) {
    stage_.jira().set({{"replies_is_agent", true}});
    expect_nothing_is_shown("Remove product access");
}

TEST_F(HelpArticlesOfANamedAccount, AreNotShownWhileItIsInAGroup) {
    stage_.jira().set({{"replies_has_group", true}});
    expect_nothing_is_shown("Remove member from group");
}

TEST_F(HelpArticles, AreNotShownWithAnAccountThatIsAnAgentsToo) {
    stage_.jira().set({{"replies_is_agent", true}});
    expect_nothing_is_shown("Remove product access");
}

TEST_F(HelpArticles, AreNotShownWhereJiraDoesNotSayWhoseTheAccountIs) {
    expect_nothing_is_shown("account_id");
}

TEST_F(HelpArticlesWithoutAnAccount, AreNotShown) {
    expect_nothing_is_shown("Name an account in site.replies");
}

TEST_F(HelpArticlesOfTheAgent, AreNotShown) {
    expect_nothing_is_shown("Remove product access");
}

TEST_F(HelpArticlesOfTheAgentByAnothersName, AreNotShown) {
    expect_nothing_is_shown("account_id");
}

}  // namespace
}  // namespace tests
