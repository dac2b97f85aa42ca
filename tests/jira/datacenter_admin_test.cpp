#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "jira/datacenter_directory.hpp"
#include "jira/datacenter_replies.hpp"
#include "jira/datacenter_site_admin.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"
#include "tests/support/recording_log.hpp"

namespace {

using base::ErrorKind;
using nlohmann::json;

constexpr const char* kApi = "https://jira.acme.example";
constexpr const char* kAnn =
    R"({"name":"ann","key":"JIRAUSER10100","emailAddress":"Ann@customer.example",
        "displayName":"Ann"})";

jira::RestSettings settings() {
    return {.api_url = kApi, .platform = "/rest/api/2"};
}

class Datacenter : public testing::Test {
protected:
    std::string call(std::size_t index) const {
        const auto request = site_.requests().at(index);
        return request.method + " " + request.url.substr(std::string_view(kApi).size());
    }

    json body(std::size_t index) const { return json::parse(site_.requests().at(index).body); }

    tests::FakeTransport site_;
    tests::FakeClock clock_;
    tests::RecordingLog log_;
    jira::DatacenterSiteAdmin admin_{settings(), site_, clock_};
    jira::DatacenterDirectory directory_{settings(), site_, clock_};
    jira::DeskIds desks_{directory_};
    const jira::Desk desk_{.id = "3", .project = base::ProjectKey("SUP")};
};

TEST_F(Datacenter, CustomerIsMadeWithAFullName) {
    site_.answer(201, kAnn);
    const auto made = admin_.create_customer("ann@customer.example", "Ann");
    ASSERT_TRUE(made);
    EXPECT_EQ(made->account_id.value(), "JIRAUSER10100");
    EXPECT_EQ(call(0), "POST /rest/servicedeskapi/customer");
    EXPECT_EQ(body(0), (json{{"email", "ann@customer.example"}, {"fullName", "Ann"}}));
}

TEST_F(Datacenter, AddressThatIsTakenIsAConflict) {
    site_.answer(400, R"({"errorMessage":"An account already exists for this email"})");
    EXPECT_EQ(
        admin_.create_customer("ann@customer.example", "Ann").error().kind, ErrorKind::Conflict
    );
}

TEST_F(Datacenter, CustomerIsAddedByTheUserNameOfTheKey) {
    site_.answer(200, kAnn);
    site_.queue({204, {}, ""});
    ASSERT_TRUE(admin_.add_customer(desk_, base::AccountId("JIRAUSER10100")));
    EXPECT_EQ(call(0), "GET /rest/api/2/user?key=JIRAUSER10100");
    EXPECT_EQ(call(1), "POST /rest/servicedeskapi/servicedesk/3/customer");
    EXPECT_EQ(body(1), (json{{"usernames", {"ann"}}}));
}

TEST_F(Datacenter, AccountIsFoundByItsAddressAndNoOther) {
    site_.answer(200, std::string("[") + kAnn + "]");
    site_.answer(200, R"({"values":[],"isLastPage":true})");
    const auto found = admin_.find_by_address(desk_, "ann@customer.example");
    ASSERT_TRUE(found && *found);
    site_.answer(200, std::string("[") + kAnn + "]");
    site_.answer(200, R"({"values":[],"isLastPage":true})");
    const auto other = admin_.find_by_address(desk_, "an@customer.example");
    ASSERT_TRUE(other);
    EXPECT_FALSE(*other);
}

TEST_F(Datacenter, WebhooksOfBothShapesAreRead) {
    site_.answer(200, R"([
        {"self":"https://jira.acme.example/rest/webhooks/1.0/webhook/1","name":"a","url":"https://x",
         "events":["comment_created"],"enabled":true,"excludeBody":true,
         "filters":{"issue-related-events-section":"project = SUP"}},
        {"id":2,"name":"b","url":"https://y","events":[],"active":true,
         "configuration":{"FILTERS":"project = HR","EXCLUDE_BODY":"true"}}])");
    const auto webhooks = admin_.webhooks();
    ASSERT_TRUE(webhooks);
    ASSERT_EQ(webhooks->size(), 2U);
    EXPECT_EQ((*webhooks)[0].filter, "project = SUP");
    EXPECT_EQ((*webhooks)[1].filter, "project = HR");
    for (const jira::Webhook& each : *webhooks) {
        EXPECT_TRUE(each.is_enabled);
        EXPECT_FALSE(each.has_body);
        EXPECT_TRUE(each.is_signed) << "nothing was said: what we registered is remembered";
    }
}

TEST_F(Datacenter, WebhookIsRegisteredInBothShapes) {
    site_.answer(201, "{}");
    const jira::Webhook wanted{
        .name = "n", .url = "https://x", .events = {"comment_created"}, .filter = "project = SUP"};
    ASSERT_TRUE(admin_.create_webhook(wanted, base::Secret("s3cret")));
    EXPECT_EQ(call(0), "POST /rest/webhooks/1.0/webhook");
    EXPECT_EQ(body(0)["configuration"]["FILTERS"], "project = SUP");
    EXPECT_EQ(body(0)["filters"]["issue-related-events-section"], "project = SUP");
    EXPECT_EQ(body(0)["secret"], "s3cret");
}

TEST_F(Datacenter, IsToldFromACloudThatIsMissing) {
    jira::RestSiteAdmin cloud({.api_url = kApi}, site_, clock_);
    site_.answer(404, R"({"message":"null for uri","status-code":404})");
    site_.answer(200, R"({"baseUrl":"https://jira.acme.example","deploymentType":"Server"})");
    const auto info = cloud.server_info();
    ASSERT_TRUE(info);
    EXPECT_FALSE(info->is_cloud);
}

TEST_F(Datacenter, DeskIsFoundAmongAllOfThem) {
    jira::DatacenterDirectory directory(settings(), site_, clock_);
    site_.answer(200, R"({"values":[{"id":"1","projectKey":"HR"}],"isLastPage":false})");
    site_.answer(200, R"({"values":[{"id":"3","projectKey":"SUP"}],"isLastPage":true})");
    const auto desk = directory.desk_of(base::ProjectKey("SUP"));
    ASSERT_TRUE(desk);
    EXPECT_EQ(desk->id, "3");
    site_.answer(200, R"({"values":[],"isLastPage":true})");
    EXPECT_EQ(directory.desk_of(base::ProjectKey("IT")).error().kind, ErrorKind::NotFound);
}

TEST_F(Datacenter, ReplyIsExplicitlyPublicEscapedAndMarked) {
    jira::DatacenterReplies replies(settings(), site_, desks_, clock_, log_);
    site_.answer(201, R"({"id":"1000"})");
    site_.queue({201, {}, ""});  // Data Center says nothing more
    const auto posted = replies.post(
        base::RequestId(7),
        "{color:red}a{color} !b.png! [~ann]",
        {"r-1", base::AccountId("JIRAUSER10100")}
    );
    ASSERT_TRUE(posted);
    EXPECT_EQ(call(0), "POST /rest/servicedeskapi/request/7/comment");
    EXPECT_EQ(body(0)["public"], true);
    EXPECT_EQ(body(0)["body"], "\\{color:red\\}a\\{color\\} \\!b.png\\! \\[\\~ann\\]");
    EXPECT_EQ(call(1), "PUT /rest/api/2/comment/1000/properties/jsm-connector.reply");
    EXPECT_FALSE(log_.contains("reply.not_marked"));
}

TEST_F(Datacenter, ReplyThatMayHaveGotThroughIsNotPostedAgainByItself) {
    jira::DatacenterReplies replies(settings(), site_, desks_, clock_, log_);
    site_.answer(201, "{}");
    EXPECT_EQ(
        replies.post(base::RequestId(7), "a", {"r-1", base::AccountId("x")}).error().kind,
        ErrorKind::Unavailable
    );
    EXPECT_EQ(site_.calls(), 1U);
}

}  // namespace
