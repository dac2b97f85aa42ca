#include "jira/rest_directory.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"

namespace {

using base::ErrorKind;
using nlohmann::json;

class RestDirectoryTest : public testing::Test {
protected:
    static std::string page(const json& values, bool is_last, int start = 0) {
        return json{
            {"size", values.size()},
            {"start", start},
            {"limit", 50},
            {"isLastPage", is_last},
            {"values", values}}
            .dump();
    }

    static json user(const std::string& name, bool is_active = true) {
        return {{"accountId", "id-" + name}, {"displayName", name}, {"active", is_active}};
    }

    [[nodiscard]] std::string url() const { return site_.requests().back().url; }

    const jira::Desk kDesk{.id = "7", .project = base::ProjectKey("SUP")};
    const std::string kApi = "https://acme.atlassian.net/rest/servicedeskapi";
    tests::FakeTransport site_;
    tests::FakeClock clock_;
    jira::RestDirectory directory_{
        {"https://acme.atlassian.net", base::Secret("Basic c2VjcmV0")}, site_, clock_};
};

TEST_F(RestDirectoryTest, AsksForTheRowsThatAreWanted) {
    site_.answer(200, page(json::array({user("ann")}), true, 49));

    const auto customers = directory_.customers(kDesk, 49);

    EXPECT_EQ(url(), kApi + "/servicedesk/7/customer?start=49&limit=50");
    ASSERT_TRUE(customers);
    EXPECT_TRUE(customers->is_last);
    EXPECT_EQ(customers->rows, 1U);
    EXPECT_EQ(customers->entries.at(0).display_name, "ann");
}

/// The list of customers is an experimental call.
TEST_F(RestDirectoryTest, OptsInToExperimentalCalls) {
    site_.answer(200, page(json::array(), true));

    EXPECT_TRUE(directory_.customers(kDesk, 0));

    const auto headers = site_.requests().back().headers;
    EXPECT_TRUE(std::any_of(headers.begin(), headers.end(), [](const base::HttpHeader& header) {
        return header.name == "X-ExperimentalApi" && header.value == "opt-in";
    }));
}

TEST_F(RestDirectoryTest, ShortPageIsNotTheLast) {
    site_.answer(200, page(json::array({user("ann"), user("bob", false)}), false));

    const auto members = directory_.members(base::OrganizationId(3), 0);

    EXPECT_EQ(url(), kApi + "/organization/3/user?start=0&limit=50");
    EXPECT_FALSE(members->is_last);
    EXPECT_TRUE(members->entries.at(0).is_active);
    EXPECT_FALSE(members->entries.at(1).is_active);
}

TEST_F(RestDirectoryTest, CountsRowsThatMakeNoSense) {
    site_.answer(200, page(json::array({{{"id", "3"}, {"name", "Acme"}}, {{"id", "x"}}}), true));

    const auto organizations = directory_.organizations(kDesk, 0);

    EXPECT_EQ(organizations->entries.size(), 1U);
    EXPECT_EQ(organizations->rows, 2U);
}

TEST_F(RestDirectoryTest, RequestTypeWithoutAGroupIsHidden) {
    const json shown = {
        {"id", "1"},
        {"name", "Get help"},
        {"description", "Something broke."},
        {"helpText", "Tell us which."},
        {"groupIds", {"12"}}};
    json hidden = shown;
    hidden["groupIds"] = json::array();
    site_.answer(200, page(json::array({shown, hidden}), true));

    const auto types = directory_.request_types(kDesk, 0);

    EXPECT_TRUE(types->entries.at(0).is_shown);
    EXPECT_EQ(types->entries.at(0).description, "Something broke.");
    EXPECT_EQ(types->entries.at(0).help, "Tell us which.");
    EXPECT_FALSE(types->entries.at(1).is_shown);
}

TEST_F(RestDirectoryTest, AnAnswerThatIsNotThePageIsInvalid) {
    for (const std::string& odd :
         {std::string("{}"),
          std::string(R"({"values":[]})"),
          std::string(R"({"values":{},"isLastPage":true})"),
          std::string(R"({"values":[],"isLastPage":"true"})"),
          page(json::array(), true, 0)}) {
        site_.answer(200, odd);
        EXPECT_EQ(directory_.members(base::OrganizationId(3), 5).error().kind, ErrorKind::Invalid)
            << odd;
    }
}

TEST_F(RestDirectoryTest, DeskGoesByItsProject) {
    site_.answer(200, R"({"id":"7","projectKey":"SUP"})");
    site_.answer(200, R"({"id":"8","projectKey":"OPS"})");

    EXPECT_EQ(directory_.desk_of(base::ProjectKey("SUP"))->id, "7");
    EXPECT_EQ(url(), kApi + "/servicedesk/SUP");
    EXPECT_EQ(directory_.desk_of(base::ProjectKey("SUP")).error().kind, ErrorKind::Invalid);
}

TEST_F(RestDirectoryTest, TellsErrorsApart) {
    site_.answer(403, R"({"errorMessage":"no"})");
    site_.answer(401, "");

    EXPECT_EQ(directory_.organizations(kDesk, 0).error().kind, ErrorKind::Denied);
    EXPECT_EQ(directory_.myself().error().kind, ErrorKind::Unauthorized);
}

}  // namespace
