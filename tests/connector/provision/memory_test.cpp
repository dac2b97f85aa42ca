#include "connector/provision/memory.hpp"

#include <gtest/gtest.h>

#include "connector/store/kbot_accounts.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using connector::provision::StoreMemory;
using connector::store::KbotAccounts;

class MemoryTest : public testing::Test {
protected:
    bool is_kbot(const char* account) {
        return desk_.database.read([&](connector::store::Connection& connection) {
            return KbotAccounts(connection).contains(base::AccountId(account));
        });
    }

    tests::SupportDesk desk_;
    StoreMemory memory_{desk_.database, desk_.clock};
};

TEST_F(MemoryTest, StartsEmpty) {
    const auto remembered = memory_.recall();

    ASSERT_TRUE(remembered);
    EXPECT_FALSE(remembered->kbot);
    EXPECT_TRUE(remembered->webhook_secret_marks.empty());
}

TEST_F(MemoryTest, TheLatestAccountCountsAndFormerOnesStayKnown) {
    ASSERT_TRUE(memory_.remember_kbot(base::AccountId("qm:first")));
    desk_.wall_clock.advance(std::chrono::seconds(1));
    ASSERT_TRUE(memory_.remember_kbot(base::AccountId("712020:second")));

    EXPECT_EQ(memory_.recall()->kbot, base::AccountId("712020:second"));
    EXPECT_TRUE(is_kbot("qm:first"));
    EXPECT_TRUE(is_kbot("712020:second"));
    EXPECT_FALSE(is_kbot("account-ann"));
}

/// SR-55: a contact that turns out to be the Kbot user loses everything at once.
TEST_F(MemoryTest, AContactThatIsTheKbotUserLosesLinksAndSessions) {
    const auto request = desk_.request(12, desk_.ann);
    const std::string link = desk_.link(desk_.ann, request);
    const std::string cookie = desk_.session(desk_.ann, request);

    ASSERT_TRUE(memory_.remember_kbot(base::AccountId("account-ann")));

    EXPECT_FALSE(desk_.links.preview(link, {}));
    EXPECT_FALSE(desk_.is_signed_in(cookie));
    EXPECT_EQ(desk_.count("contacts where account_id = 'account-ann' and is_active = 1"), 0);
}

TEST_F(MemoryTest, NotesGoToTheAudit) {
    ASSERT_TRUE(memory_.note({"provision.applied", "SUP: a -> b"}));

    EXPECT_EQ(desk_.value("select detail from audit"), "SUP: a -> b");
}

}  // namespace
