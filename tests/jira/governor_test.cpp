#include "jira/governor.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"
#include "tests/support/seeded_random.hpp"

namespace {

using base::seconds;

class GovernorTest : public testing::Test {
protected:
    static base::HttpRequest get(const std::string& path) {
        return {.method = "GET", .url = "https://acme.atlassian.net" + path};
    }

    static base::HttpRequest post(const std::string& path) {
        return {.method = "POST", .url = "https://acme.atlassian.net" + path};
    }

    void limit(
        const base::HttpRequest& request,
        const std::string& retry_after,
        const std::string& reason = "",
        int status = 429
    ) {
        base::HttpResponse answer{status, {{"RateLimit-Reason", reason}}, ""};
        if (!retry_after.empty()) answer.headers.push_back({"Retry-After", retry_after});
        (void)governor_.learn(request, answer, clock_.now());
    }

    std::optional<seconds> wait(const base::HttpRequest& request) {
        return governor_.wait_before(request, clock_.now());
    }

    tests::SeededRandom random_;
    tests::FakeClock clock_;
    jira::Governor governor_{random_};
};

TEST_F(GovernorTest, NothingGoesBeforeTheNamedTime) {
    limit(get("/rest/api/3/myself"), "100");

    EXPECT_GE(wait(get("/rest/api/3/field")), seconds{100});
    clock_.advance(seconds{99});
    EXPECT_TRUE(wait(get("/rest/api/3/field")));
    clock_.advance(seconds{31});
    EXPECT_FALSE(wait(get("/rest/api/3/field")));
}

TEST_F(GovernorTest, JitterIsUpToThirtyPercent) {
    for (int i = 0; i < 200; ++i) {
        jira::Governor governor(random_);
        const base::HttpResponse answer{429, {{"Retry-After", "100"}}, ""};
        (void)governor.learn(get("/x"), answer, clock_.now());
        const auto left = governor.wait_before(get("/x"), clock_.now());
        EXPECT_GE(left, seconds{100});
        EXPECT_LE(left, seconds{130});
    }
}

TEST_F(GovernorTest, BurstLimitLeavesOtherEndpointsAlone) {
    limit(get("/rest/api/3/issue/10042/comment?startAt=0"), "100", "jira-burst-based");

    EXPECT_TRUE(wait(get("/rest/api/3/issue/10043/comment?startAt=100")));
    EXPECT_FALSE(wait(post("/rest/api/3/issue/10042/comment")));
    EXPECT_FALSE(wait(get("/rest/api/3/myself")));
}

TEST_F(GovernorTest, LimitOnOneIssueLeavesTheOthersAlone) {
    limit(post("/rest/servicedeskapi/request/10042/comment"), "100", "jira-per-issue-on-write");

    EXPECT_TRUE(wait(post("/rest/servicedeskapi/request/10042/comment")));
    EXPECT_FALSE(wait(post("/rest/servicedeskapi/request/10043/comment")));
    EXPECT_FALSE(wait(get("/rest/servicedeskapi/request/10042/comment")));
}

TEST_F(GovernorTest, QuotaStopsTheSite) {
    limit(get("/a"), "100", "jira-quota-tenant-based");

    EXPECT_TRUE(wait(post("/b")));
}

TEST_F(GovernorTest, UnnamedWaitsDoubleUpToAMinute) {
    for (const int expected : {2, 4, 8, 16, 32, 60, 60, 60}) {
        limit(get("/x"), "");
        const auto left = wait(get("/x"));
        ASSERT_TRUE(left);
        EXPECT_GE(*left, seconds{expected});
        EXPECT_LE(*left, seconds{expected * 13 / 10 + 1});
        clock_.advance(*left);
    }
}

TEST_F(GovernorTest, GoodAnswerForgetsUnnamedWaits) {
    for (int i = 0; i < 4; ++i) {
        limit(get("/x"), "");
        clock_.advance(seconds{100});
    }
    (void)governor_.learn(get("/x"), {200, {}, ""}, clock_.now());
    limit(get("/x"), "");

    EXPECT_LE(wait(get("/x")), seconds{3});
}

TEST_F(GovernorTest, ShorterWaitDoesNotCutALongerOne) {
    limit(get("/x"), "100");
    limit(get("/x"), "1");

    EXPECT_GE(wait(get("/x")), seconds{100});
}

TEST_F(GovernorTest, BusyServerIsBelievedWhenItNamesATime) {
    limit(get("/x"), "100", "", 503);
    EXPECT_TRUE(wait(get("/x")));

    jira::Governor other(random_);
    (void)other.learn(get("/x"), {503, {}, ""}, clock_.now());
    EXPECT_FALSE(other.wait_before(get("/x"), clock_.now()));
}

TEST_F(GovernorTest, ClockSetBackEndsThePause) {
    limit(get("/x"), "100");
    clock_.advance(-std::chrono::hours{24});

    EXPECT_FALSE(wait(get("/x")));
    limit(get("/x"), "10");
    EXPECT_LE(wait(get("/x")), seconds{13});
}

TEST_F(GovernorTest, OddAddressesAreHarmless) {
    for (const std::string url : {"", "https://", "https://host", "/", "https://host?x", "?"}) {
        limit({.url = url}, "100", "jira-burst-based");
        EXPECT_TRUE(wait({.url = url})) << url;
    }
}

}  // namespace
