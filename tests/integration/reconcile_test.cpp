#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/mirror_comparison.hpp"
#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;

/// Nothing comes from Jira by itself, and the next poll is an hour away.
class ReconcileStage : public testing::Test {
protected:
    ReconcileStage() {
        wait_until("the first read", [&] { return mirror_of(stage) == site_of(stage); });
        wait_until("its end", [&] {
            return stage.log().find("poll.first_read_done") != std::string::npos;
        });
        stage.jira().lose_webhooks(100, 1);
    }

    /// Every way in which a request goes, and changes that nobody told of.
    void happens_unheard() {
        stage.jira().remove("SUP-1");
        stage.jira().move("SUP-2", "OPS");
        stage.jira().hide("SUP-3");
        stage.jira().take_type("SUP-4");
        stage.jira().comment("SUP-5", "Nobody told you.", Audience::Public);
        stage.jira().comment("SUP-5", "CANARY", Audience::Internal);
        stage.jira().change_status("SUP-6", "Resolved");
        stage.jira().raise("bob", "Nobody told you of this one either");
    }

    Stage stage{{.old_requests = 30}};
};

TEST_F(ReconcileStage, MakesTheMirrorEqualTheSite) {
    happens_unheard();
    ASSERT_NE(mirror_of(stage), site_of(stage));

    const json result = stage.list({"sync", "--full"});

    const json site = site_of(stage);
    EXPECT_EQ(site.size(), 27U);
    EXPECT_EQ(mirror_of(stage), site) << json::diff(site, mirror_of(stage)).dump(1);
    EXPECT_EQ(result["done"], true);
    EXPECT_EQ(result["withdrawn"], 4);
    EXPECT_EQ(stage.stored_bytes().find("CANARY"), std::string::npos);
    EXPECT_NE(stage.log().find("reconcile.done"), std::string::npos);
}

TEST_F(ReconcileStage, WithdrawsNothingWhileJiraTakesUsForAVisitor) {
    const json before = mirror_of(stage);
    // What a dead credential looks like: searches find nothing, with status 200.
    for (const char* search : {"POST /rest/api/3/search/jql", "POST /rest/api/3/issue/bulkfetch"}) {
        stage.jira().add_fault(
            {{"match", search},
             {"status", 200},
             {"count", 1'000},
             {"headers", {{"Content-Type", "application/json"}}},
             {"body", R"({"issues":[],"issueErrors":[],"isLast":true})"}}
        );
    }
    stage.jira().add_fault(
        {{"match", "GET /rest/api/3/myself"}, {"status", 401}, {"count", 1'000}, {"body", "{}"}}
    );

    const ProcessResult synced = stage.command({"sync", "--full"});

    EXPECT_EQ(synced.exit_code, 1) << synced.output;
    EXPECT_EQ(mirror_of(stage), before);
    stage.jira().clear_faults();
    EXPECT_EQ(stage.list({"sync", "--full"})["withdrawn"], 0);
    EXPECT_EQ(mirror_of(stage), before);
}

}  // namespace
}  // namespace tests
