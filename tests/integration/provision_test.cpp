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

constexpr const char* kProvision = "{allow_internal_api: on, kbot_email: kbot@acme.example}";
constexpr const char* kAccess =
    "{portal: ensure, channel: ensure, notifications: ignore, anonymous: on}";

/// A site that nobody has prepared: no webhook, no Kbot user, a restricted desk.
class Provision : public testing::Test {
protected:
    Provision() { stage_.jira().set({{"is_open", false}, {"has_public_signup", false}}); }

    [[nodiscard]] ProcessResult provision(std::vector<std::string> more = {}) const {
        more.insert(more.begin(), "provision");
        return stage_.command(std::move(more));
    }

    [[nodiscard]] ProcessResult doctor() const { return stage_.command({"doctor"}); }

    /// The audit's lines of one kind.
    [[nodiscard]] json audit(const char* event) const {
        return stage_.list({"audit", "list", "--event", event});
    }

    [[nodiscard]] std::string metrics() {
        const auto answer = stage_.http().send(
            {.url = "http://127.0.0.1:" + std::to_string(stage_.admin_port()) + "/metrics"}
        );
        return answer ? answer->body : "";
    }

    void restart() {
        EXPECT_EQ(stage_.stop_connector(), 0);
        stage_.start_connector();
    }

    void is_metric(const std::string& check, int value) {
        const std::string line =
            "connector_provision_state{check=\"" + check + "\"} " + std::to_string(value) + "\n";
        wait_until(line, [&] { return metrics().find(line) != std::string::npos; });
    }

    Stage stage_{{.sends_webhooks = false, .provision = kProvision, .access = kAccess}};
};

TEST_F(Provision, PlansAppliesAndThenHasNothingLeftToDo) {
    const auto plan = provision({"--plan"});
    EXPECT_EQ(plan.exit_code, 1);
    EXPECT_THAT(plan.output, HasSubstr("- channel access: Restricted\n+ channel access: Open\n"));
    EXPECT_THAT(plan.output, HasSubstr("+ customer: Anonymous Kbot User <k***@a***.example>\n"));
    EXPECT_THAT(plan.output, HasSubstr("+ filter: project in (\"SUP\")\n"));
    EXPECT_THAT(plan.output, Not(HasSubstr("\033[")));  // no terminal, no colours
    EXPECT_EQ(stage_.jira().writes(), 0);

    const auto applied = provision();
    EXPECT_EQ(applied.exit_code, 0) << applied.output;
    EXPECT_THAT(applied.output, HasSubstr("The site matches the configuration."));
    EXPECT_EQ(stage_.jira().settings()["is_open"], true);
    EXPECT_EQ(stage_.jira().writes(), 4);

    const auto after = provision({"--plan"});
    EXPECT_EQ(after.exit_code, 0) << after.output;
    EXPECT_EQ(after.output, "The site matches the configuration.\n");
    EXPECT_EQ(doctor().exit_code, 0) << doctor().output;
}

TEST_F(Provision, FiftyRunsWriteNoMoreThanTheFirst) {
    ASSERT_EQ(provision().exit_code, 0);
    const auto writes = stage_.jira().writes();

    for (int i = 0; i < 50; ++i) ASSERT_EQ(provision().exit_code, 0);

    EXPECT_EQ(stage_.jira().writes(), writes);
    EXPECT_EQ(audit("provision.applied").size(), 4U);
}

TEST_F(Provision, WorksBesideADaemonAndWithoutOne) {
    EXPECT_EQ(stage_.stop_connector(), 0);
    ASSERT_EQ(provision().exit_code, 0);

    stage_.start_connector();

    EXPECT_EQ(provision({"--plan"}).exit_code, 0);
    EXPECT_EQ(audit("provision.applied").size(), 4U);
}

TEST_F(Provision, TheRegisteredWebhookReachesUs) {
    ASSERT_EQ(provision().exit_code, 0);

    stage_.jira().raise("alice", "Printer on fire");

    (void)stage_.mails().wait_for_mail("alice@customer.example", "SUP-1");
}

/// SR-55
TEST_F(Provision, TheKbotUsersRequestIsNobodys) {
    ASSERT_EQ(provision().exit_code, 0);

    stage_.jira().raise("kbot@acme.example", "From nobody");
    stage_.jira().raise("alice", "From Alice");
    (void)stage_.mails().wait_for_mail("alice@customer.example", "SUP-2");

    EXPECT_TRUE(stage_.mails().mails_to("kbot@acme.example").empty());
    const auto link =
        stage_.command({"link", "issue", "--request", "SUP-1", "--contact", "kbot@acme.example"});
    EXPECT_EQ(link.exit_code, 1) << link.output;
}

TEST_F(Provision, WithoutTheInternalCallTheDeskIsOpenedByHand) {
    stage_.options().provision = "{kbot_email: kbot@acme.example}";
    stage_.write_config();

    const auto applied = provision();

    EXPECT_EQ(applied.exit_code, 1);
    EXPECT_THAT(applied.output, HasSubstr("SUP channel access (by hand)"));
    EXPECT_THAT(applied.output, HasSubstr("Channel access: Open > Save"));
    EXPECT_THAT(
        applied.output,
        HasSubstr(stage_.jira().origin() + "/jira/servicedesk/projects/SUP/settings/")
    );
    EXPECT_EQ(stage_.jira().settings()["is_open"], false);
}

TEST_F(Provision, ASiteThatFailsIsNotWrittenTo) {
    stage_.jira().add_fault(
        {{"match", "GET /rest/servicedesk/1/servicedesk/{projectKey}/settings/requestsecurity"},
         {"status", 503},
         {"count", 1000}}
    );

    EXPECT_EQ(provision().exit_code, 1);

    EXPECT_EQ(stage_.jira().settings()["is_open"], false);
}

TEST_F(Provision, AClosedPortalShowsInDoctorMetricAndAudit) {
    ASSERT_EQ(provision().exit_code, 0);
    restart();
    is_metric("portal_access", 0);
    const auto flips = audit("provision.state_changed").size();

    stage_.jira().set({{"global_anonymous_access", false}});
    restart();  // looks at once; else ten times the poll's interval later
    is_metric("portal_access", 2);

    const auto told = doctor();
    EXPECT_EQ(told.exit_code, 1);
    EXPECT_THAT(told.output, HasSubstr("the site wants customers to log in"));
    EXPECT_THAT(told.output, HasSubstr("/jira/settings/products/servicedesk/customer-access"));
    wait_until("the audit", [&] { return audit("provision.state_changed").size() == flips + 1; });
}

TEST_F(Provision, ARenamedKbotUserIsNoticed) {
    ASSERT_EQ(provision().exit_code, 0);
    stage_.jira().set_user({{"email", "kbot@acme.example"}, {"displayName", "Somebody"}});

    const auto told = doctor();

    EXPECT_EQ(told.exit_code, 1);
    EXPECT_THAT(told.output, HasSubstr("renamed"));
}

TEST_F(Provision, DoctorSpeaksJsonToMachines) {
    const auto told = stage_.command({"doctor", "--json"});

    EXPECT_EQ(told.exit_code, 1);
    const json report = json::parse(told.output);
    EXPECT_EQ(report["well"], false);
    bool has_mail_server = false;
    for (const json& finding : report["findings"]) {
        has_mail_server = has_mail_server || finding["check"] == "mail_server";
        EXPECT_EQ(finding["state"] == "ok", finding["remedy"] == "") << finding;
    }
    EXPECT_TRUE(has_mail_server);
}

TEST_F(Provision, TheSecretIsNowhereButOnTheSite) {
    ASSERT_EQ(provision().exit_code, 0);

    const std::string secret = "webhook-secret-of-a-test";
    EXPECT_THAT(provision({"--json"}).output, Not(HasSubstr(secret)));
    EXPECT_THAT(stage_.log(), Not(HasSubstr(secret)));
    EXPECT_THAT(stage_.stored_bytes(), Not(HasSubstr(secret)));
}

}  // namespace
}  // namespace tests
