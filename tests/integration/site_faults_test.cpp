#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "tests/support/mirror_comparison.hpp"
#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kSearch = "POST /rest/api/3/search/jql";
constexpr const char* kRead = "POST /rest/api/3/issue/bulkfetch";
constexpr const char* kAlice = "alice@customer.example";
/// Back-off, a refused credential's minute, an open breaker's, on a machine that is busy.
constexpr std::chrono::seconds kRecovery{150};

/// The site gets into trouble while a customer reads her request and an agent works.
class SiteFaults : public testing::Test {
protected:
    SiteFaults() {
        stage_.jira().raise("alice", "The printer is out of toner");
        alice_ = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
        wait_until("the first read", [&] {
            return stage_.log().find("poll.first_read_done") != std::string::npos;
        });
    }

    /// Every call by which the mirror reads.
    void trouble(json fault) {
        fault["count"] = 1'000'000;
        for (const char* call : {kSearch, kRead, "GET /rest/api/3/myself"}) {
            fault["match"] = call;
            stage_.jira().add_fault(fault);
        }
        began_ = std::chrono::steady_clock::now();
        calls_before_ = calls();
    }

    void agent_works() {
        stage_.jira().comment("SUP-1", "We are on our way.", Audience::Public);
        stage_.jira().comment("SUP-1", "CANARY", Audience::Internal);
        stage_.jira().change_status("SUP-1", "In progress");
        stage_.jira().raise("bob", "Raised in bad times");
    }

    std::int64_t calls() {
        std::int64_t sum = 0;
        const json counts = stage_.jira().calls();
        for (const auto& [call, count] : counts.items()) sum += count.get<std::int64_t>();
        return sum;
    }

    double metric(const std::string& line) {
        const auto answer = stage_.http().send(
            {.url = fmt::format("http://127.0.0.1:{}/metrics", stage_.admin_port())}
        );
        const std::string text = "\n" + (answer ? answer->body : std::string());
        const std::size_t at = text.find("\n" + line + " ");
        return at == std::string::npos ? -1 : std::stod(text.substr(at + line.size() + 2));
    }

    void expect_metrics_to_tell() {
        wait_until(
            "a failed read and a failed poll in the metrics",
            [&] {
                return metric("connector_reads_failed_total") >= 1 &&
                       metric("connector_poll_calls_total{outcome=\"failed\"}") >= 1;
            },
            std::chrono::seconds{60}
        );
    }

    /// The mirror goes on as it was, and nobody hammers the site.
    void expect_calm() {
        EXPECT_EQ(alice_.get("/sup/requests/SUP-1").status, 200);
        EXPECT_TRUE(stage_.is_ready());
        EXPECT_EQ(stage_.rows("select 1 from requests where withdrawn_at is not null").size(), 0U);
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(
            std::chrono::steady_clock::now() - began_
        );
        // Hints and polls with their back-off, and the settings of the site that are looked at.
        EXPECT_LE(calls() - calls_before_, 30 + 2 * seconds.count());
    }

    void expect_recovery() {
        stage_.jira().clear_faults();
        expect_mirrored(stage_, kRecovery);
        (void)stage_.mails().wait_for_mail(kAlice, "We are on our way.");
        (void)stage_.mails().wait_for_mail("bob@customer.example", "SUP-2");
        const auto mails = stage_.mails().mails();
        std::set<std::string> ids;
        for (const ReceivedMail& mail : mails) ids.insert(mail.message_id);
        EXPECT_EQ(ids.size(), mails.size()) << "a mail twice";
        EXPECT_TRUE(stage_.list({"inbox", "list", "--state", "dead"}).empty());
        EXPECT_EQ(stage_.stored_bytes().find("CANARY"), std::string::npos);
    }

    [[nodiscard]] ProcessResult doctor() const { return stage_.command({"doctor"}); }

    Stage stage_{{.poll_interval = "10s"}};
    Browser alice_ = stage_.browser();
    std::chrono::steady_clock::time_point began_;
    std::int64_t calls_before_ = 0;
};

struct Trouble {
    const char* name;
    const char* fault;
    const char* doctor;  ///< what it says of it

    friend void PrintTo(const Trouble& trouble, std::ostream* out) { *out << trouble.name; }
};

class SiteTrouble : public SiteFaults, public testing::WithParamInterface<Trouble> {};

TEST_P(SiteTrouble, LosesNothingHammersNobodyAndEnds) {
    trouble(json::parse(GetParam().fault));

    agent_works();

    expect_metrics_to_tell();
    const ProcessResult told = doctor();
    EXPECT_NE(told.exit_code, 0);
    EXPECT_THAT(told.output, HasSubstr(GetParam().doctor));
    expect_calm();
    expect_recovery();
    EXPECT_THAT(doctor().output, Not(HasSubstr(GetParam().doctor)));
}

INSTANTIATE_TEST_SUITE_P(
    Of,
    SiteTrouble,
    testing::Values(
        Trouble{
            "LimitsThatNameATime", R"({"status": 429, "headers": {"Retry-After": "3"}})", ": 429"},
        Trouble{
            "LimitsThatNameNone", R"({"status": 429, "headers": {"Retry-After": ""}})", ": 429"},
        Trouble{"ServerErrors", R"({"status": 500})", ": 500"},
        Trouble{"LostAnswers", R"({"drop": true})", "myself"},
        Trouble{"TruncatedAnswers", R"({"truncate": true})", "myself"},
        Trouble{
            "GarbageAsJson",
            R"({"status": 200, "headers": {"Content-Type": "application/json"}, "body": "{\"a\":\u0001"})",
            "myself"},
        Trouble{
            "HtmlInsteadOfJson",
            R"({"status": 200, "headers": {"Content-Type": "text/html"}, "body": "<p>Log in</p>"})",
            "myself"},
        Trouble{
            "JsonOfAnotherShape",
            R"({"status": 200, "headers": {"Content-Type": "application/json"}, "body": "{\"issues\":{}}"})",
            "myself"},
        Trouble{"ARevokedToken", R"({"status": 401, "body": "{}"})", ": 401"}
    ),
    [](const auto& trouble) { return std::string(trouble.param.name); }
);

/// Whatever page is asked for, it is the same, and names the same next one.
TEST_F(SiteFaults, PageThatRepeatsIsLeftAfterAFewCalls) {
    const json page{
        {"issues", json::array()}, {"isLast", false}, {"nextPageToken", "the-same-again"}};
    const std::int64_t before = stage_.jira().calls().value(kSearch, 0);
    stage_.jira().lose_webhooks(100, 1);
    stage_.jira().add_fault(
        {{"match", kSearch},
         {"count", 1'000'000},
         {"status", 200},
         {"headers", {{"Content-Type", "application/json"}}},
         {"body", page.dump()}}
    );
    agent_works();

    wait_until(
        "two polls that failed",
        [&] { return metric("connector_poll_calls_total{outcome=\"failed\"}") >= 2; },
        std::chrono::seconds{60}
    );

    EXPECT_LE(stage_.jira().calls().value(kSearch, 0) - before, 12);
    EXPECT_THAT(stage_.log(), HasSubstr("poll.failed"));
    EXPECT_EQ(alice_.get("/sup/requests/SUP-1").status, 200);
    expect_recovery();
}

/// No webhook and no poll may bring back what the search goes on showing.
TEST_F(SiteFaults, SearchThatLagsShowsNobodyADeletedRequest) {
    stage_.jira().add_fault({{"search", {{"lag_ms", 25'000}}}});
    stage_.jira().sim("DELETE", "/requests/SUP-1", nullptr);
    const auto is_gone = [&] { return alice_.get("/sup/requests/SUP-1").status == 404; };
    wait_until("the deletion", is_gone);

    const std::int64_t before = stage_.jira().calls().value(kSearch, 0);
    wait_until(
        "two more polls",
        [&] {
            EXPECT_TRUE(is_gone());
            return stage_.jira().calls().value(kSearch, 0) >= before + 2;
        },
        std::chrono::seconds{60}
    );

    expect_mirrored(stage_);
}

/// Calls that are never answered end at their deadline (15 s), and the work goes on.
TEST(SiteHangs, DeadlineEndsTheCallAndTheWorkGoesOn) {
    constexpr const char* kFields = "GET /rest/api/3/field";
    Stage stage({.poll_interval = "10s"});
    ASSERT_EQ(stage.stop_connector(), 0);
    const std::int64_t before = stage.jira().calls().value(kFields, 0);
    stage.jira().add_fault({{"match", kFields}, {"delay_ms", 40'000}, {"count", 1'000}});
    const auto began = std::chrono::steady_clock::now();
    stage.start_connector();

    stage.jira().raise("alice", "The printer is out of toner");
    wait_until(
        "a read that failed",
        [&] { return stage.log().find("mirror.read_failed") != std::string::npos; },
        std::chrono::seconds{60}
    );
    stage.jira().clear_faults();

    expect_mirrored(stage, std::chrono::seconds{90});
    EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::seconds{15});
    EXPECT_LE(stage.jira().calls().value(kFields, 0) - before, 12);
    (void)stage.mails().wait_for_mail(kAlice, "SUP-1");
}

TEST(SiteChangesMeanwhile, RequestsDeletedDuringTheFirstReadAreGone) {
    Stage stage({.poll_interval = "10s", .old_requests = 300});
    ASSERT_EQ(stage.stop_connector(), 0);
    for (const char* name : {"connector.db", "connector.db-wal", "connector.db-shm"}) {
        std::filesystem::remove(stage.file(name));
    }
    stage.jira().add_fault({{"match", kSearch}, {"delay_ms", 1500}, {"count", 1000}});
    stage.start_connector();
    wait_until("the first page", [&] { return !stage.rows("select 1 from requests").empty(); });

    // Of the page that was read, and of one that comes.
    for (const int number : {1, 2, 50, 250, 299}) {
        stage.jira().sim("DELETE", fmt::format("/requests/SUP-{}", number), nullptr);
    }

    stage.jira().clear_faults();
    expect_mirrored(stage, std::chrono::seconds{60});
    EXPECT_EQ(mirror_of(stage).size(), 295U);
}

}  // namespace
}  // namespace tests
