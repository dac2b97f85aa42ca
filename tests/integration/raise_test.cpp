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
using testing::Not;

constexpr const char* kNew = "/sup/new/1";
constexpr const char* kSummary = "The laptop hums <loudly>";
constexpr const char* kPost = "POST /rest/servicedeskapi/request";
constexpr const char* kAlice = "alice@customer.example";
/// A wait for Jira's search, a back-off, on a machine that is busy.
constexpr std::chrono::seconds kSecondTry{90};

const Fields kAnswers{
    {"field-summary", kSummary},
    {"field-description", "It *hums* since {monday}."},
    {"field-customfield_10050", "10100"},
    {"field-customfield_10051", "10112"},
    {"field-customfield_10052", "2026-12-01"}};

/// A customer who is signed in raises requests in the portal of the real program.
class Raise : public testing::Test {
protected:
    Raise() : Raise(StageOptions{}) {}

    explicit Raise(StageOptions options) : stage_(std::move(options)) {
        const auto first = stage_.jira().raise("alice", "An older request");
        alice_ = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, first.key));
        wait_until("the request types", [&] {
            return stage_.rows("select 1 from request_types").size() == 3;
        });
    }

    /// Sends the form; where it leads.
    std::string send(const Fields& answers = kAnswers) {
        const auto form = alice_.get(kNew);
        EXPECT_EQ(form.status, 200) << form.body;
        const auto answer = alice_.submit(form, kNew, answers);
        EXPECT_EQ(answer.status, 303) << answer.body;
        return std::string(answer.header("Location"));
    }

    void wait_until_there(const std::string& sent, std::chrono::seconds patience = kSecondTry) {
        wait_until(
            "the request", [&] { return alice_.get(sent).status == 303; }, patience
        );
    }

    [[nodiscard]] std::vector<json> raised() {
        std::vector<json> found;
        const json state = stage_.jira().state();
        for (const json& issue : state["issues"]) {
            if (issue["summary"] == kSummary) found.push_back(issue);
        }
        return found;
    }

    Stage stage_;
    Browser alice_ = stage_.browser();
};

TEST_F(Raise, RequestIsInJiraAndInTheMakersList) {
    const std::string sent = send();
    wait_until_there(sent);

    const auto thread = alice_.follow(alice_.get(sent));
    EXPECT_THAT(thread.body, HasSubstr("The laptop hums &lt;loudly&gt;"));
    EXPECT_THAT(thread.body, HasSubstr("It *hums* since {monday}."));
    EXPECT_THAT(alice_.get("/sup/").body, HasSubstr("The laptop hums &lt;loudly&gt;"));
    ASSERT_EQ(raised().size(), 1U);
    const json issue = raised().front();
    EXPECT_EQ(issue["reporter"], kAlice);
    EXPECT_EQ(issue["requestType"], "1");
    EXPECT_EQ(issue["answers"]["customfield_10050"], R"({"id":"10100"})");
    EXPECT_EQ(issue["answers"]["customfield_10051"], R"([{"id":"10112"}])");
    EXPECT_EQ(issue["answers"]["customfield_10052"], "\"2026-12-01\"");
}

TEST_F(Raise, MakerGetsTheReceiptOnce) {
    wait_until_there(send());

    const auto mail = stage_.mails().wait_for_mail(kAlice, "The laptop hums");
    EXPECT_THAT(mail.subject, HasSubstr("SUP-2"));
    stage_.deliver_hint(raised().front()["id"].get<std::string>());
    wait_until("the end of all reading", [&] {
        return stage_.rows("select 1 from inbox where due_at is not null").empty();
    });
    EXPECT_EQ(stage_.mails().mails_to(kAlice).size(), 2U);
    EXPECT_EQ(
        stage_.rows("select count(*) as n from audit where event = 'request.raised'")[0]["n"], 1
    );
}

TEST_F(Raise, FormSentTwiceIsOneRequest) {
    const auto form = alice_.get(kNew);
    const auto once = alice_.submit(form, kNew, kAnswers);
    const auto twice = alice_.submit(form, kNew, kAnswers);

    EXPECT_EQ(once.header("Location"), twice.header("Location"));
    wait_until_there(std::string(once.header("Location")));
    EXPECT_EQ(raised().size(), 1U);
}

TEST_F(Raise, RequestWhoseAnswerWasLostIsRaisedOnce) {
    stage_.jira().add_fault({{"match", kPost}, {"drop", true}});

    wait_until_there(send());

    EXPECT_EQ(raised().size(), 1U);
}

TEST_F(Raise, KilledBeforeTheAnswerItRaisesOnce) {
    stage_.jira().add_fault({{"match", kPost}, {"delay_ms", 3'000}});
    const std::string sent = send();
    wait_until("the call", [&] { return stage_.jira().calls().value(kPost, 0) == 1; });
    stage_.kill_connector();
    ASSERT_TRUE(stage_.rows("select 1 from intakes where request_id is not null").empty());
    wait_until("the request in Jira", [&] { return !raised().empty(); });

    stage_.start_connector();
    wait_until_there(sent);

    EXPECT_EQ(raised().size(), 1U);
}

TEST_F(Raise, RefusalIsShownBesideItsFieldWithWhatWasTyped) {
    const json no{
        {"errorMessage", "Device is not to be had any more."},
        {"i18nErrorMessage", {{"i18nKey", "x"}, {"parameters", json::array()}}}};
    stage_.jira().add_fault(
        {{"match", kPost},
         {"status", 400},
         {"headers", {{"Content-Type", "application/json"}}},
         {"body", no.dump()}}
    );
    const std::string sent = send();
    wait_until("the refusal", [&] {
        return alice_.get(sent).body.find("was not accepted") != std::string::npos;
    });

    const auto page = alice_.get(sent);
    EXPECT_THAT(page.body, HasSubstr("id=\"field-customfield_10050-problem\""));
    EXPECT_THAT(page.body, HasSubstr("Device is not to be had any more."));
    EXPECT_THAT(page.body, HasSubstr("value=\"The laptop hums &lt;loudly&gt;\""));
    EXPECT_TRUE(raised().empty());
    EXPECT_THAT(stage_.log(), Not(HasSubstr("not to be had")));

    const auto again = alice_.submit(page, kNew, kAnswers);
    ASSERT_EQ(again.status, 303);
    wait_until_there(std::string(again.header("Location")));
    EXPECT_EQ(raised().size(), 1U);
}

TEST_F(Raise, WaitsWhileJiraIsAway) {
    stage_.jira().add_fault({{"match", kPost}, {"status", 503}});
    const std::string sent = send();
    wait_until("the page that says so", [&] {
        return alice_.get(sent).body.find("goes out as soon as it can") != std::string::npos;
    });

    const json waiting = stage_.list({"intakes", "list", "--state", "waiting"});
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_THAT(waiting[0]["error"].get<std::string>(), HasSubstr("503"));
    EXPECT_THAT(waiting.dump(), Not(HasSubstr("hums")));

    wait_until_there(sent);

    EXPECT_EQ(raised().size(), 1U);
    EXPECT_EQ(stage_.list({"intakes", "list"})[0]["request"], "SUP-2");
}

TEST_F(Raise, NobodyElseSeesWhatWasSent) {
    const std::string sent = send();
    const auto bobs = stage_.jira().raise("bob", "Bob's own business");
    Browser bob = stage_.sign_in(stage_.mails().wait_for_mail("bob@customer.example", bobs.key));

    EXPECT_EQ(bob.get(sent).status, 404);
    EXPECT_EQ(stage_.browser().get(sent).status, 303);
    EXPECT_EQ(bob.get("/sup/new/sent/999").status, 404);
}

class RaiseInADatacenter : public Raise {
protected:
    RaiseInADatacenter()
        : Raise({.auth = "{kind: bearer, token: demo-token}", .kind = "datacenter"}) {}
};

TEST_F(RaiseInADatacenter, RequestIsTheMakersAndFoundAgainWhenItsAnswerWasLost) {
    stage_.jira().add_fault({{"match", kPost}, {"drop", true}});

    wait_until_there(send());

    ASSERT_EQ(raised().size(), 1U);
    EXPECT_EQ(raised().front()["reporter"], kAlice);
}

}  // namespace
}  // namespace tests
