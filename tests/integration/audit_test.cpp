#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kAlice = "alice@customer.example";
constexpr const char* kThread = "/sup/requests/SUP-1";

/// Alice has come by her link, has read her request twice and answered.
class AuditOfAVisit : public testing::Test {
protected:
    AuditOfAVisit() {
        stage_.jira().raise("alice", "Printer zanzibar", "It burns");
        alice_ =
            std::make_unique<Browser>(stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"))
            );
        alice_->get("/sup/");
        const auto page = alice_->get(kThread);
        EXPECT_EQ(alice_->get(kThread).status, 200);
        const std::string action = std::string(kThread) + "/comments";
        EXPECT_EQ(alice_->submit(page, action, {{"text", "Still zanzibar"}}).status, 303);
        wait_until("the reply in the mirror", [&] {
            return !stage_.rows("select id from replies where mirrored_at is not null").empty();
        });
    }

    [[nodiscard]] std::size_t count(const std::string& event) const {
        return stage_.list({"audit", "list", "--event", event}).size();
    }

    [[nodiscard]] ProcessResult verify(std::vector<std::string> more = {}) const {
        std::vector<std::string> arguments{"audit", "verify"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return stage_.command(std::move(arguments));
    }

    /// As an intruder with the database and without the key files.
    void tamper(const std::string& sql) {
        const auto done = run_process({"sqlite3", stage_.file("connector.db"), sql});
        ASSERT_EQ(done.exit_code, 0) << done.output;
    }

    [[nodiscard]] std::string head() const {
        const std::string log = stage_.log();
        const std::string mark = "\"head\":\"";
        const std::size_t at = log.rfind(mark);
        if (at == std::string::npos) throw std::runtime_error("no head in the log");
        return log.substr(at + mark.size(), log.find('"', at + mark.size()) - at - mark.size());
    }

    Stage stage_;
    std::unique_ptr<Browser> alice_;
};

TEST_F(AuditOfAVisit, TellsWhoDidAndViewedWhat) {
    for (const char* event :
         {"config.loaded", "link.issued", "link.exchanged", "request.viewed", "reply.written"}) {
        EXPECT_GE(count(event), 1U) << event;
    }
    EXPECT_EQ(count("request.viewed"), 1U) << "twice in an hour is one row";
    const auto hers =
        stage_.list({"audit", "list", "--contact", kAlice, "--request", "SUP-1", "--since", "1h"});
    EXPECT_GE(hers.size(), 4U);
    const auto csv = stage_.command({"audit", "list", "--csv", "--event", "link.", "--limit", "0"});
    EXPECT_THAT(csv.output, testing::StartsWith("id,at,event,contact,request,client,detail\r\n"));
    EXPECT_THAT(csv.output, HasSubstr("link.exchanged,"));
    EXPECT_THAT(csv.output, Not(HasSubstr("request.viewed")));
}

TEST_F(AuditOfAVisit, TamperingShows) {
    EXPECT_EQ(stage_.stop_connector(), 0);
    const auto good = verify({"--head", head()});
    EXPECT_EQ(good.exit_code, 0) << good.output;
    EXPECT_THAT(good.output, HasSubstr("each sealed to the one before it"));

    tamper("create table kept as select * from audit");
    tamper("update audit set contact_id = 99 where id = 3");
    const auto changed = verify();
    EXPECT_EQ(changed.exit_code, 1);
    EXPECT_THAT(changed.output, HasSubstr("row 3 ("));
    EXPECT_THAT(changed.output, HasSubstr("was changed"));

    tamper("delete from audit; insert into audit select * from kept");
    EXPECT_EQ(verify().exit_code, 0);
    tamper("delete from audit where id = (select max(id) from audit)");
    const auto cut = verify();
    EXPECT_EQ(cut.exit_code, 1);
    EXPECT_THAT(cut.output, HasSubstr("were removed: the audit ends at row"));
}

TEST_F(AuditOfAVisit, RestartsGoOnWithTheChain) {
    const std::string before = head();
    EXPECT_EQ(stage_.stop_connector(), 0);
    stage_.start_connector();

    EXPECT_EQ(verify({"--head", before}).exit_code, 0) << verify().output;
    EXPECT_GE(count("config.loaded"), 2U);
}

TEST_F(AuditOfAVisit, ExportHasEverythingAndIsItsOwnersAlone) {
    const std::string out = stage_.file("alice.json");

    const auto done = stage_.command({"export", "--contact", kAlice, "--out", out});

    ASSERT_EQ(done.exit_code, 0) << done.output;

    struct stat found {};

    ASSERT_EQ(::stat(out.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0600U);
    std::ifstream file(out);
    const json all = json::parse(file);
    EXPECT_EQ(all["contacts"][0]["address"], kAlice);
    EXPECT_EQ(all["requests"][0]["key"], "SUP-1");
    EXPECT_EQ(all["replies"][0]["text"], "Still zanzibar");
    EXPECT_GE(all["mails"].size(), 1U);
    EXPECT_GE(all["links"].size(), 1U);
    EXPECT_GE(all["sessions"].size(), 1U);
    EXPECT_GE(all["audit"].size(), 4U);
    EXPECT_THAT(all.dump(), Not(HasSubstr("hash")));
    EXPECT_EQ(count("contact.exported"), 1U);
    EXPECT_NE(stage_.command({"export", "--contact", kAlice, "--out", out}).exit_code, 0)
        << "what is there is not written over";
    EXPECT_EQ(stage_.command({"export", "--contact", "nobody@customer.example"}).exit_code, 1);
}

TEST_F(AuditOfAVisit, ErasedPersonIsInNoFileAndStaysAway) {
    const auto plan = stage_.command({"erase", "--contact", kAlice, "--plan"});
    EXPECT_EQ(plan.exit_code, 0) << plan.output;
    EXPECT_THAT(plan.output, HasSubstr("1  requests they reported"));
    EXPECT_NE(stage_.command({"erase", "--contact", kAlice}).exit_code, 0) << "it must be meant";
    ASSERT_THAT(stage_.stored_bytes(), HasSubstr("zanzibar"));

    const auto done = stage_.command({"erase", "--contact", kAlice, "--yes"});

    ASSERT_EQ(done.exit_code, 0) << done.output;
    const auto expect_gone = [&] {
        const std::string stored = stage_.stored_bytes();
        for (const char* word : {"zanzibar", "alice", "Alice", "127.0.0.1"}) {
            EXPECT_THAT(stored, Not(HasSubstr(word))) << word;
        }
    };
    expect_gone();
    EXPECT_EQ(alice_->get(kThread).status, 303) << "she is signed out";
    EXPECT_EQ(verify().exit_code, 0) << verify().output;
    EXPECT_EQ(count("contact.erased"), 1U);

    stage_.jira().comment("SUP-1", "An answer about zanzibar", Audience::Public);
    const auto synced = stage_.command({"sync", "--full"});
    EXPECT_EQ(synced.exit_code, 0) << synced.output;
    expect_gone();
    const auto again = stage_.command({"erase", "--contact", kAlice, "--yes"});
    EXPECT_EQ(again.exit_code, 0);
    EXPECT_THAT(again.output, HasSubstr("nothing is kept"));
}

TEST_F(AuditOfAVisit, OperatorsDeedsAreRows) {
    EXPECT_EQ(
        stage_.command({"link", "issue", "--request", "SUP-1", "--contact", kAlice}).exit_code, 0
    );
    EXPECT_EQ(stage_.command({"link", "revoke", "--request", "SUP-1"}).exit_code, 0);
    EXPECT_EQ(stage_.command({"sessions", "end", "--contact", kAlice}).exit_code, 0);

    const json rows = stage_.list({"audit", "list"});
    const auto has = [&](const char* event, const char* by) {
        return std::any_of(rows.begin(), rows.end(), [&](const json& row) {
            const std::string who =
                row["client"].get<std::string>() + row["detail"].get<std::string>();
            return row["event"] == event && who.find(by) != std::string::npos;
        });
    };
    EXPECT_TRUE(has("link.issued", "by the operator"));
    EXPECT_TRUE(has("link.revoked", "by the operator"));
    EXPECT_TRUE(has("session.ended_everywhere", "operator"));
}

}  // namespace
}  // namespace tests
