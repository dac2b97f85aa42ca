#include "connector/provision/apply.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/connector/provision/provision_desk.hpp"

namespace {

using base::ErrorKind;
using connector::provision::Deed;
using connector::provision::Memory;
using connector::provision::Note;
using connector::provision::Plan;
using connector::provision::plan_of;
using connector::provision::Remembered;
using testing::HasSubstr;
using tests::ProvisionDesk;
using Outcome = Deed::Outcome;

class ApplyTest : public testing::Test {
protected:
    /// Everything but channel access is as it should be.
    void is_closed() {
        desk_.is_provisioned();
        desk_.site.access.is_open = false;
        desk_.site.access.public_signup = false;
    }

    std::vector<Deed> take(const Plan& plan) {
        using connector::provision::Apply;
        return Apply(desk_.settings, desk_.site, desk_.site, desk_.memory, desk_.log).run(plan);
    }

    ProvisionDesk desk_;
};

TEST_F(ApplyTest, AFreshSiteMatchesAfterOneRun) {
    desk_.site.access.is_open = false;

    for (const Deed& deed : desk_.apply()) {
        EXPECT_EQ(deed.outcome, Outcome::Done) << deed.planned.check << ": " << deed.detail;
    }

    EXPECT_TRUE(is_all_ok(desk_.look()));
    EXPECT_EQ(desk_.site.writes(), 4);
    EXPECT_EQ(desk_.site.last_secret, "webhook-secret-of-a-test");
}

TEST_F(ApplyTest, FiftyRunsWriteOnce) {
    is_closed();

    for (int i = 0; i < 50; ++i) desk_.apply();

    EXPECT_EQ(desk_.site.writes(), 1);
    EXPECT_EQ(desk_.count("audit where event = 'provision.applied'"), 1);
}

TEST_F(ApplyTest, OnlyWhatDiffersIsChanged) {
    is_closed();
    desk_.site.access.manage_enabled = true;

    desk_.apply();

    ASSERT_TRUE(desk_.site.last_access);
    EXPECT_TRUE(desk_.site.last_access->is_open);
    EXPECT_TRUE(desk_.site.last_access->manage_enabled);
    EXPECT_FALSE(desk_.site.last_access->autocomplete_enabled);
    EXPECT_EQ(desk_.site.last_access->public_signup, true);
}

TEST_F(ApplyTest, SignUpIsNotAskedForWhereTheSiteForbidsIt) {
    is_closed();
    desk_.site.access.global_signup = false;

    desk_.apply();

    EXPECT_EQ(desk_.site.last_access->public_signup, false);
}

TEST_F(ApplyTest, SignUpThatJiraDoesNotShowIsNotWritten) {
    is_closed();
    desk_.site.access.public_signup.reset();

    desk_.apply();

    EXPECT_FALSE(desk_.site.last_access->public_signup);
}

/// SR-59: whatever the read came to, access is never widened after one that failed.
TEST_F(ApplyTest, AFailedReadNeverLeadsToAWrite) {
    is_closed();
    const Plan plan = plan_of(desk_.look());
    ASSERT_EQ(plan.size(), 1U);
    for (const ErrorKind kind :
         {ErrorKind::Unavailable,
          ErrorKind::Limited,
          ErrorKind::Unauthorized,
          ErrorKind::Denied,
          ErrorKind::NotFound,
          ErrorKind::Invalid,
          ErrorKind::Rejected}) {
        desk_.site.fails("request_security", kind);
        const auto deeds = take(plan);
        EXPECT_EQ(deeds.front().outcome, Outcome::Failed);
        EXPECT_THAT(deeds.front().detail, HasSubstr("nothing was changed"));
    }
    EXPECT_EQ(desk_.site.writes(), 0);
    EXPECT_FALSE(desk_.site.access.is_open);
}

TEST_F(ApplyTest, NoReadThatFailsLeadsToAnyWrite) {
    for (const char* call : {"desks", "webhooks", "find_by_address", "request_security", "user"}) {
        desk_.site.fails(call, ErrorKind::Unavailable);
    }
    desk_.settings.projects.front().takes_anonymous_requests = false;

    desk_.apply();

    EXPECT_EQ(desk_.site.writes(), 0);
}

TEST_F(ApplyTest, WhatSomebodyElseHasDoneByThenIsLeftAlone) {
    is_closed();
    const Plan plan = plan_of(desk_.look());
    desk_.site.access.is_open = true;

    EXPECT_EQ(take(plan).front().outcome, Outcome::NotNeeded);
    EXPECT_EQ(desk_.site.writes(), 0);
}

TEST_F(ApplyTest, WhatTheConfigurationNoLongerAsksForIsNotDone) {
    is_closed();
    const Plan plan = plan_of(desk_.look());
    desk_.settings.projects.front().channel = connector::provision::Enforcement::Ignore;
    EXPECT_EQ(take(plan).front().outcome, Outcome::Failed);
    desk_.settings.projects.front().channel = connector::provision::Enforcement::Verify;
    EXPECT_EQ(take(plan).front().outcome, Outcome::Failed);
    EXPECT_EQ(desk_.site.writes(), 0);
}

TEST_F(ApplyTest, AWriteThatDoesNotStickHasFailed) {
    is_closed();
    desk_.site.ignores_writes = true;

    const auto deeds = desk_.apply();

    EXPECT_EQ(deeds.front().outcome, Outcome::Failed);
    EXPECT_THAT(deeds.front().detail, HasSubstr("shows something else"));
}

TEST_F(ApplyTest, ARefusedWriteIsNotRepeated) {
    is_closed();
    desk_.site.fails("set_request_security", ErrorKind::Denied);

    EXPECT_EQ(desk_.apply().front().outcome, Outcome::Failed);
    EXPECT_EQ(desk_.site.writes(), 1);
    EXPECT_TRUE(desk_.log.contains("provision.failed check=channel_access subject=SUP"));
    EXPECT_EQ(desk_.count("audit"), 0);
}

TEST_F(ApplyTest, BeforeAndAfterAreInAuditAndLog) {
    is_closed();

    desk_.apply();

    const std::string change = "channel access: Restricted -> Open";
    EXPECT_EQ(
        desk_.value("select detail from audit where event = 'provision.applied'"), "SUP: " + change
    );
    EXPECT_TRUE(desk_.log.contains("provision.applied check=channel_access subject=SUP change="));
}

TEST_F(ApplyTest, AConflictOnCreatingTheKbotUserIsLookedUp) {
    const Plan plan = plan_of(desk_.look());
    desk_.site.fails("create_customer", ErrorKind::Conflict);

    const auto deeds = take({plan.at(1)});

    EXPECT_EQ(deeds.front().planned.check, "kbot_user");
    EXPECT_EQ(deeds.front().outcome, Outcome::Failed);
    EXPECT_THAT(deeds.front().detail, HasSubstr("does not show it"));
    EXPECT_FALSE(desk_.memory.recall()->kbot);
}

TEST_F(ApplyTest, WithoutAKbotUserNobodyIsAddedToADesk) {
    const Plan plan = plan_of(desk_.look());

    EXPECT_EQ(take({plan.at(2)}).front().outcome, Outcome::Failed);
    EXPECT_EQ(desk_.site.writes(), 0);
}

TEST_F(ApplyTest, ARotatedSecretIsSetOnce) {
    desk_.is_provisioned();
    desk_.settings.webhooks.front().secret = base::Secret("the-new-secret-of-a-test");
    desk_.settings.webhooks.front().secret_mark = 4712;

    for (int i = 0; i < 3; ++i) desk_.apply();

    EXPECT_EQ(desk_.site.writes(), 1);
    EXPECT_EQ(desk_.site.last_secret, "the-new-secret-of-a-test");
    EXPECT_EQ(desk_.site.registered.size(), 1U);
}

/// The store is away: what was done can't be known, so nothing is done.
class LostMemory final : public Memory {
public:
    base::Result<Remembered> recall() override { return lost(); }

    base::Result<void> remember_kbot(const base::AccountId&) override { return lost(); }

    base::Result<void> remember_webhook_secret(const std::string&, std::int64_t) override {
        return lost();
    }

    base::Result<void> note(const Note&) override { return lost(); }

private:
    static tl::unexpected<base::Error> lost() {
        return base::fail(ErrorKind::Unavailable, "the store is away");
    }
};

TEST_F(ApplyTest, WithoutAMemoryNothingIsWritten) {
    is_closed();
    const Plan plan = plan_of(desk_.look());
    LostMemory lost;

    using connector::provision::Apply;
    const auto deeds = Apply(desk_.settings, desk_.site, desk_.site, lost, desk_.log).run(plan);

    EXPECT_EQ(deeds.front().outcome, Outcome::Failed);
    EXPECT_EQ(desk_.site.writes(), 0);
}

}  // namespace
