#include <csignal>
#include <filesystem>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using testing::HasSubstr;

constexpr const char* kAlice = "alice@customer.example";

/// What an operator does with keys, links and sessions, beside the running daemon.
class KeysCommand : public testing::Test {
protected:
    KeysCommand() {
        stage_.jira().raise("alice", "The printer is out of toner");
        alice_ = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
        old_ = current();
    }

    std::string current() {
        for (const auto& key : stage_.list({"keys", "list"})) {
            if (key["current"] == true) return key["id"].get<std::string>();
        }
        return "";
    }

    void reload() {
        const std::size_t before = ready_lines();
        stage_.connector().signal(SIGHUP);
        wait_until("the reload", [&] { return ready_lines() > before && stage_.is_ready(); });
    }

    std::size_t ready_lines() {
        const std::string log = stage_.log();
        std::size_t count = 0;
        for (std::size_t at = log.find("daemon.ready"); at != std::string::npos;
             at = log.find("daemon.ready", at + 1))
            ++count;
        return count;
    }

    std::string issue_link() {
        const auto url =
            stage_.list({"link", "issue", "--request", "SUP-1", "--contact", kAlice})["url"]
                .get<std::string>();
        return url.substr(url.find("/l/"));
    }

    bool is_signed_in() { return alice_.get("/sup/account").status == 200; }

    Stage stage_;
    Browser alice_ = stage_.browser();
    std::string old_;
};

TEST_F(KeysCommand, RotationLeavesEverythingGoodUntilTheOldKeyIsRetired) {
    const std::string link = issue_link();
    EXPECT_EQ(stage_.list({"keys", "list"}).at(0)["sessions"], 1);

    const std::string fresh = stage_.list({"keys", "rotate"})["current"];

    EXPECT_NE(fresh, old_);
    reload();
    EXPECT_EQ(current(), fresh);
    EXPECT_TRUE(is_signed_in());
    Browser other = stage_.browser();
    EXPECT_EQ(other.submit(other.get(link), link).status, 303) << "made with the old key";
    EXPECT_EQ(stage_.list({"keys", "list"}).size(), 2U);

    const auto refused = stage_.command({"keys", "retire", old_});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.output, HasSubstr("1 session"));
    EXPECT_TRUE(is_signed_in());

    EXPECT_EQ(stage_.command({"sessions", "end", "--all"}).exit_code, 0);
    (void)issue_link();  // with the fresh key
    EXPECT_EQ(stage_.command({"keys", "retire", old_}).exit_code, 0);
    EXPECT_EQ(stage_.list({"keys", "list"}).size(), 1U);
}

TEST_F(KeysCommand, RetiringIsRefusedUntilTheDaemonKnowsTheNewKey) {
    EXPECT_EQ(stage_.command({"sessions", "end", "--all"}).exit_code, 0);
    (void)stage_.list({"keys", "rotate"});

    const auto early = stage_.command({"keys", "retire", old_});

    EXPECT_EQ(early.exit_code, 1);
    EXPECT_THAT(early.output, HasSubstr("reload"));
    reload();
    EXPECT_EQ(stage_.command({"keys", "retire", old_}).exit_code, 0);
    EXPECT_EQ(stage_.list({"keys", "list"}).size(), 1U);
}

TEST_F(KeysCommand, ForceSignsEverybodyOut) {
    (void)stage_.list({"keys", "rotate"});
    reload();

    const auto died = stage_.list({"keys", "retire", old_, "--force"});

    EXPECT_EQ(died["died"]["sessions"], 1);
    reload();
    EXPECT_FALSE(is_signed_in());
}

TEST_F(KeysCommand, CurrentKeyAndUnknownOnesAreNotRetired) {
    EXPECT_EQ(stage_.command({"keys", "retire", old_, "--force"}).exit_code, 1);
    EXPECT_EQ(stage_.command({"keys", "retire", "00000000"}).exit_code, 1);
    EXPECT_EQ(stage_.command({"keys", "retire", "../../../x"}).exit_code, 1);
    EXPECT_TRUE(std::filesystem::exists(stage_.file("keys/link-" + old_ + ".key")));
}

TEST_F(KeysCommand, AllLinksAreRevokedOnlyWhenSaidTwice) {
    const std::string link = issue_link();

    const auto unsure = stage_.command({"link", "revoke", "--all"});

    EXPECT_EQ(unsure.exit_code, 1);
    EXPECT_EQ(stage_.browser().get(link).status, 200);
    EXPECT_EQ(stage_.list({"link", "revoke", "--all", "--yes"})["revoked"], 1);
    EXPECT_EQ(stage_.browser().get(link).status, 410);
    EXPECT_TRUE(is_signed_in()) << "sessions are another matter";
    const auto audit = stage_.list({"audit", "list", "--event", "link.revoked"});
    EXPECT_THAT(audit.dump(), HasSubstr("all, by the operator"));
}

TEST_F(KeysCommand, OneSessionIsEndedByItsId) {
    const auto listed = stage_.list({"sessions", "list"});
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed.at(0)["made_by"], "link");
    const std::string id = std::to_string(listed.at(0)["id"].get<int>());

    EXPECT_EQ(stage_.command({"sessions", "end", "--id", id}).exit_code, 0);

    EXPECT_FALSE(is_signed_in());
    EXPECT_EQ(stage_.command({"sessions", "end", "--id", id}).exit_code, 1);
}

}  // namespace
}  // namespace tests
