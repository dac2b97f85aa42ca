#include "jira/request_fields.hpp"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/jira/issues.hpp"

namespace {

using nlohmann::json;
using testing::ElementsAre;
using tests::account;

const jira::RequestFields kCustom{
    .types = {"t1", "t2"},
    .participants = {"p1", "p2"},
    .organizations = {"o1", "o2"},
    .slas = {"s1", "s2"}};

jira::Request read(const json& fields) {
    jira::Request request;
    jira::read_custom_fields(fields, kCustom, request);
    return request;
}

std::vector<std::string> names(const std::vector<jira::User>& users) {
    std::vector<std::string> found;
    for (const auto& user : users) found.push_back(user.display_name);
    return found;
}

json sla_of_payload(std::size_t index) {
    std::ifstream file(JSM_PAYLOADS "/rest-request-sla.json");
    return json::parse(file)["values"].at(index);
}

TEST(RequestFields, AreFoundByTheirKindAndAllOfThem) {
    const auto field = [](const char* id, const std::string& kind) {
        return json{{"id", id}, {"schema", {{"custom", "com.atlassian.servicedesk:" + kind}}}};
    };
    const json fields = json::array(
        {field("p1", "sd-request-participants"),
         field("s1", "sd-sla-field"),
         field("o1", "sd-customer-organizations"),
         field("p2", "sd-request-participants"),
         field("s2", "sd-sla-field"),
         field("t1", "vp-origin"),
         field("x", "sd-request-feedback")}
    );

    const auto found = jira::find_request_fields(fields);

    EXPECT_THAT(found.types, ElementsAre("t1"));
    EXPECT_THAT(found.participants, ElementsAre("p1", "p2"));
    EXPECT_THAT(found.organizations, ElementsAre("o1"));
    EXPECT_THAT(found.slas, ElementsAre("s1", "s2"));
}

TEST(RequestFields, TypeHasAnIdAndAName) {
    const auto type = read({{"t1", {{"requestType", {{"id", "25"}, {"name", "Get help"}}}}}}).type;

    ASSERT_TRUE(type);
    EXPECT_EQ(type->id, 25);
    EXPECT_EQ(type->name, "Get help");
    EXPECT_FALSE(read({{"t1", {{"requestType", {{"id", "25"}}}}}}).type);
}

TEST(RequestFields, OfTwoOfAKindTheFirstThatIsNotNullCounts) {
    const json bob = json::array({account("bob")});

    EXPECT_THAT(names(read({{"p1", nullptr}, {"p2", bob}}).participants), ElementsAre("bob"));
    EXPECT_THAT(names(read({{"p2", bob}}).participants), ElementsAre("bob"));
    EXPECT_TRUE(read({{"p1", json::array()}, {"p2", bob}}).participants.empty())
        << "removed in the field that is used";
}

TEST(RequestFields, ParticipantsInAnUnknownShapeAreNobody) {
    EXPECT_TRUE(read({{"p1", "bob"}}).participants.empty());
    EXPECT_TRUE(read({{"p1", account("bob")}}).participants.empty());
    EXPECT_THAT(
        names(read({{"p1", {account("ann"), "bob", nullptr, {{"displayName", "x"}}}}}).participants
        ),
        ElementsAre("ann")
    );
}

TEST(RequestFields, OrganizationsHaveNumbersThatComeAsTexts) {
    const auto organizations =
        read({{"o1", {{{"id", "3"}, {"name", "Acme"}}, {{"id", "no"}, {"name", "x"}}}}}
        ).organizations;

    ASSERT_EQ(organizations.size(), 1U);
    EXPECT_EQ(organizations.front().id.value(), 3);
    EXPECT_EQ(organizations.front().name, "Acme");
}

TEST(RequestFields, ServiceLevelsAreReadFromEveryField) {
    const auto slas = read({{"s1", sla_of_payload(0)}, {"s2", sla_of_payload(1)}}).slas;

    ASSERT_EQ(slas.size(), 2U);
    EXPECT_EQ(slas[0].name, "Time To First Response");
    EXPECT_EQ(slas[0].met, 1);
    EXPECT_EQ(slas[0].missed, 1);
    ASSERT_TRUE(slas[0].ongoing);
    EXPECT_EQ(base::to_millis(slas[0].ongoing->started), 1444479323000);
    EXPECT_EQ(slas[0].ongoing->goal, base::milliseconds(14400000));
    EXPECT_FALSE(slas[0].ongoing->breaches) << "Jira's own example has none";
    EXPECT_FALSE(slas[0].ongoing->is_breached);
    EXPECT_EQ(slas[1].name, "Time To Resolution");
}

TEST(RequestFields, OngoingCycleSaysWhenItBreaches) {
    json sla = sla_of_payload(0);
    sla["ongoingCycle"]["breachTime"] = {{"epochMillis", 1444493723000}};
    sla["ongoingCycle"]["paused"] = true;
    sla["ongoingCycle"]["breached"] = true;

    const auto cycle = read({{"s1", sla}}).slas.at(0).ongoing;

    EXPECT_EQ(base::to_millis(cycle->breaches.value()), 1444493723000);
    EXPECT_TRUE(cycle->is_paused);
    EXPECT_TRUE(cycle->is_breached);
}

TEST(RequestFields, ServiceLevelWithoutAnyCycleIsNone) {
    EXPECT_TRUE(read({{"s1", {{"name", "Time to x"}, {"completedCycles", json::array()}}},
                      {"s2", nullptr}}
    ).slas.empty());
}

}  // namespace
