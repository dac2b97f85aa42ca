#include <csignal>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/mirror_comparison.hpp"
#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;

TEST(Sync, ByItselfReadsEverythingAndMailsNobody) {
    Stage stage({.sends_webhooks = true, .old_requests = 250});
    EXPECT_EQ(stage.stop_connector(), 0);
    stage.jira().remove("SUP-1");
    stage.jira().comment("SUP-2", "Meanwhile.", Audience::Public);

    const json result = stage.list({"sync", "--full"});

    EXPECT_EQ(mirror_of(stage), site_of(stage));
    EXPECT_EQ(result["done"], true);
    EXPECT_GE(result["requests"], 249);
    EXPECT_LE(result["calls"], 12) << result.dump();
    stage.start_connector();
    EXPECT_EQ(mirror_of(stage), site_of(stage));
}

TEST(Sync, WithoutFullReadsWhatHasChanged) {
    Stage stage({.old_requests = 30});
    wait_until("the first read", [&] {
        return stage.log().find("poll.first_read_done") != std::string::npos;
    });
    stage.jira().lose_webhooks(100, 1);
    stage.jira().comment("SUP-2", "Nobody told you.", Audience::Public);

    const json result = stage.list({"sync"});

    EXPECT_EQ(mirror_of(stage), site_of(stage));
    EXPECT_EQ(result["changed"], 1);
    EXPECT_EQ(result["withdrawn"], 0);
}

TEST(Sync, LinesAreWithoutEscapeCodes) {
    Stage stage({.old_requests = 30});

    const ProcessResult synced = stage.command({"sync", "--full"});

    EXPECT_EQ(synced.exit_code, 0) << synced.output;
    EXPECT_NE(synced.output.find("requests, "), std::string::npos);
    EXPECT_EQ(synced.output.find('\x1b'), std::string::npos);
    EXPECT_EQ(synced.output.find('\r'), std::string::npos);
}

TEST(Sync, JiraThatIsAwayIsSeventyFiveAndWhatWasReadStays) {
    Stage stage({.old_requests = 250});
    EXPECT_EQ(stage.stop_connector(), 0);
    const json before = mirror_of(stage);
    stage.jira().add_fault(
        {{"match", "POST /rest/api/3/search/jql"}, {"status", 503}, {"count", 1'000}}
    );

    EXPECT_EQ(stage.command({"sync", "--full"}).exit_code, 75);
    EXPECT_EQ(mirror_of(stage), before);

    stage.jira().clear_faults();
    stage.jira().add_fault(
        {{"match", "POST /rest/api/3/search/jql"}, {"status", 400}, {"count", 1'000}}
    );
    EXPECT_EQ(stage.command({"sync"}).exit_code, 1);
}

TEST(Sync, StopsCleanlyWhenInterrupted) {
    Stage stage({.old_requests = 1000});
    EXPECT_EQ(stage.stop_connector(), 0);
    stage.jira().add_fault(
        {{"match", "POST /rest/api/3/search/jql"}, {"delay_ms", 300}, {"count", 1'000}}
    );
    ChildProcess sync(
        {program("connector"), "sync", "--full", "--config", stage.config_file()},
        stage.file("sync.log")
    );
    wait_until("a few pages", [&] {
        return read_file(stage.file("sync.log")).find("calls") != std::string::npos;
    });

    sync.signal(SIGINT);

    EXPECT_EQ(sync.wait_for_end(std::chrono::seconds{10}), 75);
    EXPECT_NE(read_file(stage.file("sync.log")).find("what was read stays"), std::string::npos);
    EXPECT_GT(mirror_of(stage).size(), 0U);
}

}  // namespace
}  // namespace tests
