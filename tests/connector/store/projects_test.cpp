#include "connector/store/projects.hpp"

#include <gtest/gtest.h>

#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

struct ProjectProgress : testing::Test {
    OpenStore desk;
    store::Projects projects{desk.connection};
    base::ProjectKey sup{"SUP"};
    base::Time start = desk.clock.now();

    ProjectProgress() { projects.watch(sup, start); }

    store::Projects::Progress progress() { return projects.find(sup).value(); }

    void advance(base::Time at, int request) {
        projects.advance(sup, {at, base::RequestId(request)});
    }
};

TEST_F(ProjectProgress, FirstStartCounts) {
    projects.watch(sup, start + days(1));

    EXPECT_EQ(progress().watched_since, start);
    EXPECT_FALSE(progress().cursor);
    EXPECT_FALSE(progress().is_read_once);
    EXPECT_FALSE(projects.find(base::ProjectKey("OPS")));
}

TEST_F(ProjectProgress, CursorIsATimeAndARequestAndNeverGoesBack) {
    advance(start, 7);
    advance(start, 9);
    advance(start, 8);
    advance(start - seconds(1), 99);
    EXPECT_EQ(progress().cursor->at, start);
    EXPECT_EQ(progress().cursor->request, base::RequestId(9));

    advance(start + seconds(1), 1);

    EXPECT_EQ(progress().cursor->at, start + seconds(1));
    EXPECT_EQ(progress().cursor->request, base::RequestId(1));
    EXPECT_FALSE(progress().is_read_once);
}

TEST_F(ProjectProgress, CompleteReadMayTakeTheCursorBack) {
    advance(start + hours(1), 7);

    projects.complete(sup, start, start + minutes(2));
    projects.complete(sup, start + minutes(1), start + minutes(3));

    EXPECT_TRUE(progress().is_read_once);
    EXPECT_EQ(progress().cursor->at, start + minutes(1));
    EXPECT_EQ(
        desk.connection.first(
            "select first_read_at from projects",
            {},
            [](const store::Row& row) { return row.time(0); }
        ),
        start + minutes(2)
    );
}

TEST_F(ProjectProgress, ProjectsAreApart) {
    const base::ProjectKey ops("OPS");
    projects.watch(ops, start + days(1));

    projects.complete(ops, start + days(1), start + days(1));

    EXPECT_FALSE(progress().cursor);
    EXPECT_TRUE(projects.find(ops)->is_read_once);
}

}  // namespace
}  // namespace tests
