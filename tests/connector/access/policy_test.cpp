#include "connector/access/policy.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace {

using connector::access::Action;
using connector::access::Doors;
using connector::access::may;
using connector::access::may_be_mailed_home;
using connector::access::may_be_told;
using connector::access::may_see_people;
using connector::access::may_sign_out;
using connector::access::PortalAction;
using connector::access::Subject;
using connector::model::Account;
using connector::model::Assurance;
using connector::model::Contact;
using connector::model::Request;
using connector::model::Role;
using connector::model::Sharing;
using connector::model::Standing;

const base::ContactId kAnn(1);
const base::ContactId kBob(2);

struct Row {
    const char* name;
    Subject subject;
    std::optional<base::ContactId> reporter;
    bool allowed;
};

const std::vector<Row> kTable{
    {"the reporter, proven", {kAnn, Assurance::Verified}, kAnn, true},
    {"the reporter, only claimed", {kAnn, Assurance::Claimed}, kAnn, false},
    {"the reporter's name, not proven", {kAnn, Assurance::Anonymous}, kAnn, false},
    {"another contact", {kBob, Assurance::Verified}, kAnn, false},
    {"nobody", {}, kAnn, false},
    {"nobody, said to be proven", {std::nullopt, Assurance::Verified}, kAnn, false},
    {"a contact, request without reporter", {kAnn, Assurance::Verified}, std::nullopt, false},
    {"nobody, request without reporter", {}, std::nullopt, false},
    {"nobody proven, no reporter", {std::nullopt, Assurance::Verified}, std::nullopt, false},
};

Request reported_by(std::optional<base::ContactId> reporter) {
    Request request;
    request.reporter = reporter;
    return request;
}

TEST(Policy, AllowsSeeingAndReplyingToTheProvenReporterOnly) {
    for (const Row& row : kTable) {
        for (const Action action : {Action::See, Action::Reply}) {
            EXPECT_EQ(may(row.subject, action, reported_by(row.reporter)), row.allowed) << row.name;
        }
    }
}

TEST(Policy, ParticipantMaySeeAndReplyOnceProven) {
    Request request = reported_by(kAnn);
    request.participants = {kBob};
    for (const Action action : {Action::See, Action::Reply, Action::Move}) {
        EXPECT_TRUE(may({kBob, Assurance::Verified}, action, request));
        EXPECT_FALSE(may({kBob, Assurance::Claimed}, action, request));
        EXPECT_FALSE(may({kBob, Assurance::Anonymous}, action, request));
        EXPECT_FALSE(may({base::ContactId(3), Assurance::Verified}, action, request));
        EXPECT_FALSE(may({std::nullopt, Assurance::Verified}, action, request));
    }
    EXPECT_FALSE(may({kBob, Assurance::Verified}, static_cast<Action>(99), request));
}

Subject guest(Assurance assurance, Doors doors, std::int64_t held = 7) {
    Subject subject;
    subject.assurance = assurance;
    subject.holds = {base::RequestId(held)};
    subject.doors = doors;
    return subject;
}

/// SR-55: raised anonymously, it is nobody's; whoever holds it sees it, where the project lets
/// such people in at all, and until it is somebody's.
TEST(Policy, CapabilityOpensThatOneRequestWhileItIsNobodys) {
    Request request = reported_by(std::nullopt);
    request.id = base::RequestId(7);
    const Doors for_anybody{.anonymous = true};
    const Doors for_addresses{.email = true};
    for (const Action action : {Action::See, Action::Reply}) {
        const auto may_do = [&](const Subject& subject) { return may(subject, action, request); };
        EXPECT_TRUE(may_do(guest(Assurance::Anonymous, for_anybody)));
        EXPECT_FALSE(may_do(guest(Assurance::Anonymous, for_addresses)));
        EXPECT_FALSE(may_do(guest(Assurance::Anonymous, {})));
        EXPECT_TRUE(may_do(guest(Assurance::Claimed, for_addresses)));
        EXPECT_FALSE(may_do(guest(Assurance::Claimed, {})));
        EXPECT_FALSE(may_do(guest(Assurance::Anonymous, for_anybody, 8))) << "another request";
        EXPECT_FALSE(may_do({}));
    }
    Subject ann = guest(Assurance::Verified, for_anybody);
    ann.contact = kAnn;
    EXPECT_FALSE(may(ann, Action::See, request)) << "signing in gives no right to it";
    ann.assurance = Assurance::Claimed;
    EXPECT_FALSE(may(ann, Action::See, request)) << "a hold is for who is no contact";
    const Subject holder = guest(Assurance::Anonymous, for_anybody);
    EXPECT_FALSE(may(holder, static_cast<Action>(99), request));

    request.reporter = kAnn;
    EXPECT_FALSE(may(holder, Action::See, request)) << "it has become Ann's";
}

const base::ProjectKey kDesk("SUP");
const Account kAcme{.organization = base::OrganizationId(7), .name = "Acme"};
const Account kOther{.organization = base::OrganizationId(8), .name = "Acme"};
const Account kDomain{.domain = "acme.example", .name = "Acme"};
const Account kSubdomain{.domain = "eu.acme.example", .name = "Acme"};

/// Bob, among colleagues; Ann has reported.
Subject colleague(Role role, Account account = kAcme) {
    return {kBob, Assurance::Verified, {kDesk, role, {std::move(account)}}};
}

Request anns_request() {
    Request request = reported_by(kAnn);
    request.project = kDesk;
    return request;
}

struct SharedRow {
    const char* name;
    Subject subject;
    Sharing sharing;
    bool sees;
    bool replies;
};

const std::vector<SharedRow> kShared{
    {"member, shared", colleague(Role::Member), {.with = {kAcme}}, true, true},
    {"viewer, shared", colleague(Role::Viewer), {.with = {kAcme}}, true, false},
    {"manager, shared", colleague(Role::Manager), {.with = {kAcme}}, true, true},
    {"member, a colleague's", colleague(Role::Member), {.of_reporter = {kAcme}}, false, false},
    {"viewer, a colleague's", colleague(Role::Viewer), {.of_reporter = {kAcme}}, false, false},
    {"manager, a colleague's", colleague(Role::Manager), {.of_reporter = {kAcme}}, true, true},
    {"of another, same name", colleague(Role::Manager), {{kOther}, {kOther}}, false, false},
    {"manager, not shared", colleague(Role::Manager), {}, false, false},
    {"domain", colleague(Role::Member, kDomain), {.with = {kDomain}}, true, true},
    {"of a sub-domain", colleague(Role::Manager, kDomain), {{kSubdomain}, {}}, false, false},
    {"of the domain above", colleague(Role::Manager, kSubdomain), {{kDomain}, {}}, false, false},
    {"no standing", {kBob, Assurance::Verified}, {{kAcme}, {kAcme}}, false, false},
};

TEST(Policy, ColleaguesSeeAndReplyAsTheirRoleSays) {
    for (const SharedRow& row : kShared) {
        const Request request = anns_request();
        EXPECT_EQ(may(row.subject, Action::See, request, row.sharing), row.sees) << row.name;
        EXPECT_EQ(may(row.subject, Action::Reply, request, row.sharing), row.replies) << row.name;
        EXPECT_EQ(may(row.subject, Action::Move, request, row.sharing), row.replies) << row.name;
        EXPECT_FALSE(may(row.subject, Action::See, request)) << row.name << ", nothing shared";
    }
}

TEST(Policy, ColleaguesAreProvenContactsOfTheRequestsProject) {
    const Sharing sharing{.with = {kAcme}};
    for (const Assurance weak : {Assurance::Claimed, Assurance::Anonymous}) {
        Subject subject = colleague(Role::Manager);
        subject.assurance = weak;
        EXPECT_FALSE(may(subject, Action::See, anns_request(), sharing));
        EXPECT_FALSE(may_see_people(subject));
    }
    Subject nobody = colleague(Role::Manager);
    nobody.contact.reset();
    EXPECT_FALSE(may(nobody, Action::See, anns_request(), sharing));
    EXPECT_FALSE(may_see_people(nobody));
    Request elsewhere = anns_request();
    elsewhere.project = base::ProjectKey("HR");
    EXPECT_FALSE(may(colleague(Role::Manager), Action::See, elsewhere, sharing));
    EXPECT_FALSE(may(colleague(Role::Manager), static_cast<Action>(99), anns_request(), sharing));
}

TEST(Policy, ViewersReplyToTheirOwn) {
    Request request = anns_request();
    request.participants = {kBob};

    EXPECT_TRUE(may(colleague(Role::Viewer), Action::Reply, request, {.with = {kAcme}}));
}

TEST(Policy, ManagersSignOutColleaguesOfTheirOwnAccountOnly) {
    const Standing theirs{kDesk, Role::Manager, {kAcme}};
    EXPECT_TRUE(may_sign_out(colleague(Role::Manager), theirs));
    EXPECT_FALSE(may_sign_out(colleague(Role::Member), theirs));
    EXPECT_FALSE(may_sign_out(colleague(Role::Viewer), theirs));
    EXPECT_FALSE(may_sign_out(colleague(Role::Manager), {kDesk, Role::Member, {kOther}}));
    EXPECT_FALSE(may_sign_out(colleague(Role::Manager), {}));
    const Standing elsewhere{base::ProjectKey("HR"), Role::Member, {kAcme}};
    EXPECT_FALSE(may_sign_out(colleague(Role::Manager), elsewhere));
    EXPECT_FALSE(may_see_people({kBob, Assurance::Verified, {kDesk, Role::Manager, {}}}));
}

TEST(Policy, UnknownActionIsDenied) {
    const auto unknown = static_cast<Action>(99);

    EXPECT_FALSE(may({kAnn, Assurance::Verified}, unknown, reported_by(kAnn)));
}

TEST(Policy, HelpIsForTheProvenAndForWhomTheProjectLetsIn) {
    constexpr auto kSearch = PortalAction::SearchHelp;
    const Doors closed{};
    const Doors for_anybody{.anonymous = true};
    const Doors for_addresses{.email = true};

    EXPECT_TRUE(may({kAnn, Assurance::Verified}, kSearch, closed));
    EXPECT_FALSE(may({kAnn, Assurance::Claimed}, kSearch, closed));
    EXPECT_FALSE(may({}, kSearch, closed));
    EXPECT_FALSE(may({std::nullopt, Assurance::Verified}, kSearch, closed));

    EXPECT_TRUE(may({kAnn, Assurance::Claimed}, kSearch, for_addresses));
    EXPECT_FALSE(may({}, kSearch, for_addresses));
    EXPECT_TRUE(may({}, kSearch, for_anybody));
    EXPECT_FALSE(may({kAnn, Assurance::Verified}, static_cast<PortalAction>(9), for_anybody));
}

TEST(Policy, RaisingIsForTheProvenAndForWhomTheProjectLetsIn) {
    constexpr auto kRaise = PortalAction::RaiseRequest;

    EXPECT_TRUE(may({kAnn, Assurance::Verified}, kRaise, {}));
    EXPECT_FALSE(may({kAnn, Assurance::Claimed}, kRaise, {}));
    EXPECT_FALSE(may({}, kRaise, {}));
    EXPECT_TRUE(may({kAnn, Assurance::Claimed}, kRaise, {.email = true}));
    EXPECT_FALSE(may({}, kRaise, {.email = true}));
    EXPECT_TRUE(may({}, kRaise, {.anonymous = true}));
}

TEST(Policy, TellsActiveReportersWithAnAddressOnly) {
    Contact ann;
    ann.id = kAnn;
    ann.address = "ann@example.com";
    EXPECT_TRUE(may_be_told(ann, reported_by(kAnn)));
    EXPECT_FALSE(may_be_told(ann, reported_by(kBob)));
    EXPECT_FALSE(may_be_told(ann, reported_by(std::nullopt)));

    ann.is_active = false;
    EXPECT_FALSE(may_be_told(ann, reported_by(kAnn)));

    ann.is_active = true;
    ann.address.reset();
    EXPECT_FALSE(may_be_told(ann, reported_by(kAnn)));
}

TEST(Policy, MailsALinkToTheListToActiveCustomersWithAnAddressOnly) {
    Contact ann;
    ann.id = kAnn;
    EXPECT_FALSE(may_be_mailed_home(ann, true));

    ann.address = "ann@example.com";
    EXPECT_TRUE(may_be_mailed_home(ann, true));
    EXPECT_FALSE(may_be_mailed_home(ann, false));

    ann.is_active = false;
    EXPECT_FALSE(may_be_mailed_home(ann, true));
}

}  // namespace
