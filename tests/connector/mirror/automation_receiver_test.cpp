#include "connector/mirror/automation_receiver.hpp"

#include <gtest/gtest.h>

#include "tests/support/support_desk.hpp"

namespace {

using base::ErrorKind;
using namespace std::chrono_literals;

constexpr std::string_view kSecret = "the-first-secret-of-the-rules";
constexpr std::string_view kNextSecret = "the-second-secret-of-the-rules";
constexpr std::string_view kStamped =
    R"({"issue":{"id":"10012","fields":{"updated":"2026-11-21T10:00:00.000+0000",
        "project":{"key":"SUP"}}}})";
constexpr std::string_view kBare = R"({"issue":{"id":10012}})";

class AutomationReceiver : public testing::Test {
protected:
    base::Result<void> call(
        std::string_view body, std::optional<std::string_view> token = kSecret
    ) {
        return receiver.receive({.raw_body = body, .token = token, .issue = std::nullopt});
    }

    static connector::mirror::DoorKeys keys() {
        connector::mirror::DoorKeys keys;
        keys.site.emplace_back(std::string(kSecret));
        keys.site.emplace_back(std::string(kNextSecret));
        return keys;
    }

    tests::SupportDesk desk;
    int hints = 0;
    connector::mirror::Intake intake{
        "automation",
        "connector_automation_calls_total",
        desk.database,
        {desk.project()},
        desk.clock,
        desk.log,
        desk.metrics,
        [this] { ++hints; }};
    connector::mirror::AutomationReceiver receiver{intake, keys(), desk.clock};
};

TEST_F(AutomationReceiver, HintIsOnDiskAndRings) {
    EXPECT_TRUE(call(kStamped));

    EXPECT_EQ(desk.count("inbox where request_id = 10012 and event = 'automation'"), 1);
    EXPECT_EQ(hints, 1);
}

TEST_F(AutomationReceiver, WithoutTheSecretNothingIsStored) {
    for (const std::optional<std::string_view> token :
         {std::optional<std::string_view>(),
          std::optional<std::string_view>(""),
          std::optional<std::string_view>("the-first-secret-of-the-rule")}) {
        const auto refused = call(kStamped, token);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::Unauthorized);
    }
    EXPECT_EQ(desk.count("inbox"), 0);
    EXPECT_FALSE(desk.log.contains(kSecret));
}

TEST_F(AutomationReceiver, SecondSecretIsGoodDuringRotation) {
    EXPECT_TRUE(call(kStamped, kNextSecret));
}

TEST_F(AutomationReceiver, WithNoSecretConfiguredNothingIsTaken) {
    connector::mirror::AutomationReceiver closed(intake, {}, desk.clock);

    EXPECT_FALSE(closed.receive({.raw_body = kStamped, .token = "", .issue = std::nullopt}));
    EXPECT_EQ(desk.count("inbox"), 0);
}

TEST_F(AutomationReceiver, SameStampIsARepetition) {
    EXPECT_TRUE(call(kStamped));
    desk.wall_clock.advance(1min);
    EXPECT_TRUE(call(kStamped));

    EXPECT_EQ(desk.count("inbox"), 1);
    EXPECT_EQ(hints, 1);
}

TEST_F(AutomationReceiver, WithoutAStampEveryCallIsNews) {
    EXPECT_TRUE(call(kBare));
    desk.wall_clock.advance(1min);
    EXPECT_TRUE(call(kBare));

    EXPECT_EQ(desk.count("inbox"), 2);
}

TEST_F(AutomationReceiver, AddressNamesTheRequestOfAnEmptyBody) {
    EXPECT_TRUE(receiver.receive({.raw_body = "", .token = kSecret, .issue = "10013"}));
    EXPECT_EQ(desk.count("inbox where request_id = 10013"), 1);

    EXPECT_TRUE(receiver.receive({.raw_body = "", .token = kSecret, .issue = "SUP-7"}));
    EXPECT_EQ(desk.count("inbox where request_id is null and error <> ''"), 1);
}

TEST_F(AutomationReceiver, NonsenseIsADeadLetterAndForeignProjectsAreIgnored) {
    EXPECT_TRUE(call("{"));
    EXPECT_EQ(desk.count("inbox where due_at is null and error <> ''"), 1);

    EXPECT_TRUE(call(R"({"id":10012,"fields":{"project":{"key":"HR"}}})"));
    EXPECT_EQ(desk.count("inbox"), 1);
    EXPECT_EQ(hints, 0);
}

}  // namespace
