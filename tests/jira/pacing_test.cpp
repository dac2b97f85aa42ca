#include "jira/pacing.hpp"

#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/seeded_random.hpp"

namespace {

using base::ErrorKind;
using base::seconds;

const base::HttpRequest kRequest{.url = "https://acme.atlassian.net/rest/api/3/myself"};

class PacedTransport : public testing::Test {
protected:
    base::Result<base::HttpResponse> send() { return paced_.send(kRequest); }

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
    jira::PacedTransport paced_{site_, clock_, random_, log_};
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
        site_.answer(i % 2 == 0 ? 400 : 401, "{}");
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
    jira::PacedTransport paced(site, clock_, random_, log_);
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(paced.send(kRequest));
    clock_.advance(seconds{5});
    site.is_broken = true;
    EXPECT_THROW((void)paced.send(kRequest), std::runtime_error);

    site.is_broken = false;
    site.status = 200;
    clock_.advance(seconds{10});
    EXPECT_TRUE(paced.send(kRequest));
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

}  // namespace
