#include "connector/access/accounts.hpp"

#include <gtest/gtest.h>

#include "connector/store/colleagues.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/requests.hpp"
#include "tests/support/support_desk.hpp"

namespace tests {
namespace {

using connector::access::AccountRules;
using connector::access::standing_of;
using connector::model::Role;
using connector::model::Standing;

class Accounts : public testing::Test {
protected:
    Standing standing(base::ContactId contact) {
        return desk.database.read([&](connector::store::Connection& connection) {
            return standing_of(
                connection,
                SupportDesk::project(),
                rules,
                connector::store::Contacts(connection).find(contact).value()
            );
        });
    }

    connector::model::Sharing sharing(base::RequestId request) {
        return desk.database.read([&](connector::store::Connection& connection) {
            return connector::store::Colleagues(connection)
                .sharing_of(connector::store::Requests(connection).find(request).value());
        });
    }

    /// By a mailed link.
    void sign_in(base::ContactId contact) {
        (void)desk.session(contact, desk.request(++number, contact));
    }

    int number = 20;
    SupportDesk desk;
    base::ContactId eve = desk.contact("eve", "eve@acme.example");
    AccountRules rules{.organizations = true, .domains = {{"acme.example", "Acme Inc"}}};
};

TEST_F(Accounts, DomainIsOfThoseWhoHaveProvenTheirAddress) {
    EXPECT_TRUE(standing(eve).accounts.empty());

    sign_in(eve);

    const Standing known = standing(eve);
    ASSERT_EQ(known.accounts.size(), 1U);
    EXPECT_EQ(known.accounts.front().domain, "acme.example");
    EXPECT_EQ(known.accounts.front().name, "Acme Inc");
    EXPECT_EQ(known.role, Role::Member);
}

TEST_F(Accounts, AddressThatChangesIsNotProvenAndThatOfBeforeNoLonger) {
    const auto mover = desk.contact("mover", "mover@example.com");
    sign_in(mover);
    desk.contact("mover", "mover@acme.example");
    EXPECT_TRUE(standing(mover).accounts.empty()) << "Jira's word is no proof";

    sign_in(eve);
    desk.contact("eve", "eve@example.com");
    EXPECT_TRUE(standing(eve).accounts.empty());
    desk.contact("eve", "eve@acme.example");
    EXPECT_TRUE(standing(eve).accounts.empty()) << "it may be somebody else's by now";
}

TEST_F(Accounts, AddressThatJiraHidesOrSaysAgainStaysProven) {
    sign_in(eve);
    desk.contact("eve", std::nullopt);
    desk.contact("eve", "eve@acme.example");

    EXPECT_EQ(standing(eve).accounts.size(), 1U);
}

TEST_F(Accounts, LinkThatTheOperatorHandsOutProvesNoAddress) {
    const auto request = desk.request(12, eve);
    const std::string token = desk.database.write([&](connector::store::Connection& connection) {
        return desk.links
            .issue(
                connection,
                {.contact = eve,
                 .request = request,
                 .project = SupportDesk::project(),
                 .note = "by the operator"}
            )
            .token;
    });
    ASSERT_TRUE(desk.links.exchange(token, {}));

    EXPECT_TRUE(standing(eve).accounts.empty());
}

TEST_F(Accounts, DomainIsExact) {
    for (const char* address :
         {"x@eu.acme.example", "x@example", "x@notacme.example", "x@acme.example.org"}) {
        const auto other = desk.contact("other", address);
        sign_in(other);
        EXPECT_TRUE(standing(other).accounts.empty()) << address;
    }
}

TEST_F(Accounts, OrganizationIsOfItsMembersWhileTheDeskHasIt) {
    Organization acme(desk, 7, "Acme");
    Organization other(desk, 8, "Other");
    EXPECT_TRUE(standing(eve).accounts.empty());
    acme.add(eve);

    const Standing known = standing(eve);
    ASSERT_EQ(known.accounts.size(), 1U);
    EXPECT_EQ(known.accounts.front().organization, base::OrganizationId(7));
    EXPECT_EQ(known.accounts.front().name, "Acme");

    acme.remove(eve);
    EXPECT_TRUE(standing(eve).accounts.empty());
    acme.add(eve);
    // Another desk has it still, and its members stay known.
    desk.database.write([&](connector::store::Connection& connection) {
        connection.run("insert into desk_organizations (project, organization_id) values ('HR', 7)"
        );
    });
    acme.leave();
    EXPECT_TRUE(standing(eve).accounts.empty());
}

TEST_F(Accounts, NothingIsSharedUnlessTheProjectSaysSo) {
    Organization acme(desk, 7, "Acme");
    acme.add(eve);
    sign_in(eve);
    EXPECT_EQ(standing(eve).accounts.size(), 2U);

    rules.organizations = false;
    EXPECT_EQ(standing(eve).accounts.size(), 1U);
    rules.domains = {{"other.example", "Other"}};
    EXPECT_TRUE(standing(eve).accounts.empty());
    rules = {};
    EXPECT_TRUE(standing(eve).accounts.empty());
}

TEST_F(Accounts, RolesGoByAddress) {
    rules.roles = {{"eve@acme.example", Role::Viewer}, {"ann@example.com", Role::Manager}};
    EXPECT_EQ(standing(eve).role, Role::Viewer);
    EXPECT_EQ(standing(desk.bob).role, Role::Member);
    rules.default_role = Role::Viewer;
    EXPECT_EQ(standing(desk.bob).role, Role::Viewer);
}

TEST_F(Accounts, NobodyIsAManagerByAnAddressThatIsNotProven) {
    rules.roles = {{"ann@example.com", Role::Manager}};
    EXPECT_EQ(standing(desk.ann).role, Role::Member);

    sign_in(desk.ann);
    EXPECT_EQ(standing(desk.ann).role, Role::Manager);
}

TEST_F(Accounts, RequestIsSharedWithItsOrganizationsAndItsReportersProvenDomain) {
    const auto request = desk.request(12, eve);
    Organization acme(desk, 7, "Acme");
    acme.add(eve);
    EXPECT_TRUE(sharing(request).with.empty());
    ASSERT_EQ(sharing(request).of_reporter.size(), 1U);

    desk.share(request, 8);
    ASSERT_EQ(sharing(request).with.size(), 1U);
    EXPECT_EQ(sharing(request).with.front().organization, base::OrganizationId(8));

    sign_in(eve);
    ASSERT_EQ(sharing(request).with.size(), 2U);
    EXPECT_EQ(sharing(request).with.back().domain, "acme.example");
}

}  // namespace
}  // namespace tests
