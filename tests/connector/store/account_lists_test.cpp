#include <algorithm>
#include <tuple>

#include <gtest/gtest.h>

#include "connector/store/colleagues.hpp"
#include "connector/store/organizations.hpp"
#include "connector/store/request_lists.hpp"
#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

const base::ProjectKey kProject("SUP");

/// The lists of accounts, of few requests and of many, which are found in another way.
class AccountLists : public testing::Test {
protected:
    AccountLists() {
        store::Organizations organizations(desk.connection);
        organizations.add_to_desk(kProject, {kFew, "Few"});
        organizations.add_to_desk(kProject, {kMany, "Many"});
        organizations.add_member(kFew, desk.bob);
        organizations.add_member(kMany, desk.bob);
    }

    /// Of Ann's or Bob's, changed at some time, every third one closed, every hundredth withdrawn
    /// or of another project.
    void raise(int count) {
        for (int i = 1; i <= count; ++i) {
            auto request = a_request(
                100 + i,
                i % 5 == 0 ? desk.bob : desk.ann,
                desk.clock.now() + seconds(i * 7919 % 997)
            );
            if (i % 3 == 0) request.status_category = model::StatusCategory::Done;
            if (i % 100 == 50) request.project = base::ProjectKey("HR");
            requests.save(request);
            std::vector<model::Organization> with;
            if (i % 10 == 0) with.push_back({kFew, "Few"});
            if (i % 8 != 1) with.push_back({kMany, "Many"});
            store::Organizations(desk.connection).replace_of_request(request.id, with);
            if (i % 100 == 0)
                requests.withdraw(request.id, desk.clock.now());
            else if (request.project == kProject)
                visible.push_back({request, with});
        }
    }

    struct Raised {
        model::Request request;
        std::vector<model::Organization> with;
    };

    template <typename Belongs>
    std::vector<std::string> expected(Belongs belongs) {
        std::vector<model::Request> found;
        for (const Raised& each : visible) {
            if (belongs(each)) found.push_back(each.request);
        }
        std::sort(found.begin(), found.end(), [](const auto& left, const auto& right) {
            const auto rank = [](const model::Request& request) {
                return std::tuple(
                    request.status_category == model::StatusCategory::Done,
                    -base::to_millis(request.updated),
                    -request.id.value()
                );
            };
            return rank(left) < rank(right);
        });
        std::vector<std::string> keys;
        for (const auto& request : found) keys.push_back(request.key.value());
        return keys;
    }

    /// All pages, one after the other.
    std::vector<std::string> listed(const model::Account& account, bool with_members = false) {
        std::vector<std::string> keys;
        for (const bool is_done : {false, true}) {
            store::RequestLists::Wanted wanted{
                .project = kProject, .is_done = is_done, .limit = 173};
            while (true) {
                const auto page = lists.of_account(account, with_members, wanted);
                if (page.empty()) break;
                for (const auto& entry : page) keys.push_back(entry.request.key.value());
                wanted.after = {page.back().request.updated, page.back().request.id};
            }
        }
        return keys;
    }

    static bool is_with(const Raised& raised, base::OrganizationId organization) {
        return std::any_of(raised.with.begin(), raised.with.end(), [&](const auto& each) {
            return each.id == organization;
        });
    }

    const base::OrganizationId kFew{7};
    const base::OrganizationId kMany{8};
    OpenStore desk;
    store::Requests requests{desk.connection};
    store::RequestLists lists{desk.connection};
    std::vector<Raised> visible;
};

TEST_F(AccountLists, OfAnOrganizationAreWhatIsSharedInOrder) {
    raise(3000);
    for (const auto& id : {kFew, kMany}) {
        EXPECT_EQ(listed({.organization = id}), expected([&](const Raised& each) {
                      return is_with(each, id);
                  }));
    }
    EXPECT_TRUE(listed({.organization = base::OrganizationId(9)}).empty());
}

TEST_F(AccountLists, OfAManagerHaveWhatMembersReportedToo) {
    raise(3000);
    for (const auto& id : {kFew, kMany}) {
        EXPECT_EQ(listed({.organization = id}, true), expected([&](const Raised& each) {
                      return is_with(each, id) || each.request.reporter == desk.bob;
                  }));
    }
}

TEST_F(AccountLists, OfADomainAreWhatThoseHaveReportedWhoProvedIt) {
    const model::Account domain{.domain = "example.com"};
    raise(3000);
    EXPECT_TRUE(listed(domain).empty());

    store::Colleagues(desk.connection).prove_address(desk.bob);
    const auto bobs =
        expected([&](const Raised& each) { return each.request.reporter == desk.bob; });
    EXPECT_EQ(listed(domain), bobs);

    store::Colleagues(desk.connection).prove_address(desk.ann);
    EXPECT_EQ(listed(domain).size(), visible.size() + 1) << "and SUP-1";
    EXPECT_TRUE(listed({.domain = ""}).empty());
}

}  // namespace
}  // namespace tests
