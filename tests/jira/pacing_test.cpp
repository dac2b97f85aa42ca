#include "jira/pacing.hpp"

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/waiting.hpp"

namespace {

using base::ErrorKind;
using base::seconds;

const base::HttpRequest kRequest{.url = "https://acme.atlassian.net/rest/api/3/myself"};

class PacedTransport : public testing::Test {
protected:
    base::Result<base::HttpResponse> send() {
        return paced_.lane(jira::Urgency::Event).send(kRequest);
    }

    void fail_times(int times) {
        for (int i = 0; i < times; ++i) {
            site_.fail(ErrorKind::Unavailable);
            EXPECT_FALSE(send());
        }
    }

    tests::FakeTransport site_;
    tests::FakeClock clock_;
    tests::SeededRandom random_;
    tests::RecordingLog log_;
    base::Metrics metrics_;
    jira::PacedTransport paced_{site_, 8, clock_, random_, log_, metrics_};
};

TEST_F(PacedTransport, PassesAnswersOn) {
    site_.answer(404, "{}");

    ASSERT_TRUE(send());
    EXPECT_EQ(site_.calls(), 1U);
}

TEST_F(PacedTransport, AfterALimitNothingIsSentBeforeTheNamedTime) {
    site_.answer(429, "{}", {{"Retry-After", "100"}});
    EXPECT_EQ(send()->status, 429);

    const auto early = send();
    EXPECT_EQ(early.error().kind, ErrorKind::Limited);
    EXPECT_GE(early.error().retry_after, seconds{100});
    EXPECT_EQ(site_.calls(), 1U);

    clock_.advance(*early.error().retry_after);
    site_.answer(200, "{}");
    EXPECT_TRUE(send());
    EXPECT_TRUE(log_.contains("jira.limited status=429 wait_s=100"));
}

TEST_F(PacedTransport, OpenBreakerAnswersAtOnceUnsent) {
    fail_times(5);

    const auto refused = send();
    EXPECT_EQ(refused.error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(refused.error().retry_after, seconds{5});
    EXPECT_EQ(site_.calls(), 5U);
    EXPECT_TRUE(log_.contains("jira.breaker_opened wait_s=5"));
}

TEST_F(PacedTransport, ServerErrorsCountAsFailures) {
    for (int i = 0; i < 5; ++i) {
        site_.answer(503, "{}");
        EXPECT_TRUE(send());
    }

    EXPECT_FALSE(send());
    EXPECT_EQ(site_.calls(), 5U);
}

TEST_F(PacedTransport, RefusalsDoNotCountAsFailures) {
    for (int i = 0; i < 10; ++i) {
        site_.answer(i % 2 == 0 ? 400 : 403, "{}");
        EXPECT_TRUE(send());
    }
}

TEST_F(PacedTransport, RecoversByAProbe) {
    fail_times(5);
    clock_.advance(seconds{5});
    site_.answer(200, "{}");
    site_.answer(200, "{}");

    EXPECT_TRUE(send());
    EXPECT_TRUE(send());
    EXPECT_TRUE(log_.contains("jira.breaker_closed"));
}

class ThrowingTransport final : public base::HttpTransport {
public:
    [[nodiscard]] base::Result<base::HttpResponse> send(const base::HttpRequest&) override {
        if (is_broken) throw std::runtime_error("broken");
        return base::HttpResponse{status, {}, ""};
    }

    int status = 503;
    bool is_broken = false;
};

TEST_F(PacedTransport, ProbeThatThrowsDoesNotBlockTheNext) {
    ThrowingTransport site;
    jira::PacedTransport paced(site, 8, clock_, random_, log_, metrics_);
    base::HttpTransport& lane = paced.lane(jira::Urgency::Event);
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(lane.send(kRequest));
    clock_.advance(seconds{5});
    site.is_broken = true;
    EXPECT_THROW((void)lane.send(kRequest), std::runtime_error);

    site.is_broken = false;
    site.status = 200;
    clock_.advance(seconds{10});
    EXPECT_TRUE(lane.send(kRequest));
}

TEST_F(PacedTransport, ManyThreadsShareIt) {
    for (int i = 0; i < 400; ++i) site_.answer(i % 7 == 0 ? 503 : 200, "{}");
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([this] {
            for (int i = 0; i < 100; ++i) (void)send();
        });
    }
    threads.clear();

    EXPECT_EQ(site_.calls(), 400U);
}

/// Holds every call until it is told to go on.
class HoldingTransport final : public base::HttpTransport {
public:
    [[nodiscard]] base::Result<base::HttpResponse> send(const base::HttpRequest&) override {
        std::unique_lock lock(mutex_);
        most_ = std::max(most_, ++under_way_);
        changed_.notify_all();
        changed_.wait(lock, [this] { return is_open_; });
        --under_way_;
        return base::HttpResponse{200, {}, ""};
    }

    void wait_for_calls(int count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return under_way_ >= count; });
    }

    void go_on() {
        const std::scoped_lock lock(mutex_);
        is_open_ = true;
        changed_.notify_all();
    }

    [[nodiscard]] int most() const { return most_; }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int under_way_ = 0;
    int most_ = 0;
    bool is_open_ = false;
};

TEST_F(PacedTransport, NoMoreThanTheCapAreUnderWay) {
    HoldingTransport site;
    jira::PacedTransport paced(site, 3, clock_, random_, log_, metrics_);
    std::vector<std::jthread> threads;
    std::atomic<int> answers = 0;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&] {
            if (paced.lane(jira::Urgency::Event).send(kRequest)) ++answers;
        });
    }
    site.wait_for_calls(3);
    site.go_on();
    threads.clear();

    EXPECT_EQ(site.most(), 3);
    EXPECT_EQ(answers, 8);
}

TEST_F(PacedTransport, CallWhoseDeadlinePassedInLineIsNotSent) {
    HoldingTransport site;
    jira::PacedTransport paced(site, 1, clock_, random_, log_, metrics_);
    std::jthread first([&] { (void)paced.lane(jira::Urgency::Event).send(kRequest); });
    site.wait_for_calls(1);
    base::Result<base::HttpResponse> second;
    std::jthread late([&] { second = paced.lane(jira::Urgency::Event).send(kRequest); });
    tests::wait_until("a call in line", [&] { return paced.view().waiting == 1; });
    clock_.advance(kRequest.deadline);
    site.go_on();
    first.join();
    late.join();

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::Limited);
    EXPECT_EQ(second.error().retry_after, seconds{1});
}

// The call before it takes longer than its own deadline allows.
TEST_F(PacedTransport, CallInLineGivesUpAtItsOwnDeadline) {
    HoldingTransport site;
    jira::PacedTransport paced(site, 1, clock_, random_, log_, metrics_);
    std::jthread first([&] { (void)paced.lane(jira::Urgency::Event).send(kRequest); });
    site.wait_for_calls(1);
    auto second = std::async(std::launch::async, [&] {
        return paced.lane(jira::Urgency::Reply).send(kRequest);
    });
    tests::wait_until("a call in line", [&] { return paced.view().waiting == 1; });

    clock_.advance(kRequest.deadline);
    const bool gave_up = second.wait_for(std::chrono::seconds{15}) == std::future_status::ready;
    site.go_on();

    EXPECT_TRUE(gave_up) << "it waited for the first one";
    const auto answer = second.get();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::Limited);
    EXPECT_EQ(paced.view().waiting, 0U);
}

std::vector<base::HttpHeader> with_left(const char* remaining) {
    return {{"X-RateLimit-Limit", "10"}, {"X-RateLimit-Remaining", remaining}};
}

TEST_F(PacedTransport, BetweenAnswersNoMoreGoThanJiraSaidWereLeft) {
    site_.answer(200, "{}", with_left("3"));
    EXPECT_TRUE(send());
    for (int i = 0; i < 3; ++i) {
        site_.answer(200, "{}");  // tells nothing
        EXPECT_TRUE(send());
    }

    const auto refused = send();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Limited);
    EXPECT_EQ(refused.error().retry_after, seconds{10});
    EXPECT_EQ(site_.calls(), 4U);
    clock_.advance(seconds{10});
    site_.answer(200, "{}");
    EXPECT_TRUE(send());
}

TEST_F(PacedTransport, CallThatTheBreakerHeldBackIsNoneOfThoseThatAreLeft) {
    site_.answer(200, "{}", with_left("6"));
    EXPECT_TRUE(send());
    fail_times(5);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(send().error().kind, ErrorKind::Unavailable);

    clock_.advance(seconds{5});
    site_.answer(200, "{}");
    EXPECT_TRUE(send()) << "the sixth";
}

TEST_F(PacedTransport, StreamHasTheSameManners) {
    base::HttpTransport& lane = paced_.lane(jira::Urgency::Visitor);
    site_.answer(200, "a file");
    auto stream = lane.open(kRequest);
    ASSERT_TRUE(stream);
    EXPECT_EQ(stream->body->read().value(), "a file");

    site_.answer(429, "{}", {{"Retry-After", "100"}});
    EXPECT_EQ(lane.open(kRequest)->head.status, 429);
    const auto refused = lane.open(kRequest);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Limited);
    EXPECT_GE(refused.error().retry_after, seconds{100});
    EXPECT_EQ(site_.calls(), 2U);
}

TEST_F(PacedTransport, StreamThatNobodyAnswersOpensTheBreaker) {
    for (int i = 0; i < 5; ++i) {
        site_.fail(ErrorKind::Unavailable);
        EXPECT_FALSE(paced_.lane(jira::Urgency::Visitor).open(kRequest));
    }

    EXPECT_TRUE(paced_.view().is_down);
    EXPECT_FALSE(send());
    EXPECT_EQ(site_.calls(), 5U);
}

TEST_F(PacedTransport, TurnOfAStreamEndsWithItsHead) {
    jira::PacedTransport paced(site_, 1, clock_, random_, log_, metrics_);
    base::HttpTransport& lane = paced.lane(jira::Urgency::Visitor);
    site_.answer(200, "a file");
    site_.answer(200, "another");

    const auto first = lane.open(kRequest);
    ASSERT_TRUE(first);
    EXPECT_TRUE(lane.open(kRequest)) << "the first one is still being read";
}

TEST_F(PacedTransport, RefusedCredentialIsShownOnce) {
    site_.answer(401, "{}");
    EXPECT_EQ(send()->status, 401);

    const auto again = send();
    EXPECT_EQ(again.error().kind, ErrorKind::Unauthorized);
    EXPECT_EQ(again.error().retry_after, seconds{60});
    EXPECT_EQ(site_.calls(), 1U);
}

TEST_F(PacedTransport, MetricsShowWhatTheOperatorMustKnow) {
    site_.answer(429, "{}", {{"Retry-After", "100"}, {"RateLimit-Reason", "jira-quota-x"}});
    (void)send();

    const std::string text = metrics_.as_text();
    EXPECT_THAT(text, testing::HasSubstr("connector_jira_calls_total{urgency=\"event\"} 1"));
    EXPECT_THAT(text, testing::HasSubstr("connector_jira_limited_total 1"));
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("connector_jira_paused_until_seconds 0\n")));
    EXPECT_THAT(text, testing::HasSubstr("connector_jira_remaining_calls -1"));
}

}  // namespace
