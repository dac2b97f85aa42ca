#include <csignal>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/raw_client.hpp"
#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ContainsRegex;
using testing::HasSubstr;

using Clock = std::chrono::steady_clock;

/// The drain's ten seconds (SR-135), and one for a busy machine.
constexpr milliseconds kStopsWithin{11'000};

class Lifecycle : public testing::Test {
protected:
    /// The head of a form that announces more than it sends.
    [[nodiscard]] std::string half_a_request() const {
        return fmt::format(
            "POST /sup/sign-in HTTP/1.1\r\nHost: localhost:{}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\naddress",
            stage_.public_port()
        );
    }

    void expect_stops_in_time() {
        const auto began = Clock::now();
        EXPECT_EQ(stage_.stop_connector(), 0);
        EXPECT_LT(Clock::now() - began, kStopsWithin) << stage_.log();
    }

    void change_brand(const std::string& name) {
        stage_.options().brand = name;
        stage_.write_config();
        stage_.connector().signal(SIGHUP);
    }

    bool log_has(std::string_view part) { return stage_.log().find(part) != std::string::npos; }

    /// Empty while nobody listens, as for a moment of a reload.
    std::string sign_in_page() {
        const auto answer = stage_.http().send({.url = stage_.portal_origin() + "/sup/sign-in"});
        return answer ? answer->body : "";
    }

    Stage stage_;
};

TEST_F(Lifecycle, IsReadyWithinTwoSeconds) {
    EXPECT_EQ(stage_.stop_connector(), 0);

    const auto began = Clock::now();
    stage_.start_connector();

    EXPECT_LT(Clock::now() - began, seconds(2));
}

TEST_F(Lifecycle, StopsAtOnceWhenNobodyIsThere) {
    const auto began = Clock::now();

    EXPECT_EQ(stage_.stop_connector(), 0);

    EXPECT_LT(Clock::now() - began, seconds(3));
    EXPECT_TRUE(log_has("daemon.stopped"));
}

TEST_F(Lifecycle, ARequestUnderWayIsAnsweredBeforeTheEnd) {
    RawClient slow(stage_.public_port());
    slow.send(half_a_request());
    RawClient marker(stage_.public_port());  // accepted after the slow one
    marker.send(
        fmt::format("GET /sup/sign-in HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", stage_.public_port())
    );
    ASSERT_TRUE(marker.read_answer());

    stage_.connector().signal(SIGTERM);
    wait_until("the stop", [&] { return log_has("daemon.stopping"); });
    slow.send("=x");

    const auto answer = slow.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 403);  // no form of ours, but an answer
    EXPECT_EQ(stage_.connector().wait_for_end(seconds(5)), 0);
}

TEST_F(Lifecycle, AClientThatNeverFinishesDoesNotHoldItUp) {
    RawClient endless(stage_.public_port());
    endless.send(half_a_request());
    wait_until("the connection", [&] { return stage_.is_ready(); });

    expect_stops_in_time();
}

TEST_F(Lifecycle, AMailServerThatHangsDoesNotHoldItUp) {
    stage_.mails().add_fault({{"stage", "rcpt"}, {"hang", true}, {"count", 100}});
    stage_.jira().raise("alice", "The printer is out of toner");
    wait_until("a mail under way", [&] {
        return !stage_.list({"outbox", "list", "--state", "sending"}).empty();
    });

    expect_stops_in_time();
}

TEST_F(Lifecycle, AJiraThatHangsDoesNotHoldItUp) {
    stage_.jira().add_fault(
        {{"match", "POST /rest/api/3/issue/bulkfetch"}, {"delay_ms", 60'000}, {"count", 100}}
    );
    stage_.jira().raise("alice", "The printer is out of toner");
    wait_until("the read", [&] {
        const auto waiting = stage_.list({"inbox", "list", "--state", "waiting"});
        return !waiting.empty() && waiting.at(0).at("attempts") == 1;
    });

    expect_stops_in_time();
}

TEST_F(Lifecycle, AHangupAppliesAGoodConfiguration) {
    stage_.jira().raise("alice", "The printer is out of toner");
    const auto mail = stage_.mails().wait_for_mail("alice@customer.example", "SUP-1");
    Browser alice = stage_.sign_in(mail);

    change_brand("Acme Rescue");

    wait_until("the new brand", [&] {
        return sign_in_page().find("Acme Rescue") != std::string::npos;
    });
    EXPECT_EQ(alice.get("/sup/requests/SUP-1").status, 200);
    EXPECT_TRUE(stage_.connector().is_running());
}

TEST_F(Lifecycle, AHangupWithABadConfigurationChangesNothing) {
    std::ofstream(stage_.config_file(), std::ios::app) << "unheard_of: 1\n";

    stage_.connector().signal(SIGHUP);

    wait_until("the refusal", [&] { return log_has("config.reload_refused"); });
    EXPECT_TRUE(log_has("unheard_of"));
    EXPECT_TRUE(stage_.is_ready());
    EXPECT_THAT(sign_in_page(), HasSubstr("Acme Help"));
}

TEST_F(Lifecycle, ASecondDaemonOnTheSameStoreIsRefused) {
    const ProcessResult second = stage_.command({"run"});

    EXPECT_EQ(second.exit_code, 75);
    EXPECT_THAT(second.output, HasSubstr("is in use by another connector"));
    EXPECT_TRUE(stage_.is_ready());
}

TEST_F(Lifecycle, AStoreOfANewerVersionIsRefusedUntouched) {
    ASSERT_EQ(stage_.stop_connector(), 0);
    const std::string store = stage_.file("connector.db");
    ASSERT_EQ(run_process({"sqlite3", store, "pragma user_version = 9999"}).exit_code, 0);
    const std::string before = read_file(store);

    const ProcessResult refused = stage_.command({"run"});

    EXPECT_EQ(refused.exit_code, 75);
    EXPECT_THAT(refused.output, HasSubstr("newer version"));
    EXPECT_EQ(read_file(store), before);
    EXPECT_EQ(read_file(store + "-wal"), "");
}

TEST_F(Lifecycle, AConfigurationWithAMistakeSaysWhere) {
    std::ofstream(stage_.config_file(), std::ios::app) << "unheard_of: 1\n";

    for (const char* command : {"check", "run"}) {
        const ProcessResult refused = stage_.command({command});

        EXPECT_EQ(refused.exit_code, 78) << command;
        EXPECT_THAT(refused.output, ContainsRegex("connector\\.yaml:[0-9]+:1: .*unheard_of"));
    }
}

}  // namespace
}  // namespace tests
