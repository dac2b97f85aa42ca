#include <iostream>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <poll.h>

#include "tests/support/seeded_random.hpp"
#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

constexpr int kCycles = 100;
constexpr int kHintsACycle = 5;
constexpr std::uint32_t kSeed = 20'260'101;
constexpr std::chrono::seconds kAllMails{60};

/// How often each mail arrived, and under which Message-IDs. A mail's subject has its request's
/// key.
struct Arrivals {
    explicit Arrivals(const std::vector<ReceivedMail>& mails) {
        for (const ReceivedMail& mail : mails) {
            ++count[mail.subject];
            ids[mail.subject].insert(mail.message_id);
        }
    }

    std::map<std::string, int> count;
    std::map<std::string, std::set<std::string>> ids;
};

/// Anywhere between the inbox's commit and the mail server's "accepted".
void wait_a_little(base::Random& random) {
    constexpr std::uint32_t kLongestMs = 60;
    ::poll(nullptr, 0, static_cast<int>(random.below(kLongestMs + 1)));
}

TEST(Crash, NoMailIsLostWhenTheProcessIsKilledAfterTheWebhookWasTaken) {
    Stage stage({.sends_webhooks = false});
    SeededRandom random(kSeed);
    const auto ids = stage.jira().raise_many(kCycles * kHintsACycle);

    for (std::size_t i = 0; i < ids.size(); ++i) {
        ASSERT_EQ(stage.deliver_hint(ids[i]), 200) << stage.log();
        if ((i + 1) % kHintsACycle != 0) continue;
        wait_a_little(random);
        stage.kill_connector();
        stage.start_connector();
    }

    wait_until(
        "all mails, seed " + std::to_string(kSeed),
        [&] { return Arrivals(stage.mails().mails()).count.size() == ids.size(); },
        kAllMails
    );
    const auto mails = stage.mails().mails();
    for (const auto& [subject, message_ids] : Arrivals(mails).ids)
        EXPECT_EQ(message_ids.size(), 1U) << subject;
    std::cout << ids.size() << " webhooks, " << mails.size() - ids.size() << " mails repeated\n";
}

}  // namespace
}  // namespace tests
