#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/access/policy.hpp"
#include "connector/store/kbot_accounts.hpp"
#include "connector/store/organizations.hpp"
#include "connector/store/slas.hpp"
#include "tests/connector/mirror/mirrored_desk.hpp"

namespace {

using namespace std::chrono_literals;
using connector::store::Connection;
using testing::ElementsAre;
using testing::IsEmpty;
using tests::FakeJira;

/// Who and what else comes with a request.
class ProjectionPeople : public testing::Test {
protected:
    void has_participants(const std::vector<std::string>& names) {
        desk.wall_clock.advance(1s);
        auto& on = desk.jira.request(request);
        on.updated = desk.clock.now();
        on.participants.clear();
        for (const auto& name : names) on.participants.push_back(FakeJira::user(name));
    }

    [[nodiscard]] bool bob_may_see() {
        const connector::access::Subject bob{desk.bob, connector::model::Assurance::Verified};
        return may(bob, connector::access::Action::See, *desk.visible(request));
    }

    tests::MirroredDesk desk;
    base::RequestId request = desk.jira.has_request(12, "ann").id;
};

TEST_F(ProjectionPeople, ParticipantSeesTheRequestUntilTheyAreRemoved) {
    desk.refresh(request);
    EXPECT_FALSE(bob_may_see());

    has_participants({"bob"});
    desk.refresh(request);
    EXPECT_TRUE(bob_may_see());

    has_participants({});
    desk.refresh(request);
    EXPECT_FALSE(bob_may_see());
}

TEST_F(ProjectionPeople, OlderReadBringsNoParticipantBack) {
    has_participants({"bob"});
    const auto older = desk.jira.request(request);
    has_participants({});
    desk.refresh(request);

    EXPECT_EQ(desk.apply(older), tests::MirroredDesk::Outcome::Stale);

    EXPECT_FALSE(bob_may_see());
}

TEST_F(ProjectionPeople, ParticipantUnknownSoFarBecomesAContact) {
    has_participants({"zoe"});

    desk.refresh(request);

    EXPECT_EQ(
        desk.value("select address from contacts where display_name = 'zoe'"), "zoe@example.com"
    );
}

TEST_F(ProjectionPeople, ParticipantDeactivatedInJiraLosesTheirSession) {
    has_participants({"bob"});
    desk.refresh(request);
    const std::string cookie = desk.session(desk.bob, request);

    has_participants({"bob"});
    desk.jira.request(request).participants.front().is_active = false;
    desk.refresh(request);

    EXPECT_FALSE(desk.is_signed_in(cookie));
}

TEST_F(ProjectionPeople, KbotIsNoParticipant) {
    desk.database.write([&](Connection& connection) {
        connector::store::KbotAccounts(connection)
            .add(base::AccountId("account-kbot"), desk.clock.now());
    });
    has_participants({"kbot"});

    desk.refresh(request);

    EXPECT_THAT(desk.visible(request)->participants, IsEmpty());
    EXPECT_EQ(desk.count("contacts where display_name = 'kbot'"), 0);
}

TEST_F(ProjectionPeople, AnswerIsMailedToReporterAndParticipantsButNotToItsAuthor) {
    has_participants({"bob", "zoe"});
    desk.refresh(request);
    EXPECT_EQ(desk.mails("request_created"), 1) << "the reporter's receipt";

    desk.jira.has_comment(request, "agent", "Hello all");
    desk.refresh(request);
    EXPECT_EQ(desk.mails("agent_replied"), 3);

    desk.jira.has_comment(request, "bob", "Me too");
    desk.refresh(request);
    EXPECT_EQ(desk.mails("agent_replied"), 5);
    EXPECT_EQ(
        desk.count(
            "outbox where comment_id = 20002 and contact_id = " + std::to_string(desk.bob.value())
        ),
        0
    );
}

TEST_F(ProjectionPeople, TypeServiceLevelsAndOrganizationsComeWithTheRequest) {
    auto& on = desk.jira.request(request);
    on.type = {25, "Get help"};
    on.slas = {
        {.name = "Time to first response",
         .ongoing = {{.started = desk.clock.now(), .goal = 4h, .breaches = desk.clock.now() + 4h}}},
        {.name = "Time to resolution", .met = 1, .missed = 2}};
    on.organizations = {{base::OrganizationId(3), "Acme"}};

    desk.refresh(request);

    EXPECT_EQ(desk.visible(request)->type_name, "Get help");
    EXPECT_EQ(desk.visible(request)->type_id, 25);
    desk.database.read([&](Connection& connection) {
        const auto slas = connector::store::Slas(connection).of_request(request);
        ASSERT_EQ(slas.size(), 2U);
        EXPECT_EQ(slas.at(0).ongoing->breaches, desk.clock.now() + 4h);
        EXPECT_EQ(slas.at(1).missed, 2);
    });
    EXPECT_EQ(desk.value("select name from organizations"), "Acme");
    EXPECT_EQ(desk.count("request_organizations where organization_id = 3"), 1);

    on.organizations.clear();
    desk.refresh(request);
    EXPECT_EQ(desk.count("request_organizations"), 0);
}

}  // namespace
