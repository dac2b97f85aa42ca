#include "connector/access/policy.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace {

using connector::access::Action;
using connector::access::Doors;
using connector::access::may;
using connector::access::may_be_mailed_home;
using connector::access::may_be_told;
using connector::access::PortalAction;
using connector::access::Subject;
using connector::model::Assurance;
using connector::model::Contact;
using connector::model::Request;

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
    for (const Action action : {Action::See, Action::Reply}) {
        EXPECT_TRUE(may({kBob, Assurance::Verified}, action, request));
        EXPECT_FALSE(may({kBob, Assurance::Claimed}, action, request));
        EXPECT_FALSE(may({kBob, Assurance::Anonymous}, action, request));
        EXPECT_FALSE(may({base::ContactId(3), Assurance::Verified}, action, request));
        EXPECT_FALSE(may({std::nullopt, Assurance::Verified}, action, request));
    }
    EXPECT_FALSE(may({kBob, Assurance::Verified}, static_cast<Action>(99), request));
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
