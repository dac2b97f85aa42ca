#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/store/desk_customers.hpp"
#include "connector/store/links.hpp"
#include "connector/store/organizations.hpp"
#include "connector/store/participants.hpp"
#include "connector/store/request_lists.hpp"
#include "connector/store/request_types.hpp"
#include "connector/store/sessions.hpp"
#include "connector/store/slas.hpp"
#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const base::ProjectKey kSup("SUP");
const base::ProjectKey kOps("OPS");
const model::Organization kAcme{base::OrganizationId(1), "Acme"};
const model::Organization kUmbra{base::OrganizationId(2), "Umbra"};

struct ParticipantsTable : testing::Test {
    OpenStore desk;
    store::Requests requests{desk.connection};

    void take_part(const std::vector<base::ContactId>& contacts) {
        auto request = requests.find(desk.request).value();
        request.participants = contacts;
        requests.save(request);
    }
};

TEST_F(ParticipantsTable, AreSavedAndReadWithTheirRequest) {
    take_part({desk.bob, desk.ann, desk.bob});

    EXPECT_THAT(requests.find(desk.request)->participants, ElementsAre(desk.ann, desk.bob));
    EXPECT_THAT(
        requests.find_by_key(base::RequestKey("SUP-1"))->participants,
        ElementsAre(desk.ann, desk.bob)
    );

    take_part({desk.ann});
    EXPECT_THAT(requests.find_any(desk.request)->participants, ElementsAre(desk.ann));
}

TEST_F(ParticipantsTable, ListsWhatOneTakesPartInForThatOneOnly) {
    const auto list = [&](base::ContactId contact) {
        std::vector<model::Request> found;
        for (auto& entry : store::RequestLists(desk.connection).own(contact, {.project = kSup}))
            found.push_back(entry.request);
        return found;
    };
    EXPECT_THAT(list(desk.bob), IsEmpty());

    take_part({desk.ann, desk.bob});

    ASSERT_EQ(list(desk.bob).size(), 1U);
    EXPECT_THAT(list(desk.bob).front().participants, ElementsAre(desk.bob));
    EXPECT_EQ(list(desk.ann).size(), 1U) << "the reporter takes part, too";
    EXPECT_THAT(store::RequestLists(desk.connection).own(desk.bob, {.project = kOps}), IsEmpty());
}

TEST_F(ParticipantsTable, ActiveOnesHaveNames) {
    take_part({desk.bob, desk.ann});
    store::Contacts(desk.connection).save(seen("ann", false), desk.clock.now());

    const auto active = store::Participants(desk.connection).active_of(desk.request);

    ASSERT_EQ(active.size(), 1U);
    EXPECT_EQ(active.front().display_name, "bob");
}

TEST_F(ParticipantsTable, GoWithTheirRequest) {
    take_part({desk.bob});
    store::Slas(desk.connection).replace(desk.request, {{.name = "Time to resolution", .met = 1}});
    store::Organizations(desk.connection).replace_of_request(desk.request, {kAcme});
    requests.withdraw(desk.request, desk.clock.now());

    EXPECT_EQ(requests.purge(desk.clock.now() + days(1), 10), 1);

    EXPECT_THAT(store::Participants(desk.connection).of_request(desk.request), IsEmpty());
    EXPECT_THAT(store::Slas(desk.connection).of_request(desk.request), IsEmpty());
}

TEST(SlasTable, KeepsAllThatIsKnown) {
    OpenStore desk;
    store::Slas slas(desk.connection);
    const base::Time now = desk.clock.now();
    const model::Sla running{
        .name = "Time to first response",
        .ongoing =
            {{.started = now,
              .goal = hours(4),
              .breaches = now + hours(20),
              .is_breached = true,
              .is_paused = true}},
        .met = 1,
        .missed = 2};
    const model::Sla open_end{
        .name = "B", .ongoing = {{.started = now, .goal = hours(1), .breaches = {}}}};
    const model::Sla over{.name = "A", .ongoing = std::nullopt, .met = 1};

    slas.replace(desk.request, {running, open_end, over});
    EXPECT_THAT(slas.of_request(desk.request), ElementsAre(running, open_end, over));

    slas.replace(desk.request, {over});
    EXPECT_THAT(slas.of_request(desk.request), ElementsAre(over));
}

struct OrganizationsTable : testing::Test {
    OpenStore desk;
    store::Organizations organizations{desk.connection};
};

TEST_F(OrganizationsTable, AreRenamed) {
    organizations.add_to_desk(kSup, kAcme);
    organizations.replace_of_request(desk.request, {{kAcme.id, "Acme Inc."}, kUmbra});

    EXPECT_THAT(
        organizations.list(), ElementsAre(model::Organization{kAcme.id, "Acme Inc."}, kUmbra)
    );
    EXPECT_THAT(organizations.of_desk(kSup), ElementsAre(kAcme.id));
}

TEST_F(OrganizationsTable, MembersComeAndGo) {
    organizations.add_to_desk(kSup, kAcme);
    organizations.add_member(kAcme.id, desk.ann);
    organizations.add_member(kAcme.id, desk.ann);
    organizations.add_member(kAcme.id, desk.bob);
    EXPECT_THAT(organizations.members_of(kAcme.id), ElementsAre(desk.ann, desk.bob));

    organizations.remove_member(kAcme.id, desk.ann);
    EXPECT_THAT(organizations.members_of(kAcme.id), ElementsAre(desk.bob));
}

TEST_F(OrganizationsTable, WithoutADeskHasNoMembers) {
    organizations.add_to_desk(kSup, kAcme);
    organizations.add_to_desk(kOps, kAcme);
    organizations.add_member(kAcme.id, desk.ann);

    organizations.remove_from_desk(kSup, kAcme.id);
    EXPECT_THAT(organizations.members_of(kAcme.id), ElementsAre(desk.ann));

    organizations.replace_of_request(desk.request, {kAcme});
    organizations.remove_from_desk(kOps, kAcme.id);
    EXPECT_THAT(organizations.members_of(kAcme.id), IsEmpty());
    EXPECT_EQ(organizations.list().size(), 1U) << "a request names it";
}

TEST_F(OrganizationsTable, ThatNothingNamesIsForgotten) {
    organizations.add_to_desk(kSup, kAcme);

    organizations.remove_from_desk(kSup, kAcme.id);

    EXPECT_THAT(organizations.list(), IsEmpty());
}

struct DeskCustomersTable : testing::Test {
    DeskCustomersTable() {
        store::Sessions(desk.connection).add(a_session(desk.ann, desk.clock.now()), hash_of(2));
        store::Links(desk.connection)
            .add(
                {.token_hash = hash_of(1),
                 .contact = desk.ann,
                 .expires = desk.clock.now() + hours(1)},
                desk.clock.now()
            );
    }

    [[nodiscard]] bool is_let_in() {
        return store::Sessions(desk.connection).find(hash_of(2)) &&
               store::Links(desk.connection).find(hash_of(1))->link.is_open(desk.clock.now());
    }

    OpenStore desk;
    store::DeskCustomers customers{desk.connection};
};

TEST_F(DeskCustomersTable, LeavesTheLastDeskAndIsSignedOut) {
    customers.add(kSup, desk.ann);
    customers.add(kOps, desk.ann);

    customers.remove(kSup, desk.ann, desk.clock.now());
    EXPECT_TRUE(is_let_in()) << "another desk lists her";
    EXPECT_THAT(customers.of_desk(kOps), ElementsAre(desk.ann));

    customers.remove(kOps, desk.ann, desk.clock.now());
    EXPECT_FALSE(store::Sessions(desk.connection).find(hash_of(2)));
    EXPECT_FALSE(store::Links(desk.connection).find(hash_of(1))->link.is_open(desk.clock.now()));
}

TEST(RequestTypesTable, AreInThePortalsOrder) {
    OpenStore desk;
    store::RequestTypes types(desk.connection);
    const model::RequestType help{
        .id = 9, .position = 0, .name = "Help", .description = "d", .help = "h", .is_shown = true};
    const model::RequestType idea{
        .id = 3, .position = 1, .name = "Idea", .description = "", .help = "", .is_shown = false};
    types.save(kSup, idea);
    types.save(kSup, {.id = 9, .position = 5, .name = "Old", .description = "", .help = ""});
    types.save(kSup, help);
    types.save(kOps, help);

    EXPECT_THAT(types.of_project(kSup), ElementsAre(help, idea));

    types.remove(kSup, 9);
    EXPECT_THAT(types.of_project(kSup), ElementsAre(idea));
    EXPECT_THAT(types.of_project(kOps), ElementsAre(help));
}

}  // namespace
}  // namespace tests
