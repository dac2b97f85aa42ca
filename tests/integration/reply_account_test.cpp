#include <algorithm>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kAlice = "alice@customer.example";
constexpr const char* kThread = "/sup/requests/SUP-1";
constexpr const char* kReply = "It is the one beside the window.";
/// Of replies@acme.example; see fixtures/README.md.
constexpr const char* kAccount = "712020:7d1e5a30-0000-4000-8000-000000000003";

StageOptions as_customer(const std::string& account_id) {
    return {
        .replies = "{email: replies@acme.example, token: customer-token" +
                   (account_id.empty() ? "" : ", account_id: \"" + account_id + "\"") + "}"};
}

/// Contacts' replies are posted as a customer (`site.replies`).
class ReplyAccount : public testing::Test {
protected:
    static Browser sign_in(Stage& stage) {
        stage.jira().raise("alice", "The printer is out of toner");
        return stage.sign_in(stage.mails().wait_for_mail(kAlice, "SUP-1"));
    }

    static void reply(Browser& browser) {
        const auto page = browser.get(kThread);
        const std::string action = std::string(kThread) + "/comments";
        ASSERT_EQ(browser.submit(page, action, {{"text", kReply}}).status, 303);
    }

    static json issue(Stage& stage) { return stage.jira().state()["issues"][0]; }
};

TEST_F(ReplyAccount, WritesAsACustomerAndTheMirrorKnowsWhoseWordsTheyAre) {
    Stage stage(as_customer(kAccount));
    Browser alice = sign_in(stage);
    reply(alice);

    wait_until("the reply to be mirrored", [&] {
        return !stage.rows("select id from replies where mirrored_at is not null").empty();
    });
    const json at_site = issue(stage);
    ASSERT_EQ(at_site["comments"].size(), 1U);
    EXPECT_EQ(at_site["comments"][0]["author"], kAccount);
    EXPECT_EQ(at_site["participants"], json::array({kAccount}));
    const json mirrored =
        stage.rows("select c.address from comments m join contacts c on c.id = m.author_contact_id"
        );
    ASSERT_EQ(mirrored.size(), 1U);
    EXPECT_EQ(mirrored[0]["address"], kAlice);

    const auto page = alice.get(kThread).body;
    EXPECT_THAT(page, HasSubstr(kReply));
    EXPECT_THAT(page, Not(HasSubstr("Portal Replies"))) << "it takes part, and is nobody";
    EXPECT_TRUE(stage.rows("select id from outbox where kind = 'agent_replied'").empty());
    EXPECT_TRUE(
        stage.rows(std::string("select id from contacts where account_id = '") + kAccount + "'")
            .empty()
    );
}

TEST_F(ReplyAccount, DoctorSaysWhetherItWillDo) {
    Stage stage(as_customer(kAccount));
    const auto replies = [&] {
        json found = json::array();
        const json report = json::parse(stage.command({"doctor", "--json"}).output);
        for (const json& finding : report["findings"]) {
            if (finding["check"] == "replies") found.push_back(finding);
        }
        return found;
    };
    const json good = replies();
    ASSERT_EQ(good.size(), 2U);
    EXPECT_EQ(good[0]["evidence"], "posts as Portal Replies");
    EXPECT_EQ(good[1]["evidence"], "a customer of the desk");

    stage.options().replies = "{email: replies@acme.example, token: wrong}";
    stage.write_config();
    const json bad = replies();
    ASSERT_EQ(bad.size(), 1U);
    EXPECT_THAT(bad[0]["remedy"].get<std::string>(), HasSubstr("Mend site.replies"));
}

TEST_F(ReplyAccount, ThatJiraDoesNotTellIsAskedForAndNothingIsLost) {
    Stage stage(as_customer(""));
    Browser alice = sign_in(stage);
    reply(alice);

    wait_until("the refusal", [&] {
        const json replies = stage.list({"replies", "list"});
        return !replies.empty() &&
               replies[0]["error"].get<std::string>().find("site.replies.account_id") !=
                   std::string::npos;
    });
    EXPECT_EQ(stage.list({"replies", "list"})[0]["state"], "waiting");
    EXPECT_TRUE(issue(stage)["comments"].empty());
}

}  // namespace
}  // namespace tests
