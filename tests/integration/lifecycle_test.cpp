#include <csignal>
#include <fstream>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

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

/// The ten seconds of a stop (SR-135), and one for a busy machine.
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

    /// Changes the file and says so.
    void reload_with(std::string_view part, const std::string& instead) {
        std::string config = read_file(stage_.config_file());
        const std::size_t at = config.find(part);
        ASSERT_NE(at, std::string::npos) << part;
        std::ofstream(stage_.config_file()) << config.replace(at, part.size(), instead);
        stage_.connector().signal(SIGHUP);
    }

    void expect_refused_while_serving() {
        wait_until("the refusal", [&] { return log_has("config.reload_refused"); });
        EXPECT_FALSE(log_has("daemon.stopping"));
        EXPECT_TRUE(stage_.is_ready());
        EXPECT_THAT(sign_in_page(), HasSubstr("Acme Help"));
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

TEST_F(Lifecycle, AHangupThatWantsATakenPortChangesNothing) {
    const auto taken = stage_.jira().origin();
    reload_with(
        fmt::format("127.0.0.1:{}", stage_.public_port()), taken.substr(taken.find("127.0.0.1"))
    );

    expect_refused_while_serving();
    EXPECT_TRUE(log_has("cannot listen on"));
}

TEST_F(Lifecycle, AHangupThatWantsAnUnreadableStoreChangesNothing) {
    std::ofstream(stage_.file("other.db")) << std::string(4096, 'x');

    reload_with("sqlite:connector.db", "sqlite:other.db");

    expect_refused_while_serving();
    EXPECT_EQ(read_file(stage_.file("other.db")), std::string(4096, 'x'));
}

/// The old daemon's own port on another address: whether it is free shows only when it has stopped.
TEST_F(Lifecycle, AHangupThatFailsTooLateBringsTheOldConfigurationBack) {
    const int taken = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(stage_.public_port());
    ::inet_pton(AF_INET, "127.0.0.2", &address.sin_addr);
    ASSERT_EQ(::bind(taken, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(taken, 1), 0);

    reload_with(
        fmt::format("127.0.0.1:{}", stage_.public_port()),
        fmt::format("127.0.0.2:{}", stage_.public_port())
    );
    wait_until("the refusal", [&] { return log_has("config.reload_refused"); });
    wait_until("the old one", [&] { return stage_.is_ready(); });

    EXPECT_THAT(sign_in_page(), HasSubstr("Acme Help"));
    ::close(taken);
}

TEST_F(Lifecycle, AHangupChangesTheLogLevel) {
    EXPECT_FALSE(log_has("http.request"));

    reload_with("version: 1\n", "version: 1\nlog: {level: debug}\n");

    wait_until("a debug line", [&] {
        return !sign_in_page().empty() && log_has("\"http.request\"");
    });
}

TEST_F(Lifecycle, EverythingThatHangsAtOnceDoesNotHoldItUp) {
    stage_.mails().add_fault({{"stage", "rcpt"}, {"hang", true}, {"count", 100}});
    stage_.jira().raise("alice", "The printer is out of toner");
    wait_until("a mail under way", [&] {
        return !stage_.list({"outbox", "list", "--state", "sending"}).empty();
    });
    RawClient endless(stage_.public_port());
    endless.send(half_a_request());
    RawClient operators(stage_.admin_port());
    operators.send(fmt::format(
        "POST /control/ping HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: 9\r\n\r\n{{",
        stage_.admin_port()
    ));
    wait_until("the connections", [&] { return stage_.is_ready(); });

    expect_stops_in_time();
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

/// Whatever the one who starts it allows (SR-130).
TEST(LifecycleFiles, WhatItCreatesIsItsUsersAlone) {
    namespace fs = std::filesystem;
    const mode_t before = ::umask(0);  // its programs begin with ours
    const Stage stage;
    ::umask(before);
    int seen = 0;
    const auto expect_private = [&](const fs::path& path) {
        const auto others = fs::perms::group_all | fs::perms::others_all;
        EXPECT_EQ(fs::status(path).permissions() & others, fs::perms::none) << path;
        ++seen;
    };
    for (const char* name : {"connector.db", "connector.db-wal", "connector.db.lock", "keys"}) {
        expect_private(stage.file(name));
    }
    for (const auto& entry : fs::directory_iterator(stage.file("keys"))) expect_private(entry);
    EXPECT_GE(seen, 5) << "a key at least";
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
