#include <gtest/gtest.h>

#include "connector/portal/control.hpp"
#include "tests/connector/mirror/mirrored_desk.hpp"
#include "tests/support/fake_transport.hpp"

namespace {

using connector::http::Method;

class SyncControl : public testing::Test {
protected:
    SyncControl() { connector::portal::add_sync_routes(router, "let-me-in", sync); }

    connector::http::Response call(
        const std::string& path, std::string body, const std::string& token = "let-me-in"
    ) {
        connector::http::Request request;
        request.method = Method::Post;
        request.path = path;
        request.headers = {{"authorization", "Bearer " + token}};
        request.body = std::move(body);
        return router.find(Method::Post, path).route->handler(request);
    }

    tests::MirroredDesk desk;
    tests::FakeTransport wire;
    jira::CallMeter meter{wire};
    connector::mirror::Sync sync{
        {desk.project()},
        {desk.database, desk.jira, meter, desk.poll, desk.reconcile, desk.reader, desk.clock},
        [] {}};
    connector::http::Router router;
};

TEST_F(SyncControl, IsForTheOperatorAlone) {
    for (const char* path : {"/control/sync/begin", "/control/sync/progress"}) {
        EXPECT_EQ(call(path, "{}", "let-me-i").status, 401) << path;
        EXPECT_EQ(call(path, "[]").status, 400) << path;
    }
    EXPECT_EQ(sync.look().stage, connector::mirror::Sync::Stage::Idle);
}

TEST_F(SyncControl, BeginsOneAndTellsHowFarItIs) {
    EXPECT_NE(
        call("/control/sync/progress", "{}").body.find(R"("stage":"idle")"), std::string::npos
    );
    EXPECT_EQ(call("/control/sync/begin", R"({"full":true})").status, 200);
    EXPECT_EQ(call("/control/sync/begin", "{}").status, 409);
    desk.jira.fails_next({base::ErrorKind::Unavailable, "503", {}});
    while (desk.poll.work_some()) {
    }

    const std::string body = call("/control/sync/progress", "{}").body;

    EXPECT_NE(body.find(R"("stage":"failed")"), std::string::npos) << body;
    EXPECT_NE(body.find(R"("error_kind":"unavailable")"), std::string::npos) << body;
}

}  // namespace
