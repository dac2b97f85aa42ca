#include "tests/contract/openapi/walk.hpp"

#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/contract/openapi/looks.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

constexpr const char* kAlice = "alice@customer.example";
constexpr const char* kBob = "bob@customer.example";
constexpr const char* kMia = "mia@new.example";
constexpr const char* kProvision = "{allow_internal_api: on, kbot_email: kbot@acme.example}";
constexpr const char* kAccess =
    "{portal: ensure, channel: ensure, notifications: ignore, anonymous: on}";

std::int64_t calls_of(Stage& stage, const std::string& operation) {
    return stage.jira().calls().value(operation, 0);
}

void wait_for_calls(Stage& stage, const std::string& operation, std::int64_t count) {
    wait_until(operation, [&] { return calls_of(stage, operation) >= count; });
}

/// The first read of a site that has more than one page of requests.
void read_all(Stage& stage) {
    wait_for_calls(stage, "POST /rest/api/3/search/jql", 2);
}

/// Webhook, read, mail, link, reply posted, the agent's answer.
void main_job(Stage& stage) {
    const auto raised = stage.jira().raise("alice", "The printer is out of toner", "No *print*.");
    Browser browser = stage.sign_in(stage.mails().wait_for_mail(kAlice, raised.key));
    const std::string thread = "/sup/requests/" + raised.key;
    (void
    )browser.submit(browser.get(thread), thread + "/comments", {{"text", "It is by the window."}});
    wait_until("the reply", [&] { return !stage.jira().comments(raised.key).empty(); });
    stage.jira().comment(raised.key, "We are on our way.", Audience::Public);
    (void)stage.mails().wait_for_mail(kAlice, "We are on our way.");
    stage.jira().change_status(raised.key, "Resolved");
    (void)stage.mails().wait_for_mail(kAlice, "resolved");
}

/// What Jira offers for it, and one of these.
void customer_moves(Stage& stage) {
    const auto raised = stage.jira().raise("alice", "It works again");
    Browser browser = stage.sign_in(stage.mails().wait_for_mail(kAlice, raised.key));
    const std::string thread = "/sup/requests/" + raised.key;
    const std::string close = thread + "/transitions/41";
    (void)browser.submit(browser.get(thread), close, {});
    wait_until("the request to be closed", [&] {
        return browser.get(thread).body.find("Status changed to <bdi>Resolved") !=
               std::string::npos;
    });
}

/// A form, a request, one that Jira refuses, and one whose answer is lost: then it is looked for.
void new_requests(Stage& stage) {
    const std::string post = "POST /rest/servicedeskapi/request";
    const auto first = stage.jira().raise("alice", "Let me in");
    Browser browser = stage.sign_in(stage.mails().wait_for_mail(kAlice, first.key));
    wait_until("the types", [&] {
        return browser.get("/sup/new").body.find("/sup/new/1") != std::string::npos;
    });
    const auto send = [&](const char* summary) {
        const auto answer = browser.submit(
            browser.get("/sup/new/1"),
            "/sup/new/1",
            {{"field-summary", summary}, {"field-customfield_10050", "10100"}}
        );
        return std::string(answer.header("Location"));
    };
    const auto wait_for_end = [&](const std::string& sent) {
        wait_until(
            "the request", [&] { return browser.get(sent).status == 303; }, std::chrono::seconds{90}
        );
    };
    wait_for_end(send("Raised here"));
    stage.jira().add_fault({{"match", post}, {"drop", true}});
    wait_for_end(send("Raised here, and nobody heard of it"));
    stage.jira().set({{"bot_is_agent", false}});
    const std::string refused = send("Refused");
    wait_until("the refusal", [&] {
        return browser.get(refused).body.find("was not accepted") != std::string::npos;
    });
    stage.jira().set({{"bot_is_agent", true}});
}

/// More comments than a bulk answer embeds, and than one page holds.
void long_thread(Stage& stage) {
    const std::string id = stage.jira().raise_many(1, 130).front();
    stage.deliver_hint(id);
    wait_for_calls(stage, "GET /rest/api/3/issue/{issueIdOrKey}/comment", 2);
}

/// Its absence is believed only once the credential has been checked.
void request_that_is_gone(Stage& stage) {
    const std::string myself = "GET /rest/api/3/myself";
    const std::int64_t before = calls_of(stage, myself);
    stage.deliver_hint("99999");
    wait_for_calls(stage, myself, before + 1);
}

void poll(Stage& stage) {
    stage.jira().lose_webhooks(100, 1);
    const auto raised = stage.jira().raise("bob", "Bob's own business");
    (void)stage.mails().wait_for_mail(kBob, raised.key);
    stage.jira().lose_webhooks(0, 1);
}

/// Nothing to do, or everything: both are calls. `doctor` looks at the portal from outside, too.
void provision(Stage& stage) {
    (void)stage.command({"provision", "--plan"});
    const auto applied = stage.command({"provision"});
    if (applied.exit_code != 0) throw std::runtime_error(applied.output);
    (void)stage.command({"doctor"});
}

/// Somebody raises a request without signing in, proves their address, and takes it as theirs.
void guest(Stage& stage) {
    Browser visitor = stage.browser();
    const auto sent = visitor.submit(
        visitor.get("/sup/new/1"),
        "/sup/new/1",
        {{"field-summary", "From nobody yet"},
         {"field-customfield_10050", "10100"},
         {"address", kMia}}
    );
    const std::string place(sent.header("Location"));
    wait_until("the guest's request", [&] { return visitor.get(place).status == 303; });
    const std::string thread(visitor.get(place).header("Location"));
    const std::string link = link_from(stage.mails().wait_for_mail(kMia, "sign-in link").text);
    const auto list = visitor.follow(visitor.submit(visitor.get(link), link));
    (void)visitor.submit(list, "/sup/take-over", {});
    wait_until("the request to be Mia's", [&] { return visitor.get(thread).status == 200; });
}

/// As an administrator left it: the desk is closed and there is no webhook.
void nothing_is_prepared(Stage& stage) {
    stage.jira().set({{"is_open", false}, {"has_public_signup", false}});
}

void closed_portal(Stage& stage) {
    stage.jira().set({{"global_anonymous_access", false}});
    (void)stage.command({"doctor"});
}

void no_administrator(Stage& stage) {
    stage.jira().set(
        {{"bot_is_agent", false}, {"bot_is_jira_admin", false}, {"bot_is_project_admin", false}}
    );
    (void)stage.command({"doctor"});
    (void)stage.command({"provision"});
}

/// For an account that Jira says nothing to, one that is an agent's, and then, on two pages, for
/// one that it calls a customer.
void articles(Stage& stage) {
    for (const char* title : {"Toner", "Toner, again"}) {
        stage.jira().sim("POST", "/articles", {{"title", title}, {"excerpt", "How to change it."}});
    }
    stage.jira().sim("PUT", "/quirks", {{"most_rows", 1}});
    (void)stage.command({"doctor"});
    stage.jira().set({{"replies_is_agent", true}, {"replies_has_group", true}});
    (void)stage.command({"doctor"});
    stage.jira().set(
        {{"replies_is_customer", true}, {"replies_is_agent", false}, {"replies_has_group", false}}
    );
    const auto raised = stage.jira().raise("alice", "The printer is out of toner");
    Browser browser = stage.sign_in(stage.mails().wait_for_mail(kAlice, raised.key));
    if (browser.get("/sup/help?q=toner").body.find("2 articles") == std::string::npos) {
        throw std::runtime_error("the articles are not shown");
    }
}

constexpr std::array kHelpfulSteps{
    Step{"articles", articles}, Step{"answers about articles", look_at_articles}};

constexpr std::array kEverydaySteps{
    Step{"the first read", read_all},
    Step{"the main job", main_job},
    Step{"a customer who closes a request", customer_moves},
    Step{"new requests", new_requests},
    Step{"a long thread", long_thread},
    Step{"a request that is gone", request_that_is_gone},
    Step{"a poll", poll},
    Step{"a webhook that is mended", provision},
    Step{"a guest", guest},
    Step{"every answer of the site", look_at_every_answer}};

constexpr std::array kFreshSteps{
    Step{"a closed desk", nothing_is_prepared},
    Step{"a site that is prepared", provision},
    Step{"a portal that closes", closed_portal},
    Step{"rights that are taken away", no_administrator}};

}  // namespace

StageOptions everyday_site() {
    return {
        .poll_interval = "10s",
        .old_requests = 150,
        .provision = kProvision,
        .access = kAccess,
        .project_lines = {"transitions: {\"Resolve this request\": \"Close request\"}"},
        .records_exchanges = true};
}

std::span<const Step> everyday_steps() {
    return kEverydaySteps;
}

StageOptions helpful_site() {
    return {
        .replies = "{email: replies@acme.example, token: customer-token}",
        .help = "on",
        .records_exchanges = true};
}

std::span<const Step> helpful_steps() {
    return kHelpfulSteps;
}

StageOptions fresh_site() {
    return {
        .sends_webhooks = false,
        .provision = kProvision,
        .access = kAccess,
        .records_exchanges = true};
}

std::span<const Step> fresh_steps() {
    return kFreshSteps;
}

}  // namespace tests
