#include "jira/governor.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"
#include "tests/support/seeded_random.hpp"

namespace {

using base::seconds;
using jira::Urgency;

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
        (void)governor_.learn(request, urgency_, answer, clock_.now());
    }

    void answer(const base::HttpRequest& request, int status, base::HttpHeader header = {}) {
        (void)governor_.learn(request, Urgency::Event, {status, {header}, ""}, clock_.now());
    }

    std::optional<seconds> wait(
        const base::HttpRequest& request, Urgency urgency = Urgency::Event
    ) {
        return wait_at(governor_, request, urgency);
    }

    std::optional<seconds> wait_at(
        const jira::Governor& governor,
        const base::HttpRequest& request,
        Urgency urgency = Urgency::Event
    ) {
        const auto wait = governor.wait_before(request, urgency, clock_.now());
        if (!wait) return std::nullopt;
        return wait->time;
    }

    static base::HttpRequest with_credential(base::HttpRequest request, std::string value) {
        request.headers.push_back({"Authorization", std::move(value)});
        return request;
    }

    Urgency urgency_ = Urgency::Event;  ///< of the calls that are limited
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
        (void)governor.learn(get("/x"), Urgency::Event, answer, clock_.now());
        const auto left = wait_at(governor, get("/x"));
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

TEST_F(GovernorTest, UsedUpQuotaLetsACustomersReplyTry) {
    limit(get("/search"), "3000", "jira-quota-global-based");

    for (const Urgency urgency :
         {Urgency::Visitor, Urgency::Event, Urgency::Poll, Urgency::Backfill}) {
        EXPECT_GE(wait(get("/search"), urgency), seconds{3000});
    }
    EXPECT_FALSE(wait(post("/comment"), Urgency::Reply));
}

TEST_F(GovernorTest, ReplyThatMeetsTheQuotaIsTriedOnceAMinute) {
    urgency_ = Urgency::Reply;
    limit(post("/comment"), "3000", "jira-quota-global-based");

    EXPECT_GE(wait(get("/search")), seconds{3000});
    EXPECT_GE(wait(post("/comment"), Urgency::Reply), seconds{60});
    clock_.advance(seconds{78});
    EXPECT_FALSE(wait(post("/comment"), Urgency::Reply));
}

TEST_F(GovernorTest, NearTheQuotaBackgroundWorkWaitsForTheFullHour) {
    clock_.advance(std::chrono::minutes{50});
    answer(get("/x"), 200, {"X-RateLimit-NearLimit", "true"});

    EXPECT_EQ(wait(get("/x"), Urgency::Poll), seconds{600});
    EXPECT_EQ(wait(get("/y"), Urgency::Backfill), seconds{600});
    EXPECT_FALSE(wait(get("/x"), Urgency::Event));
    EXPECT_FALSE(wait(get("/x"), Urgency::Reply));
}

TEST_F(GovernorTest, WithLessThanAFifthLeftBackgroundWorkWaits) {
    const auto tell = [&](const char* remaining) {
        const base::HttpResponse answer{
            200, {{"X-RateLimit-Limit", "100"}, {"X-RateLimit-Remaining", remaining}}, ""};
        (void)governor_.learn(get("/x"), Urgency::Event, answer, clock_.now());
    };
    tell("20");
    EXPECT_FALSE(wait(get("/x"), Urgency::Poll));
    tell("19");
    EXPECT_EQ(wait(get("/x"), Urgency::Poll), seconds{10});
    EXPECT_FALSE(wait(get("/x"), Urgency::Event));
    EXPECT_EQ(governor_.view(clock_.now()).remaining, 19);
    tell("90");
    EXPECT_FALSE(wait(get("/x"), Urgency::Poll));
}

TEST_F(GovernorTest, SilentAnswerLeavesWhatIsKnownOfTheQuota) {
    answer(get("/x"), 200, {"X-RateLimit-NearLimit", "true"});
    answer(get("/x"), 200);

    EXPECT_TRUE(wait(get("/x"), Urgency::Poll));
}

TEST_F(GovernorTest, RefusedCredentialIsNotShownAgainAtOnce) {
    const auto request = with_credential(get("/x"), "Basic one");
    for (const int expected : {60, 120, 240, 480, 900, 900}) {
        answer(request, 401);
        EXPECT_EQ(wait(request), seconds{expected});
        clock_.advance(seconds{expected});
        EXPECT_FALSE(wait(request));
    }
    answer(request, 200);
    answer(request, 401);
    EXPECT_EQ(wait(request), seconds{60});
}

TEST_F(GovernorTest, RefusedCredentialHoldsUpNeitherAnotherOneNorOtherEndpoints) {
    answer(with_credential(get("/x"), "Basic one"), 401);

    EXPECT_FALSE(wait(with_credential(get("/x"), "Basic two")));
    EXPECT_FALSE(wait(with_credential(get("/y"), "Basic one")));
}

TEST_F(GovernorTest, ShowsTheOperatorWhatItWaitsFor) {
    EXPECT_FALSE(governor_.view(clock_.now()).paused_until);
    limit(get("/x"), "100", "jira-quota-tenant-based");

    const auto view = governor_.view(clock_.now());
    ASSERT_TRUE(view.paused_until);
    EXPECT_GE(*view.paused_until, clock_.now() + seconds{100});
    clock_.advance(seconds{130});
    EXPECT_FALSE(governor_.view(clock_.now()).paused_until);
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
    answer(get("/x"), 200);
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
    (void)other.learn(get("/x"), Urgency::Event, {503, {}, ""}, clock_.now());
    EXPECT_FALSE(wait_at(other, get("/x")));
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
