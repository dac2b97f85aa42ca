#include <csignal>
#include <fstream>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kAlice = "alice@customer.example";
constexpr const char* kGood = "correct horse battery";

/// The real connector with passwords, and Alice, who came by a link.
class PasswordStage : public testing::Test {
protected:
    PasswordStage() {
        stage_.jira().raise("alice", "The printer is out of toner");
        alice_ = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
    }

    int set(const std::string& password) {
        const auto page = alice_.get("/sup/account/password");
        return alice_.submit(page, "/sup/account/password", {{"password", password}}).status;
    }

    int sign_in(Browser& browser, const std::string& password, const char* address = kAlice) {
        const auto page = browser.get("/sup/sign-in");
        return browser
            .submit(page, "/sup/sign-in/password", {{"address", address}, {"password", password}})
            .status;
    }

    static bool is_signed_in(Browser& browser) { return browser.get("/sup/account").status == 200; }

    Stage stage_{{.project_lines = {"password: {enabled: on}"}}};
    Browser alice_ = stage_.browser();
};

TEST_F(PasswordStage, IsSetAndSignsInAndIsNowhereInTheClear) {
    ASSERT_EQ(set(kGood), 303);
    Browser elsewhere = stage_.browser();

    EXPECT_EQ(sign_in(elsewhere, "wrong horse battery"), 422);
    EXPECT_FALSE(is_signed_in(elsewhere));
    EXPECT_EQ(sign_in(elsewhere, kGood), 303);

    EXPECT_TRUE(is_signed_in(elsewhere));
    EXPECT_THAT(elsewhere.get("/sup/account").body, HasSubstr("by password"));
    EXPECT_THAT(stage_.stored_bytes(), Not(HasSubstr("$argon2id")));
    EXPECT_THAT(stage_.stored_bytes(), Not(HasSubstr(kGood)));
    EXPECT_THAT(stage_.log(), Not(HasSubstr(kGood)));
    EXPECT_THAT(stage_.log(), Not(HasSubstr(kAlice)));
}

TEST_F(PasswordStage, OutlivesARotationOfTheKeys) {
    ASSERT_EQ(set(kGood), 303);
    const std::string old = stage_.list({"keys", "list"}).at(0)["id"];
    ASSERT_EQ(stage_.command({"keys", "rotate"}).exit_code, 0);
    const auto kept_by = [&](const std::string& key) {
        for (const auto& entry : stage_.list({"keys", "list"})) {
            if (entry["id"] == key) return entry["passwords"].get<int>();
        }
        return -1;
    };
    EXPECT_EQ(kept_by(old), 1);

    stage_.stop_connector();
    stage_.start_connector();

    EXPECT_EQ(kept_by(old), 0);
    Browser elsewhere = stage_.browser();
    EXPECT_EQ(sign_in(elsewhere, kGood), 303);
}

TEST_F(PasswordStage, ErasedPersonHasNone) {
    ASSERT_EQ(set(kGood), 303);

    ASSERT_EQ(stage_.command({"erase", "--contact", kAlice, "--yes"}).exit_code, 0);

    EXPECT_TRUE(stage_.rows("select contact_id from passwords").empty());
}

TEST_F(PasswordStage, KnownOnesAreRefusedByTheList) {
    const std::string list = stage_.file("pwned.txt");
    std::ofstream(list) << base::to_hex(base::sha1_for_lists(base::as_bytes(kGood))) << ":7\n";
    stage_.options().project_lines = {"password: {enabled: on, breached_list: pwned.txt}"};
    stage_.write_config();
    stage_.stop_connector();
    stage_.start_connector();

    EXPECT_EQ(set(kGood), 422);
    EXPECT_EQ(set("another horse battery"), 303);
}

TEST_F(PasswordStage, ListThatIsNotThereIsToldByCheckAndStopsNoReload) {
    stage_.options().project_lines = {"password: {enabled: on, breached_list: none.txt}"};
    stage_.write_config();

    const auto checked = stage_.command({"check"});
    EXPECT_EQ(checked.exit_code, 78);
    EXPECT_THAT(checked.output, HasSubstr("password.breached_list: cannot read the file"));

    std::ofstream(stage_.file("none.txt")) << "rubbish\n";
    EXPECT_THAT(stage_.command({"doctor"}).output, HasSubstr("is no list of breached passwords"));
    stage_.connector().signal(SIGHUP);
    wait_until("the refusal", [&] {
        return stage_.log().find("is no list of breached passwords") != std::string::npos;
    });
    EXPECT_TRUE(is_signed_in(alice_));
}

TEST_F(PasswordStage, PasskeysWantAName) {
    stage_.options().project_lines = {"passkeys: on"};
    stage_.options().public_url = "http://127.0.0.1:8080";
    stage_.write_config();

    const auto checked = stage_.command({"check"});

    EXPECT_EQ(checked.exit_code, 78);
    EXPECT_THAT(checked.output, HasSubstr("passkeys need a name in server.public_url"));
}

/// More at once than there is room for: some are told to come again, and nobody waits for long.
TEST_F(PasswordStage, CrowdDoesNotHoldUpThePages) {
    ASSERT_EQ(set(kGood), 303);
    std::vector<Browser> crowd;
    for (int i = 0; i < 8; ++i) crowd.push_back(stage_.browser());
    std::vector<std::jthread> presses;
    for (Browser& browser : crowd) {
        presses.emplace_back([&] { sign_in(browser, "x", "nobody@customer.example"); });
    }
    EXPECT_EQ(alice_.get("/sup/").status, 200);
    presses.clear();

    Browser elsewhere = stage_.browser();
    EXPECT_EQ(sign_in(elsewhere, kGood), 303);
}

}  // namespace
}  // namespace tests
