#include "base/metrics.hpp"

#include <string_view>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace base {
namespace {

using testing::HasSubstr;

TEST(Metrics, WritesCountersWithHelpTypeAndLabels) {
    Metrics metrics;
    metrics.counter("jsm_mails_total", "Mails by outcome.", {{"outcome", "sent"}}).add(3);

    const std::string text = metrics.as_text();

    EXPECT_THAT(text, HasSubstr("# HELP jsm_mails_total Mails by outcome.\n"));
    EXPECT_THAT(text, HasSubstr("# TYPE jsm_mails_total counter\n"));
    EXPECT_THAT(text, HasSubstr("jsm_mails_total{outcome=\"sent\"} 3\n"));
}

TEST(Metrics, AskingAgainGivesTheSameInstrument) {
    Metrics metrics;
    metrics.counter("jsm_links_total", "Links.", {{"outcome", "used"}}).add();
    metrics.counter("jsm_links_total", "Links.", {{"outcome", "used"}}).add();
    metrics.counter("jsm_links_total", "Links.", {{"outcome", "refused"}}).add();

    const std::string text = metrics.as_text();

    EXPECT_THAT(text, HasSubstr("jsm_links_total{outcome=\"used\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("jsm_links_total{outcome=\"refused\"} 1\n"));
}

TEST(Metrics, AGaugeShowsItsLastValue) {
    Metrics metrics;
    const Metrics::Gauge age = metrics.gauge("jsm_inbox_age_seconds", "Oldest delivery.");
    age.set(12);
    age.set(0.5);
    EXPECT_THAT(metrics.as_text(), HasSubstr("jsm_inbox_age_seconds 0.5\n"));
}

TEST(Metrics, AHistogramCountsUpToEachBound) {
    Metrics metrics;
    const Metrics::Histogram took = metrics.histogram("jsm_http_seconds", "Time to answer.");
    took.observe_seconds(0.002);
    took.observe_seconds(30);

    const std::string text = metrics.as_text();

    EXPECT_THAT(text, HasSubstr("jsm_http_seconds_bucket{le=\"0.001\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("jsm_http_seconds_bucket{le=\"0.0025\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("jsm_http_seconds_bucket{le=\"10\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("jsm_http_seconds_bucket{le=\"+Inf\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("jsm_http_seconds_count 2\n"));
}

TEST(Metrics, EscapesLabelValues) {
    Metrics metrics;
    metrics.counter("jsm_odd_total", "Odd.", {{"state", "a\"b\nc\\d"}}).add();
    EXPECT_THAT(metrics.as_text(), HasSubstr(R"(jsm_odd_total{state="a\"b\nc\\d"} 1)"));
}

TEST(Metrics, LosesNoCountBetweenThreads) {
    Metrics metrics;
    const Metrics::Counter counter = metrics.counter("jsm_events_total", "Events.");
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&counter] {
                for (int j = 0; j < 1000; ++j) counter.add();
            });
        }
    }
    EXPECT_THAT(metrics.as_text(), HasSubstr("jsm_events_total 4000\n"));
}

}  // namespace
}  // namespace base
