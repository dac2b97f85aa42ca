#include <csignal>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kScoped =
    "{kind: basic, email: bot@acme.example, token: demo-token, scoped: on}";
constexpr const char* kThread = "/sup/requests/SUP-1";
constexpr const char* kReply = "It is the one beside the window.";
constexpr const char* kRenewal = "POST /oauth/token";
constexpr std::chrono::seconds kLong{60};

std::string oauth(const std::string& refresh_token) {
    return "{kind: oauth2, client_id: client, client_secret: client-secret, refresh_token: " +
           refresh_token + ", token_url: \"ORIGIN/oauth/token\"}";
}

StageOptions with_oauth(std::string consent = "") {
    return {.auth = oauth("refresh-of-the-consent"), .consent = std::move(consent)};
}

ReceivedMail next_mail(Stage& stage, const std::string& summary) {
    const auto raised = stage.jira().raise("alice", summary);
    return stage.mails().wait_for_mail("alice@customer.example", raised.key);
}

void expect_reply_arrives(Stage& stage, Browser& alice) {
    const auto page = alice.get(kThread);
    ASSERT_EQ(
        alice.submit(page, std::string(kThread) + "/comments", {{"text", kReply}}).status, 303
    );
    wait_until(
        "the reply in Jira",
        [&] {
            const auto comments = stage.jira().comments("SUP-1");
            return std::any_of(comments.begin(), comments.end(), [](const auto& comment) {
                return comment.body.find(kReply) != std::string::npos;
            });
        },
        kLong
    );
}

/// A request is mailed, its link opens the thread, and the reply reaches Jira.
void expect_main_job_works(Stage& stage) {
    Browser alice = stage.sign_in(next_mail(stage, "The printer is out of toner"));
    expect_reply_arrives(stage, alice);
}

int renewals(Stage& stage) {
    return stage.jira().calls().value(kRenewal, 0);
}

TEST(SiteAuth, ScopedTokenDoesTheMainJobThroughTheGateway) {
    Stage stage({.auth = kScoped, .consent = R"({"scoped": true})"});
    expect_main_job_works(stage);

    const auto doctor = stage.command({"doctor"});
    EXPECT_THAT(doctor.output, HasSubstr("/ex/jira/11111111-2222-4333-8444-555555555555"));
}

TEST(SiteAuth, OAuthDoesTheMainJobAndLeavesNoTokenInTheStore) {
    Stage stage(with_oauth());
    expect_main_job_works(stage);

    EXPECT_EQ(renewals(stage), 1);
    const std::string stored = stage.stored_bytes();
    EXPECT_THAT(stored, HasSubstr("oauth2"));
    for (const char* token : {"refresh-of-the-consent", "refresh-token-", "access-token-"}) {
        EXPECT_THAT(stored, Not(HasSubstr(token)));
        EXPECT_THAT(stage.log(), Not(HasSubstr(token)));
    }
    EXPECT_THAT(stage.command({"doctor"}).output, HasSubstr("calls go to"));
}

TEST(SiteAuth, RefreshTokenRotatesOverRestarts) {
    // So short that every call renews.
    Stage stage(with_oauth(R"({"access_life_s": 60})"));
    next_mail(stage, "One");
    for (int i = 0; i < 2; ++i) {
        const int before = renewals(stage);
        ASSERT_EQ(stage.stop_connector(), 0);
        stage.start_connector();
        next_mail(stage, "Another");
        wait_until("a renewal", [&] { return renewals(stage) > before; });
    }
    EXPECT_EQ(stage.jira().consent(json::object())["refusals"], 0);
}

TEST(SiteAuth, KilledAroundARenewalItGoesOnWithTheKeptToken) {
    // Every call renews.
    Stage stage(with_oauth(R"({"access_life_s": 60})"));
    next_mail(stage, "Before");
    // The token is spent, and the answer never comes.
    stage.jira().add_fault({{"match", kRenewal}, {"drop", true}, {"count", 1}});
    const int before = renewals(stage);
    stage.jira().raise("alice", "Meanwhile");
    wait_until("the renewal", [&] { return renewals(stage) > before; });
    stage.kill_connector();
    stage.jira().clear_faults();
    stage.start_connector();

    next_mail(stage, "After");
    EXPECT_EQ(stage.jira().consent(json::object())["refusals"], 0);
}

TEST(SiteAuth, RevokedAccessTokenIsRenewed) {
    Stage stage(with_oauth());
    next_mail(stage, "One");
    stage.jira().consent({{"revoke_access", true}});

    next_mail(stage, "Two");
    EXPECT_EQ(renewals(stage), 2);
}

TEST(SiteAuth, EndedConsentIsSaidOnceAndANewOneHealsIt) {
    Stage stage(with_oauth());
    Browser alice = stage.sign_in(next_mail(stage, "The printer is out of toner"));
    stage.jira().consent({{"end", true}});
    const auto raised = stage.jira().raise("alice", "Nobody can read this");
    wait_until(
        "the end of the consent",
        [&] { return stage.log().find("jira.consent_over") != std::string::npos; },
        kLong
    );

    // However often Jira calls, it is not called back.
    const json before = stage.jira().calls();
    for (int i = 0; i < 20; ++i) EXPECT_EQ(stage.deliver_hint(raised.id), 200);
    EXPECT_EQ(alice.get(kThread).status, 200);
    const auto doctor = stage.command({"doctor"});
    EXPECT_EQ(doctor.exit_code, 1);
    EXPECT_THAT(doctor.output, HasSubstr("authorise again"));
    const json after = stage.jira().calls();
    EXPECT_EQ(after.value(kRenewal, 0), before.value(kRenewal, 0));
    EXPECT_EQ(
        after.value("POST /rest/api/3/issue/bulkfetch", 0),
        before.value("POST /rest/api/3/issue/bulkfetch", 0)
    );

    stage.jira().consent({{"refresh_token", "second-consent"}});
    stage.options().auth = oauth("second-consent");
    stage.write_config();
    stage.connector().signal(SIGHUP);
    next_mail(stage, "All is well again");
    expect_reply_arrives(stage, alice);
}

TEST(SiteAuth, RefusedApiTokenIsNotShownOverAndOver) {
    Stage stage;
    next_mail(stage, "One");
    stage.jira().consent({{"scoped", true}});  // the site honours it no longer
    const auto raised = stage.jira().raise("alice", "Nobody can read this");
    constexpr const char* kRead = "POST /rest/api/3/issue/bulkfetch";
    const int before = stage.jira().calls().value(kRead, 0);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(stage.deliver_hint(raised.id), 200);
    wait_until("a refusal", [&] { return stage.jira().calls().value(kRead, 0) > before; });
    for (int i = 0; i < 20; ++i) EXPECT_EQ(stage.deliver_hint(raised.id), 200);
    EXPECT_LE(stage.jira().calls().value(kRead, 0), before + 1);

    stage.options().auth = kScoped;
    stage.write_config();
    stage.connector().signal(SIGHUP);
    next_mail(stage, "All is well again");
}

TEST(SiteAuth, ReplyGetsThroughWhileTheQuotaIsUsedUp) {
    Stage stage({.poll_interval = "10s"});
    Browser alice = stage.sign_in(next_mail(stage, "The printer is out of toner"));
    stage.jira().add_fault(
        {{"match", "POST /rest/api/3/search/jql"},
         {"status", 429},
         {"count", 1000},
         {"headers", {{"Retry-After", "3000"}, {"RateLimit-Reason", "jira-quota-tenant-based"}}}}
    );
    wait_until(
        "the limit", [&] { return stage.log().find("jira.limited") != std::string::npos; }, kLong
    );

    expect_reply_arrives(stage, alice);
    EXPECT_THAT(stage.command({"doctor"}).output, HasSubstr("Jira asked for a pause until"));
}

}  // namespace
}  // namespace tests
