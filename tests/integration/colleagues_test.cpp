#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kAlice = "alice@customer.example";
constexpr const char* kBob = "bob@customer.example";
constexpr const char* kThread = "/sup/requests/SUP-1";

void wait_until_mirrored(const Stage& stage, const std::string& what, int count) {
    wait_until(what, [&] {
        return stage.rows("select count(*) as n from " + what)[0]["n"] == count;
    });
}

/// The directory is read anew with every start.
void read_again(Stage& stage) {
    EXPECT_EQ(stage.stop_connector(), 0);
    stage.start_connector();
}

/// Alice's SUP-1 and Bob's SUP-2; both are in Jira's organization Acme.
struct ColleaguesStage : Stage {
    explicit ColleaguesStage(const std::string& accounts) : Stage(options_with(accounts)) {
        jira().sim("POST", "/organizations", {{"name", "Acme"}, {"members", {"alice", "bob"}}});
        jira().raise("alice", "The printer is out of toner");
        jira().raise("bob", "The door is stuck");
        read_again(*this);
        wait_until_mirrored(*this, "organization_members", 2);
    }

    static StageOptions options_with(const std::string& accounts) {
        StageOptions options;
        options.accounts = accounts;
        return options;
    }

    Browser signed_in(const char* address, const char* key) {
        return sign_in(mails().wait_for_mail(address, key));
    }

    void share(const json& organizations) {
        jira().sim("PUT", "/requests/SUP-1/organizations", {{"ids", organizations}});
        jira().comment("SUP-1", "Shared.", Audience::Public);  // Jira tells of a comment
        wait_until_mirrored(*this, "request_organizations", static_cast<int>(organizations.size()));
    }
};

TEST(Colleagues, OfAnOrganizationSeeWhatIsSharedUntilTheyAreRemovedInJira) {
    ColleaguesStage stage("{organizations: on}");
    Browser bob = stage.signed_in(kBob, "SUP-2");
    EXPECT_EQ(bob.get(kThread).status, 404);

    stage.share({1});

    const auto page = bob.get(kThread);
    ASSERT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("You see this request as a colleague at <bdi>Acme</bdi>"));
    EXPECT_THAT(page.body, Not(HasSubstr(kAlice)));
    EXPECT_THAT(bob.get("/sup/?of=o1").body, HasSubstr("by <bdi>Alice Example</bdi>"));
    EXPECT_EQ(
        bob.submit(page, std::string(kThread) + "/comments", {{"text", "Ours too."}}).status, 303
    );
    (void)stage.mails().wait_for_mail(kAlice, "Ours too.");
    wait_until("Bob's reply in Jira", [&] {
        for (const auto& comment : stage.jira().comments("SUP-1")) {
            if (comment.body.find("Ours too.") == std::string::npos) continue;
            return comment.body.find("Bob Example") != std::string::npos;
        }
        return false;
    });
    for (const ReceivedMail& mail : stage.mails().mails_to(kBob)) {
        EXPECT_THAT(mail.text, Not(HasSubstr("Shared."))) << "colleagues are not mailed";
    }

    stage.jira().sim("PUT", "/organizations/1", {{"remove", {"bob"}}});
    read_again(stage);
    wait_until_mirrored(stage, "organization_members", 1);
    EXPECT_EQ(bob.get(kThread).status, 404);
    EXPECT_THAT(bob.get("/sup/?of=o1").body, Not(HasSubstr("SUP-1")));
    EXPECT_EQ(bob.get("/sup/requests/SUP-2").status, 200) << "their own stays";
}

TEST(Colleagues, OfAnOrganizationSeeNothingOnceItIsNoLongerSharedOrOff) {
    ColleaguesStage stage("{organizations: on}");
    Browser bob = stage.signed_in(kBob, "SUP-2");
    stage.share({1});
    ASSERT_EQ(bob.get(kThread).status, 200);

    stage.share(json::array());
    EXPECT_EQ(bob.get(kThread).status, 404);

    stage.share({1});
    ASSERT_EQ(bob.get(kThread).status, 200);
    stage.options().accounts = "{organizations: off}";
    stage.write_config();
    read_again(stage);
    EXPECT_EQ(bob.get(kThread).status, 404);
}

TEST(Colleagues, AtOneDomainSeeEachOthersUntilAnAddressChanges) {
    ColleaguesStage stage("{domains: {customer.example: Customer Inc}}");
    Browser bob = stage.signed_in(kBob, "SUP-2");
    EXPECT_EQ(bob.get(kThread).status, 404) << "Alice has not proven her address";
    const Browser alice = stage.signed_in(kAlice, "SUP-1");

    const auto page = bob.get(kThread);
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("as a colleague at <bdi>Customer Inc</bdi>"));

    EXPECT_THAT(bob.get("/sup/?of=d").body, HasSubstr("by <bdi>Alice Example</bdi>"));
    stage.options().accounts = "{domains: {other.example: Other Inc}}";
    stage.write_config();
    read_again(stage);
    EXPECT_EQ(bob.get(kThread).status, 404);
}

TEST(Colleagues, ManagerEndsTheSessionsOfOne) {
    ColleaguesStage stage("{organizations: on, roles: {Bob@customer.example: manager}}");
    Browser bob = stage.signed_in(kBob, "SUP-2");
    Browser alice = stage.signed_in(kAlice, "SUP-1");
    EXPECT_EQ(alice.get("/sup/account/people").status, 404);
    EXPECT_EQ(bob.get(kThread).status, 200) << "not shared, and seen by the manager";

    const auto people = bob.get("/sup/account/people");
    ASSERT_EQ(people.status, 200);
    EXPECT_THAT(people.body, HasSubstr("Alice Example"));
    const std::size_t at = people.body.find("/sup/account/people/");
    ASSERT_NE(at, std::string::npos);
    const std::string action = people.body.substr(at, people.body.find('"', at) - at);
    EXPECT_EQ(bob.submit(people, action).status, 303);

    EXPECT_EQ(alice.get(kThread).status, 303);
    EXPECT_EQ(bob.get(kThread).status, 200);
    const json audit = stage.list({"audit", "list", "--event", "session.ended_by_manager"});
    EXPECT_EQ(audit.size(), 1U);
}

TEST(Colleagues, FreeMailDomainIsRefusedByCheckWithItsPlace) {
    Stage stage;
    stage.options().accounts = "{domains: {gmail.com: Everybody}}";
    stage.write_config();

    const ProcessResult checked = stage.command({"check"});

    EXPECT_NE(checked.exit_code, 0);
    const std::string text = read_file(stage.config_file());
    const std::size_t at = text.find("gmail.com");
    const auto line =
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    const std::size_t column = at - text.rfind('\n', at);
    EXPECT_THAT(
        checked.output,
        HasSubstr(
            "connector.yaml:" + std::to_string(line + 1) + ":" + std::to_string(column) +
            ": accounts.domains: 'gmail.com' is a mail provider's domain"
        )
    );
}

}  // namespace
}  // namespace tests
