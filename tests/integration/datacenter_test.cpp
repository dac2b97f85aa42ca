#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/mirror_comparison.hpp"
#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

/// The whole job against a site of the kind Data Center, which has none of Cloud's own calls.
namespace tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kToken = "{kind: bearer, token: demo-token}";
constexpr const char* kAlice = "alice@customer.example";
constexpr const char* kThread = "/sup/requests/SUP-1";
constexpr const char* kCanary = "CANARY-internal";
constexpr std::chrono::seconds kLong{60};

StageOptions datacenter(std::string auth = kToken) {
    return {.auth = std::move(auth), .kind = "datacenter"};
}

std::size_t mails_to_alice(Stage& stage) {
    return stage.mails().mails_to(kAlice).size();
}

TEST(DataCenter, WebhookBecomesAMailAndTheReplyComesBackAsOurs) {
    Stage stage(datacenter());
    stage.jira().raise("alice", "The printer is out of toner", "It prints nothing.");
    Browser alice = stage.sign_in(stage.mails().wait_for_mail(kAlice, "SUP-1"));

    const auto page = alice.get(kThread);
    const std::string reply = "It is {color:red}here{color} [~bot] !x.png!";
    ASSERT_EQ(
        alice.submit(page, std::string(kThread) + "/comments", {{"text", reply}}).status, 303
    );
    wait_until(
        "the reply in Jira", [&] { return !stage.jira().comments("SUP-1").empty(); }, kLong
    );
    EXPECT_TRUE(stage.jira().comments("SUP-1").front().is_public);
    EXPECT_THAT(stage.jira().comments("SUP-1").front().body, HasSubstr("\\{color:red\\}here"));
    wait_until(
        "the reply to come back",
        [&] { return stage.rows("select 1 from comments").size() == 1; },
        kLong
    );
    stage.jira().comment("SUP-1", "We are sending somebody.", Audience::Public);
    (void)stage.mails().wait_for_mail(kAlice, "We are sending somebody.");
    EXPECT_EQ(mails_to_alice(stage), 2U) << "nobody is told of their own words";
    EXPECT_THAT(alice.get(kThread).body, HasSubstr("{color:red}here{color} [~bot] !x.png!"));
    EXPECT_EQ(stage.rows("select 1 from comments").size(), 2U);
    for (const json& contact : stage.rows("select account_id from contacts")) {
        EXPECT_THAT(contact["account_id"].get<std::string>(), testing::StartsWith("JIRAUSER"));
    }
}

TEST(DataCenter, InternalCommentIsNeverMirrored) {
    Stage stage(datacenter());
    stage.jira().raise("alice", "The printer is out of toner");
    (void)stage.mails().wait_for_mail(kAlice, "SUP-1");
    stage.jira().comment("SUP-1", kCanary, Audience::Internal);
    stage.jira().sim(
        "POST",
        "/requests/SUP-1/comments",
        {{"author", "agent"},
         {"body", std::string(kCanary) + "-role"},
         {"public", true},
         {"visibility", "Service Desk Team"}}
    );
    stage.jira().comment("SUP-1", "We are sending somebody.", Audience::Public);
    const auto mail = stage.mails().wait_for_mail(kAlice, "We are sending somebody.");

    Browser alice = stage.sign_in(mail);
    EXPECT_THAT(alice.get(kThread).body, HasSubstr("We are sending somebody."));
    EXPECT_THAT(alice.get(kThread).body, Not(HasSubstr("CANARY")));
    EXPECT_THAT(stage.stored_bytes(), Not(HasSubstr("CANARY")));
    EXPECT_THAT(stage.log(), Not(HasSubstr("CANARY")));
}

TEST(DataCenter, FirstReadAndPollFindWhatNoWebhookToldOf) {
    StageOptions options = datacenter();
    options.old_requests = 120;  // more than a page
    options.poll_interval = "10s";
    Stage stage(std::move(options));
    const auto mirrored = [&] { return stage.rows("select 1 from requests").size(); };
    wait_until(
        "the first read", [&] { return mirrored() == 120; }, kLong
    );

    stage.jira().lose_webhooks(100, 1);
    const auto raised = stage.jira().raise("alice", "Nobody told of this one");
    (void)stage.mails().wait_for_mail(kAlice, raised.key);
    stage.jira().comment(raised.key, "Found by the poll", Audience::Public);
    (void)stage.mails().wait_for_mail(kAlice, "Found by the poll");
    const json calls = stage.jira().calls();
    for (const auto& [call, count] : calls.items()) {
        EXPECT_THAT(call, Not(HasSubstr("/rest/api/3"))) << count;
    }
}

TEST(DataCenter, DeletedRequestIsWithdrawn) {
    Stage stage(datacenter());
    stage.jira().raise("alice", "One");
    stage.jira().raise("alice", "Two");
    (void)stage.mails().wait_for_mail(kAlice, "SUP-2");
    stage.jira().remove("SUP-1");
    wait_until("SUP-1 to go", [&] {
        return stage.rows("select 1 from requests where withdrawn_at is null").size() == 1;
    });
}

TEST(DataCenter, RevokedTokenEmptiesNothingAndIsTold) {
    Stage stage(datacenter());
    stage.jira().raise("alice", "One");
    const auto mail = stage.mails().wait_for_mail(kAlice, "SUP-1");
    Browser alice = stage.sign_in(mail);
    stage.jira().set({{"is_credential_revoked", true}});
    stage.jira().comment("SUP-1", "While it was revoked", Audience::Public);

    const auto doctor = stage.command({"doctor"});
    EXPECT_NE(doctor.exit_code, 0);
    EXPECT_THAT(doctor.output, HasSubstr("personal access token"));
    EXPECT_EQ(alice.get(kThread).status, 200);

    stage.jira().set({{"is_credential_revoked", false}});
    // As with a new token; a daemon that goes on asks again after a minute.
    ASSERT_EQ(stage.stop_connector(), 0);
    stage.start_connector();
    (void)stage.mails().wait_for_mail(kAlice, "While it was revoked");
}

TEST(DataCenter, UserNameAndPasswordDoAsWell) {
    Stage stage(datacenter("{kind: basic, user: bot, token: demo-token}"));
    stage.jira().raise("alice", "One");
    (void)stage.mails().wait_for_mail(kAlice, "SUP-1");
}

TEST(DataCenter, DoctorSaysWhenTheSiteIsOfTheOtherKind) {
    StageOptions options = datacenter();
    options.said_kind = "cloud";
    Stage stage(std::move(options));
    EXPECT_THAT(
        stage.command({"doctor"}).output,
        HasSubstr("the site is Jira Data Center, and site.kind says cloud")
    );
}

TEST(DataCenter, DoctorSaysWhenTheSiteIsCloudAfterAll) {
    Stage stage({.auth = "{user: bot@acme.example, token: demo-token}", .said_kind = "datacenter"});
    EXPECT_THAT(
        stage.command({"doctor"}).output,
        HasSubstr("the site is Jira Cloud, and site.kind says datacenter")
    );
}

TEST(DataCenter, ProvisionRegistersTheWebhookAndTheKbotUser) {
    StageOptions options = datacenter();
    options.sends_webhooks = false;
    options.provision = "{kbot_email: kbot@acme.example}";
    options.access = "{portal: ignore, notifications: ignore, anonymous: on}";
    Stage stage(std::move(options));
    const auto applied = stage.command({"provision"});
    EXPECT_EQ(applied.exit_code, 0) << applied.output;
    EXPECT_THAT(applied.output, HasSubstr("The site matches the configuration."));
    const auto again = stage.command({"provision", "--plan"});
    EXPECT_EQ(again.exit_code, 0) << again.output;

    stage.jira().raise("alice", "By the webhook that was registered");
    (void)stage.mails().wait_for_mail(kAlice, "SUP-1");
}

}  // namespace
}  // namespace tests
