#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "tests/support/mirror_comparison.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;

constexpr const char* kAlice = "alice@customer.example";
constexpr const char* kSearch = "POST /rest/api/3/search/jql";
/// Several polls, on a machine that is busy with other things.
constexpr std::chrono::seconds kAfterPolls{60};

void wait_until_mirrored(Stage& stage) {
    expect_mirrored(stage, kAfterPolls);
}

std::int64_t mails_with(const std::vector<ReceivedMail>& mails, const std::string& part) {
    return std::count_if(mails.begin(), mails.end(), [&](const ReceivedMail& mail) {
        return mail.text.find(part) != std::string::npos;
    });
}

bool is_of_the_mirror(const std::string& call) {
    return call.find("/search/jql") != std::string::npos ||
           call.find("/rest/api/3/issue/") != std::string::npos;
}

TEST(Poll, EveryLostWebhookIsFoundAfterOnePoll) {
    Stage stage({.poll_interval = "10s"});
    stage.jira().lose_webhooks(100, 1);

    stage.jira().raise("alice", "The printer is out of toner", "It prints nothing.");
    stage.jira().raise("bob", "Bob's own business");
    stage.jira().comment("SUP-1", "We are sending somebody.", Audience::Public);
    stage.jira().comment("SUP-1", "CANARY-internal", Audience::Internal);

    wait_until_mirrored(stage);
    const auto mail = stage.mails().wait_for_mail(kAlice, "We are sending somebody.");
    EXPECT_EQ(stage.sign_in(mail).get("/sup/requests/SUP-1").status, 200);
    (void)stage.mails().wait_for_mail("bob@customer.example", "SUP-2");

    stage.jira().comment("SUP-2", "Have you tried to switch it off?", Audience::Public);
    stage.jira().change_status("SUP-1", "Resolved");

    wait_until_mirrored(stage);
    (void)stage.mails().wait_for_mail("bob@customer.example", "switch it off");
    wait_until("all mails", [&] { return stage.mails().mails().size() >= 5; });
    EXPECT_EQ(stage.mails().mails().size(), 5U);
    EXPECT_TRUE(stage.list({"inbox", "list"}).empty()) << "no webhook came";
    EXPECT_EQ(stage.stored_bytes().find("CANARY"), std::string::npos);
}

/// 100 changes of 40 requests, while three webhooks in ten are lost.
class SomeLost {
public:
    explicit SomeLost(Stage& stage) : stage_(stage) { stage_.jira().lose_webhooks(30, 7); }

    void happen() {
        for (int number = 1; number <= kRequests; ++number) {
            stage_.jira().raise(
                number % 2 == 0 ? "alice" : "bob", fmt::format("Request {}", number)
            );
        }
        for (int number = 1; number <= 60; ++number) change(number);
    }

    [[nodiscard]] const std::vector<std::string>& answers() const { return answers_; }

private:
    static constexpr int kRequests = 40;

    void change(int number) {
        constexpr std::array<const char*, 4> kStatuses{
            "In progress", "Waiting for customer", "Resolved", "Waiting for support"};
        const std::string key = fmt::format("SUP-{}", random_.below(kRequests) + 1);
        switch (random_.below(3)) {
            case 0:
                answers_.push_back(fmt::format("Answer number {}.", number));
                stage_.jira().comment(key, answers_.back(), Audience::Public);
                break;
            case 1:
                stage_.jira().comment(key, fmt::format("CANARY {}", number), Audience::Internal);
                break;
            default: stage_.jira().change_status(key, kStatuses[random_.below(4)]);
        }
    }

    Stage& stage_;
    SeededRandom random_{20'261'121};
    std::vector<std::string> answers_;
};

TEST(Poll, SomeLostWebhooksAreMadeUpForWithOneMailEach) {
    Stage stage({.poll_interval = "10s"});
    SomeLost changes(stage);

    changes.happen();

    wait_until_mirrored(stage);
    const auto is_mailed = [&](const std::string& text) {
        return mails_with(stage.mails().mails(), text) > 0;
    };
    wait_until("a mail for each answer", [&] {
        return std::all_of(changes.answers().begin(), changes.answers().end(), is_mailed);
    });
    const auto mails = stage.mails().mails();
    std::set<std::string> ids;
    for (const ReceivedMail& mail : mails) ids.insert(mail.message_id);
    EXPECT_EQ(ids.size(), mails.size()) << "no mail twice";
    EXPECT_EQ(mails_with(mails, "CANARY"), 0);
    EXPECT_EQ(stage.stored_bytes().find("CANARY"), std::string::npos);
    EXPECT_NE(stage.log().find("poll.found"), std::string::npos);
}

TEST(Poll, FirstReadTakesInAThousandInFourteenCallsAndMailsNobody) {
    Stage stage({.old_requests = 1000});

    wait_until_mirrored(stage);

    std::int64_t calls = 0;
    const json counts = stage.jira().calls();
    for (const auto& [call, count] : counts.items()) {
        // Provisioning looks at the site meanwhile, and asks for its fields as well.
        if (is_of_the_mirror(call)) calls += count.get<std::int64_t>();
    }
    EXPECT_LE(calls, 13) << counts.dump(1);
    EXPECT_TRUE(stage.list({"outbox", "list"}).empty());
    stage.jira().comment("SUP-7", "Better late than never.", Audience::Public);
    (void)stage.mails().wait_for_mail(kAlice, "Better late than never.");
    EXPECT_EQ(stage.mails().mails().size(), 1U);
}

TEST(Poll, FirstReadThatIsKilledGoesOn) {
    Stage stage({.poll_interval = "10s", .old_requests = 500});
    stage.jira().add_fault({{"match", kSearch}, {"delay_ms", 500}, {"count", 1000}});
    const auto mirrored = [&] {
        return stage.rows("select count(*) as n from requests").at(0).at("n").get<int>();
    };
    for (int i = 0; i < 3; ++i) {
        const int before = mirrored();
        wait_until("another page", [&] { return mirrored() > before || before == 500; });
        stage.kill_connector();
        stage.start_connector();
    }

    wait_until_mirrored(stage);

    EXPECT_EQ(mirrored(), 500);
    EXPECT_TRUE(stage.list({"outbox", "list"}).empty());
}

TEST(Poll, SearchThatLagsBehindOnlyDelays) {
    Stage stage({.poll_interval = "10s"});
    stage.jira().lose_webhooks(100, 1);
    stage.jira().add_fault({{"search", {{"lag_ms", 12'000}}}});

    stage.jira().raise("alice", "The printer is out of toner");
    stage.jira().comment("SUP-1", "We are sending somebody.", Audience::Public);

    wait_until_mirrored(stage);
    (void)stage.mails().wait_for_mail(kAlice, "We are sending somebody.");
}

}  // namespace
}  // namespace tests
