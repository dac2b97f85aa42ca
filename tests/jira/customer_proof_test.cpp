#include "jira/customer_proof.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"

namespace {

using base::ErrorKind;
using jira::Json;
using testing::HasSubstr;

const base::AccountId kReplies("712020:7d1e");

/// An Atlassian account without a licence and without a group.
Json unlicensed() {
    const Json none{{"size", 0}, {"items", Json::array()}};
    return {
        {"accountId", kReplies.value()},
        {"accountType", "atlassian"},
        {"active", true},
        {"applicationRoles", none},
        {"groups", none}};
}

using Change = std::function<void(Json&)>;

/// What is proven of that account after a change.
jira::Standing with(const Change& change) {
    Json user = unlicensed();
    change(user);
    return jira::standing_of(kReplies, user);
}

Change sets(const char* place, Json value) {
    return
        [place, value = std::move(value)](Json& user) { user[Json::json_pointer(place)] = value; };
}

void expect_nothing_is_proven(const Change& change) {
    Json user = unlicensed();
    change(user);
    const auto standing = jira::standing_of(kReplies, user);
    EXPECT_FALSE(standing.is_customer) << user;
    EXPECT_NE(standing.obstacle, "") << user;
    EXPECT_NE(standing.remedy, "") << user;
}

TEST(CustomerProof, HoldsForAnAccountWithoutLicenceAndGroup) {
    EXPECT_TRUE(with([](Json&) {}).is_customer);
}

TEST(CustomerProof, HoldsForAPortalOnlyAccountWhateverListsAreShown) {
    EXPECT_TRUE(with([](Json& user) {
                    user["accountType"] = "customer";
                    user.erase("groups");
                    user.erase("applicationRoles");
                }).is_customer);
}

TEST(CustomerProof, FailsWithALicence) {
    expect_nothing_is_proven(sets("/applicationRoles/size", 1));
    const Json role{{"key", "jira-servicedesk"}, {"name", "Jira Service Management"}};
    expect_nothing_is_proven(sets("/applicationRoles/items", Json::array({role})));
    expect_nothing_is_proven(sets("/applicationRoles/items", Json::array({nullptr})));
}

TEST(CustomerProof, FailsWithAGroup) {
    expect_nothing_is_proven(sets("/groups/size", 1));
    expect_nothing_is_proven(sets("/groups/items", Json::array({{{"name", "confluence-users"}}})));
    expect_nothing_is_proven(sets("/groups/items", Json::array({Json::object()})));
}

TEST(CustomerProof, FailsUnlessTheAccountIsSaidToBeActive) {
    expect_nothing_is_proven([](Json& user) { user.erase("active"); });
    for (const Json& active : {Json(false), Json(nullptr), Json("true"), Json(1)}) {
        expect_nothing_is_proven(sets("/active", active));
        expect_nothing_is_proven([&](Json& user) {
            user["accountType"] = "customer";
            user["active"] = active;
        });
    }
}

TEST(CustomerProof, FailsForEveryOtherType) {
    expect_nothing_is_proven([](Json& user) { user.erase("accountType"); });
    for (const Json& type :
         {Json("app"),
          Json("unknown"),
          Json("Customer"),
          Json("Atlassian"),
          Json(""),
          Json(nullptr)}) {
        expect_nothing_is_proven(sets("/accountType", type));
    }
}

TEST(CustomerProof, FailsWhereAListIsNotThereOrOfAnotherShape) {
    for (const char* list : {"groups", "applicationRoles"}) {
        expect_nothing_is_proven([&](Json& user) { user.erase(list); });
        expect_nothing_is_proven([&](Json& user) { user[list].erase("size"); });
        expect_nothing_is_proven([&](Json& user) { user[list].erase("items"); });
        for (const Json& odd : {Json(nullptr), Json(0), Json::array(), Json("none")}) {
            expect_nothing_is_proven([&](Json& user) { user[list] = odd; });
        }
        for (const Json& odd : {Json(nullptr), Json("0"), Json(-1), Json(0.5), Json::array()}) {
            expect_nothing_is_proven([&](Json& user) { user[list]["size"] = odd; });
        }
        for (const Json& odd : {Json(nullptr), Json(""), Json::object()}) {
            expect_nothing_is_proven([&](Json& user) { user[list]["items"] = odd; });
        }
    }
}

TEST(CustomerProof, FailsForTheAnswerAboutAnotherAccount) {
    expect_nothing_is_proven(sets("/accountId", "712020:other"));
    expect_nothing_is_proven([](Json& user) { user.erase("accountId"); });
    expect_nothing_is_proven([](Json& user) { user = Json::array(); });
}

TEST(CustomerProof, NamesTheGroupsAndWhereToLeaveThem) {
    const auto standing = with([](Json& user) {
        user["groups"] = {
            {"size", 2},
            {"items", {{{"name", "confluence-users-acme"}}, {{"name", "jira-\nusers"}}}}};
    });
    EXPECT_THAT(
        standing.obstacle, HasSubstr("is in groups (2): confluence-users-acme, jira- users")
    );
    EXPECT_THAT(standing.remedy, HasSubstr("Directory > Groups > the group"));
}

TEST(CustomerProof, NamesTheProductsBeforeTheGroupsThatGiveThem) {
    const auto standing = with([](Json& user) {
        user["applicationRoles"] = {
            {"size", 1}, {"items", {{{"key", "jira-software"}, {"name", "Jira"}}}}};
        user["groups"]["size"] = 1;
    });
    EXPECT_THAT(standing.obstacle, HasSubstr("has products (1): Jira"));
    EXPECT_THAT(standing.remedy, HasSubstr("Remove product access"));
}

class CustomerProofOfJira : public testing::Test {
protected:
    tests::FakeTransport site_;
    tests::FakeClock clock_;
    jira::RestCustomerProof proof_{
        {"https://acme.atlassian.net", base::Secret("Basic c2VjcmV0")}, site_, clock_};
};

TEST_F(CustomerProofOfJira, AsksForBothLists) {
    site_.answer(200, unlicensed().dump());

    EXPECT_TRUE(proof_.look_at(kReplies).value().is_customer);

    EXPECT_EQ(
        site_.requests().at(0).url,
        "https://acme.atlassian.net/rest/api/3/user?accountId=712020%3A7d1e"
        "&expand=groups,applicationRoles"
    );
}

TEST_F(CustomerProofOfJira, AccountThatIsNotThereOrNotShownIsProvenNothingOf) {
    const char* const none = R"({"errorMessages":["no"],"errors":{}})";
    site_.answer(404, none);
    const auto missing = proof_.look_at(kReplies).value();
    EXPECT_FALSE(missing.is_customer);
    EXPECT_THAT(missing.remedy, HasSubstr("site.replies.account_id"));

    site_.answer(403, none);
    const auto hidden = proof_.look_at(kReplies).value();
    EXPECT_FALSE(hidden.is_customer);
    EXPECT_THAT(hidden.remedy, HasSubstr("Browse users and groups"));
}

TEST_F(CustomerProofOfJira, OtherFailuresAreFailures) {
    site_.answer(401, "{}");
    EXPECT_EQ(proof_.look_at(kReplies).error().kind, ErrorKind::Unauthorized);
    site_.answer(503, "");
    EXPECT_EQ(proof_.look_at(kReplies).error().kind, ErrorKind::Unavailable);
    site_.answer(200, "{");
    EXPECT_EQ(proof_.look_at(kReplies).error().kind, ErrorKind::Invalid);
}

class AccountBehind : public testing::Test {
protected:
    static base::Result<jira::User> told(const char* id) {
        return jira::User{
            .account_id = base::AccountId(id), .display_name = "R", .email = std::nullopt};
    }

    static base::Result<jira::User> fails(ErrorKind kind) { return base::fail(kind, "no"); }
};

TEST_F(AccountBehind, ACredentialIsWhomJiraSaysItIs) {
    EXPECT_EQ(jira::account_behind(told("a"), std::nullopt).value(), base::AccountId("a"));
    EXPECT_EQ(jira::account_behind(told("a"), base::AccountId("a")).value(), base::AccountId("a"));
}

TEST_F(AccountBehind, ACredentialIsNotAnybodyElseWhomTheConfigurationNames) {
    EXPECT_EQ(
        jira::account_behind(told("agent"), base::AccountId("a")).error().kind, ErrorKind::Denied
    );
}

TEST_F(AccountBehind, ACredentialThatJiraTellsNothingIsWhomTheConfigurationNames) {
    for (const ErrorKind kind : {ErrorKind::Denied, ErrorKind::Unauthorized}) {
        const auto named = jira::account_behind(fails(kind), base::AccountId("a"));
        EXPECT_EQ(named.value(), base::AccountId("a"));
        EXPECT_EQ(jira::account_behind(fails(kind), std::nullopt).error().kind, kind);
    }
    for (const ErrorKind kind : {ErrorKind::Unavailable, ErrorKind::Limited, ErrorKind::Invalid}) {
        EXPECT_EQ(jira::account_behind(fails(kind), base::AccountId("a")).error().kind, kind);
    }
}

}  // namespace
