#include "jira/rest_site_admin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"

namespace {

using base::ErrorKind;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

class RestSiteAdminTest : public testing::Test {
protected:
    base::HttpRequest asked(std::size_t index) const { return site_.requests().at(index); }

    static std::string header(const base::HttpRequest& request, std::string_view name) {
        for (const auto& [known, value] : request.headers) {
            if (known == name) return value;
        }
        return {};
    }

    static std::string page(const json& values, bool is_last = true) {
        return json{{"values", values}, {"isLastPage", is_last}}.dump();
    }

    ErrorKind security_error() {
        const auto read = admin_.request_security(kProject);
        EXPECT_FALSE(read);
        return read ? ErrorKind::Conflict : read.error().kind;
    }

    const base::ProjectKey kProject{"SUP"};
    const jira::Desk kDesk{.id = "1", .project = base::ProjectKey("SUP")};
    tests::FakeTransport site_;
    tests::FakeClock clock_;
    jira::RestSiteAdmin admin_{
        {"https://acme.atlassian.net", base::Secret("Basic c2VjcmV0")}, site_, clock_};
};

TEST_F(RestSiteAdminTest, TellsCloudFromDataCenter) {
    site_.answer(200, R"({"baseUrl":"https://acme.atlassian.net","deploymentType":"Cloud"})");
    site_.answer(200, R"({"baseUrl":"https://jira.acme.example","deploymentType":"Server"})");
    site_.answer(200, "{}");

    EXPECT_TRUE(admin_.server_info()->is_cloud);
    EXPECT_FALSE(admin_.server_info()->is_cloud);
    EXPECT_EQ(admin_.server_info().error().kind, ErrorKind::Invalid);
}

TEST_F(RestSiteAdminTest, UnknownPermissionsAreDroppedAndTheRestAskedAgain) {
    site_.answer(400, R"({"errorMessages":[],"errors":{"NEW":"Unrecognized permission"}})");
    site_.answer(200, R"({"permissions":{"OLD":{"havePermission":true}}})");
    const std::vector<std::string_view> keys{"OLD", "NEW"};

    const auto held = admin_.permissions(kProject, keys);

    ASSERT_TRUE(held);
    EXPECT_EQ(*held, (std::map<std::string, bool>{{"OLD", true}}));
    EXPECT_THAT(asked(1).url, testing::EndsWith("permissions=OLD"));
}

TEST_F(RestSiteAdminTest, ARefusalThatNamesNoneOfOursIsNotAskedForEver) {
    site_.answer(400, R"({"errorMessages":["no"],"errors":{"OTHER":"x"}})");
    const std::vector<std::string_view> keys{"OLD"};

    EXPECT_EQ(admin_.permissions(kProject, keys).error().kind, ErrorKind::Rejected);
    EXPECT_EQ(site_.calls(), 1U);
}

TEST_F(RestSiteAdminTest, APermissionThatIsNoBooleanIsNotHeld) {
    site_.answer(200, R"({"permissions":{"A":{"havePermission":"true"}}})");
    const std::vector<std::string_view> keys{"A", "B"};

    const auto held = admin_.permissions(kProject, keys);

    EXPECT_EQ(*held, (std::map<std::string, bool>{{"A", false}, {"B", false}}));
}

TEST_F(RestSiteAdminTest, ListsAreReadPageByPageByWhatHasCome) {
    site_.answer(200, page({{{"id", "1"}, {"projectKey", "SUP"}}}, false));
    site_.answer(200, page({{{"id", 2}, {"projectKey", "LAW"}}}));

    const auto desks = admin_.desks();

    ASSERT_TRUE(desks);
    EXPECT_EQ(desks->size(), 2U);
    EXPECT_EQ(desks->back().id, "2");
    EXPECT_THAT(asked(1).url, HasSubstr("start=1&"));
}

TEST_F(RestSiteAdminTest, AnEmptyPageThatIsNotTheLastEndsTheList) {
    site_.answer(200, page(json::array(), false));

    EXPECT_TRUE(admin_.desks()->empty());
    EXPECT_EQ(site_.calls(), 1U);
}

TEST_F(RestSiteAdminTest, ATypeWithoutAGroupIsHidden) {
    site_.answer(
        200,
        page(
            {{{"id", "1"}, {"name", "a"}, {"groupIds", {"4"}}},
             {{"id", "2"}, {"name", "b"}, {"groupIds", json::array()}},
             {{"id", "3"}, {"name", "c"}, {"groupIds", {"4"}}, {"restrictionStatus", "RESTRICTED"}}}
        )
    );

    const auto types = admin_.request_types(kDesk);

    ASSERT_EQ(types->size(), 3U);
    EXPECT_TRUE(types->at(0).is_shown && types->at(0).is_open);
    EXPECT_FALSE(types->at(1).is_shown);
    EXPECT_FALSE(types->at(2).is_open);
}

TEST_F(RestSiteAdminTest, RequestSecurityIsReadStrictly) {
    site_.answer(
        200,
        R"({"serviceDeskOpenAccess":false,"manageEnabled":true,"autocompleteEnabled":false,
            "globalAnonymousAccess":true})"
    );

    const auto read = admin_.request_security(kProject);

    ASSERT_TRUE(read);
    EXPECT_FALSE(read->is_open);
    EXPECT_TRUE(read->manage_enabled);
    EXPECT_EQ(read->global_anonymous_access, true);
    EXPECT_FALSE(read->public_signup);
}

TEST_F(RestSiteAdminTest, RequestSecurityThatIsNotThereIsToldApartFromTrouble) {
    site_.answer(404, "{}");
    EXPECT_EQ(security_error(), ErrorKind::NotFound);
    site_.answer(405, "{}");
    EXPECT_EQ(security_error(), ErrorKind::NotFound);
    site_.queue({200, {{"Content-Type", "text/html"}}, "<html>"});
    EXPECT_EQ(security_error(), ErrorKind::NotFound);
    site_.answer(403, R"({"errorMessage":"no"})");
    EXPECT_EQ(security_error(), ErrorKind::Denied);
    site_.queue({502, {{"Content-Type", "text/html"}}, "<html>"});
    EXPECT_EQ(security_error(), ErrorKind::Unavailable);
    site_.fail(ErrorKind::Unavailable);
    EXPECT_EQ(security_error(), ErrorKind::Unavailable);
}

TEST_F(RestSiteAdminTest, RequestSecurityInAnotherShapeIsInvalid) {
    for (const char* body :
         {"{}",
          "[]",
          R"({"serviceDeskOpenAccess":"true","manageEnabled":true,"autocompleteEnabled":true})",
          R"({"serviceDeskOpenAccess":true,"manageEnabled":null,"autocompleteEnabled":true})",
          R"({"serviceDeskOpenAccess":true,"manageEnabled":true})"}) {
        site_.answer(200, body);
        EXPECT_EQ(security_error(), ErrorKind::Invalid) << body;
    }
}

TEST_F(RestSiteAdminTest, RequestSecurityIsWrittenWithoutWhatWasNotRead) {
    site_.answer(200, "{}");
    site_.answer(412, R"({"errorMessage":"no"})");

    EXPECT_TRUE(admin_.set_request_security(kProject, {.is_open = true, .manage_enabled = true}));
    EXPECT_FALSE(admin_.set_request_security(kProject, {.public_signup = true}));

    EXPECT_EQ(
        json::parse(asked(0).body),
        json::parse(
            R"({"serviceDeskOpenAccess":true,"manageEnabled":true,"autocompleteEnabled":false})"
        )
    );
    EXPECT_EQ(json::parse(asked(1).body)["serviceDeskPublicSignup"], true);
    EXPECT_EQ(header(asked(0), "X-Atlassian-Token"), "no-check");
}

TEST_F(RestSiteAdminTest, AnAccountIsFoundByItsWholeAddressOnly) {
    const json near{
        {"accountId", "a"}, {"displayName", "A"}, {"emailAddress", "xkbot@acme.example"}};
    const json hidden{{"accountId", "b"}, {"displayName", "B"}};
    const json exact{
        {"accountId", "c"}, {"displayName", "C"}, {"emailAddress", "KBOT@acme.example"}};
    site_.answer(200, json::array({near, hidden}).dump());
    site_.answer(200, page({near, exact}));

    const auto found = admin_.find_by_address(kDesk, "kbot@acme.example");

    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->account_id, base::AccountId("c"));
    EXPECT_THAT(asked(0).url, HasSubstr("query=kbot%40acme.example"));
    EXPECT_EQ(header(asked(1), "X-ExperimentalApi"), "opt-in");
}

TEST_F(RestSiteAdminTest, AListThatCannotBeReadIsNotTakenForNobody) {
    site_.answer(200, "[]");
    site_.answer(403, R"({"errorMessage":"no"})");

    EXPECT_EQ(admin_.find_by_address(kDesk, "kbot@acme.example").error().kind, ErrorKind::Denied);
}

TEST_F(RestSiteAdminTest, ATakenAddressIsAConflict) {
    site_.answer(409, R"({"errorMessage":"exists"})");
    site_.answer(201, R"({"accountId":"qm:1","displayName":"K"})");

    EXPECT_EQ(admin_.create_customer("k@acme.example", "K").error().kind, ErrorKind::Conflict);
    EXPECT_EQ(admin_.create_customer("k@acme.example", "K")->account_id.value(), "qm:1");
    EXPECT_THAT(asked(0).url, testing::EndsWith("customer?strictConflictStatusCode=true"));
    EXPECT_EQ(json::parse(asked(0).body)["email"], "k@acme.example");
}

TEST_F(RestSiteAdminTest, AddingACustomerIsAnAnswerWithoutABody) {
    site_.queue({204, {}, ""});

    EXPECT_TRUE(admin_.add_customer(kDesk, base::AccountId("qm:1")));
    EXPECT_EQ(json::parse(asked(0).body)["accountIds"], json::array({"qm:1"}));
}

TEST_F(RestSiteAdminTest, WebhooksAreReadInBothShapes) {
    site_.answer(
        200,
        R"([{"self":"https://a/rest/webhooks/1.0/webhook/7","name":"n","url":"https://u",
             "events":["comment_created"],"filters":{"issue-related-events-section":"project = A"},
             "excludeBody":true,"enabled":true,"isSigned":true},
            {"id":8,"url":"https://v","active":true},
            {"name":"without an url","self":"https://a/9"}])"
    );

    const auto webhooks = admin_.webhooks();

    ASSERT_EQ(webhooks->size(), 2U);
    EXPECT_EQ(webhooks->at(0).id, "7");
    EXPECT_THAT(webhooks->at(0).events, ElementsAre("comment_created"));
    EXPECT_EQ(webhooks->at(0).filter, "project = A");
    EXPECT_FALSE(webhooks->at(0).has_body);
    EXPECT_TRUE(webhooks->at(0).is_signed);
    EXPECT_EQ(webhooks->at(1).id, "8");
    EXPECT_TRUE(webhooks->at(1).is_enabled);
    EXPECT_FALSE(webhooks->at(1).is_signed);
}

TEST_F(RestSiteAdminTest, AWebhookIsUpdatedInItsPlaceWithItsSecret) {
    site_.answer(200, "{}");

    ASSERT_TRUE(admin_.update_webhook(
        {.id = "7", .name = "n", .url = "https://u", .events = {"e"}, .filter = "f"},
        base::Secret("secret-of-a-test")
    ));

    EXPECT_EQ(asked(0).method, "PUT");
    EXPECT_THAT(asked(0).url, testing::EndsWith("/rest/webhooks/1.0/webhook/7"));
    const json body = json::parse(asked(0).body);
    EXPECT_EQ(body["secret"], "secret-of-a-test");
    EXPECT_EQ(body["excludeBody"], false);
    EXPECT_EQ(body["filters"]["issue-related-events-section"], "f");
}

TEST_F(RestSiteAdminTest, ARefusalKeepsTheSecretToItself) {
    site_.answer(403, R"({"errorMessages":["secret-of-a-test"]})");

    const auto done = admin_.create_webhook({}, base::Secret("secret-of-a-test"));

    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::Denied);
    EXPECT_EQ(done.error().message.find("secret-of-a-test"), std::string::npos);
}

}  // namespace
