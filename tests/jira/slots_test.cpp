#include "jira/slots.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using jira::Urgency;

class SlotsTest : public testing::Test {
protected:
    /// Stands in line; its name is noted when its turn comes.
    void take(Urgency urgency, const std::string& name) {
        slots_.take(urgency, kLater, [this, name](bool is_granted) {
            (is_granted ? granted_ : in_vain_).push_back(name);
        });
    }

    void fill(Urgency urgency, int count) {
        for (int i = 0; i < count; ++i) take(urgency, "first");
        granted_.clear();
    }

    using Names = std::vector<std::string>;
    static constexpr base::Time kNow{base::seconds{1'795'262'400}};
    static constexpr base::Time kLater = kNow + base::seconds{30};
    jira::Slots slots_{4};
    Names granted_;
    Names in_vain_;
};

TEST_F(SlotsTest, NoMoreThanTheCapAreUnderWay) {
    for (int i = 0; i < 5; ++i) take(Urgency::Event, std::to_string(i));
    EXPECT_EQ(granted_, (Names{"0", "1", "2", "3"}));

    slots_.give_back(Urgency::Event);
    EXPECT_EQ(granted_.back(), "4");
}

TEST_F(SlotsTest, TheMoreUrgentGoesFirstWhoeverCameFirst) {
    fill(Urgency::Event, 4);
    take(Urgency::Backfill, "backfill");
    take(Urgency::Poll, "poll");
    take(Urgency::Event, "event");
    take(Urgency::Visitor, "visitor");
    take(Urgency::Reply, "reply");

    for (int i = 0; i < 4; ++i) slots_.give_back(Urgency::Event);
    EXPECT_EQ(granted_, (Names{"reply", "visitor", "event", "poll"}));
}

TEST_F(SlotsTest, EqualsGoInTheOrderOfTheirComing) {
    fill(Urgency::Event, 4);
    take(Urgency::Event, "a");
    take(Urgency::Event, "b");
    take(Urgency::Event, "c");

    for (int i = 0; i < 3; ++i) slots_.give_back(Urgency::Event);
    EXPECT_EQ(granted_, (Names{"a", "b", "c"}));
}

TEST_F(SlotsTest, BackgroundWorkTakesHalfAtMost) {
    fill(Urgency::Backfill, 2);
    take(Urgency::Poll, "poll");
    EXPECT_TRUE(granted_.empty());

    take(Urgency::Reply, "reply");
    take(Urgency::Event, "event");
    EXPECT_EQ(granted_, (Names{"reply", "event"}));
}

TEST_F(SlotsTest, WaitingBackgroundWorkDoesNotHoldUpOthers) {
    fill(Urgency::Poll, 2);
    fill(Urgency::Event, 2);
    take(Urgency::Poll, "poll");
    take(Urgency::Backfill, "backfill");

    slots_.give_back(Urgency::Event);
    EXPECT_TRUE(granted_.empty());
    slots_.give_back(Urgency::Poll);
    EXPECT_EQ(granted_, Names{"poll"});
}

TEST_F(SlotsTest, OneSlotServesEverybodyInTurn) {
    jira::Slots one(1);
    std::vector<std::string> names;
    one.take(Urgency::Backfill, kLater, [&](bool) { names.emplace_back("backfill"); });
    one.take(Urgency::Backfill, kLater, [&](bool) { names.emplace_back("next"); });
    one.take(Urgency::Reply, kLater, [&](bool) { names.emplace_back("reply"); });
    one.give_back(Urgency::Backfill);
    one.give_back(Urgency::Reply);

    EXPECT_EQ(names, (Names{"backfill", "reply", "next"}));
}

TEST_F(SlotsTest, WhoseTimeInLineIsOverLeavesItWhoeverIsUnderWay) {
    fill(Urgency::Event, 4);
    slots_.take(Urgency::Event, kNow + base::seconds{1}, [this](bool is_granted) {
        (is_granted ? granted_ : in_vain_).push_back("short");
    });
    take(Urgency::Event, "long");

    slots_.expire(kNow);
    EXPECT_TRUE(in_vain_.empty());
    slots_.expire(kNow + base::seconds{1});
    EXPECT_EQ(in_vain_, Names{"short"});
    EXPECT_EQ(slots_.waiting(), 1U);

    slots_.give_back(Urgency::Event);
    EXPECT_EQ(granted_, Names{"long"}) << "who left the line takes no slot";
}

TEST_F(SlotsTest, TellsWhetherSomebodyHasToLookAtTheTime) {
    EXPECT_FALSE(slots_.take(Urgency::Event, kLater, [](bool) {}));
    fill(Urgency::Event, 3);
    EXPECT_TRUE(slots_.take(Urgency::Event, kLater, [](bool) {}));
}

}  // namespace
