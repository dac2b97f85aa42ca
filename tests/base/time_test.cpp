#include "base/time.hpp"

#include <gtest/gtest.h>

namespace base {
namespace {

using namespace std::chrono_literals;

/// 2026-11-21 13:03:22.123 UTC
constexpr Time kMoment = from_millis(1'795'266'202'123);

TEST(ParseTime, ReadsWhatJiraSends) {
    EXPECT_EQ(parse_time("2026-11-21T14:03:22.123+0100"), kMoment);
    EXPECT_EQ(parse_time("2026-11-21T08:03:22.123-05:00"), kMoment);
}

TEST(ParseTime, ReadsRfc3339InItsVariants) {
    EXPECT_EQ(parse_time("2026-11-21T13:03:22.123Z"), kMoment);
    EXPECT_EQ(parse_time("2026-11-21t13:03:22.123z"), kMoment);
    EXPECT_EQ(parse_time("2026-11-21 13:03:22.123Z"), kMoment);
    EXPECT_EQ(parse_time("2026-11-21T13:03:22.123999Z"), kMoment) << "finer digits are cut";
    EXPECT_EQ(parse_time("2026-11-21T13:03:22Z"), kMoment - 123ms);
    EXPECT_EQ(parse_time("2026-11-21T13:03:22.1Z"), kMoment - 23ms);
}

TEST(ParseTime, TakesTheLeapSecondForTheNextMinute) {
    EXPECT_EQ(parse_time("2016-12-31T23:59:60Z"), parse_time("2017-01-01T00:00:00Z"));
}

TEST(ParseTime, RefusesWhatIsNoTime) {
    for (const char* text : {
             "",
             "2026-11-21",
             "2026-11-21T13:03:22",
             "2026-11-21T13:03:22.Z",
             "2026-11-21T13:03:22Zx",
             "2026-13-01T00:00:00Z",
             "2026-02-29T00:00:00Z",
             "2026-11-21T24:00:00Z",
             "2026-11-21T13:60:22Z",
             "2026-11-21T13:03:61Z",
             "2026-11-21T13:03:22+1",
             "2026-11-21T13:03:22+2400",
             "2026-11-21T13:03:22+0060",
             "-026-11-21T13:03:22Z",
             "2026-11-21T-1:03:22Z",
             "2026/11/21T13:03:22Z",
         }) {
        EXPECT_FALSE(parse_time(text)) << text;
    }
}

TEST(FormatTime, IsFixedWidthUtc) {
    EXPECT_EQ(format_time(kMoment), "2026-11-21T13:03:22.123Z");
    EXPECT_EQ(format_time(from_millis(0)), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(format_time(from_millis(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(FormatTime, ComesBackAsItWas) {
    for (const std::int64_t millis : {0LL, 951'782'399'999LL, 1'795'266'202'123LL}) {
        EXPECT_EQ(parse_time(format_time(from_millis(millis))), from_millis(millis));
    }
}

TEST(FormatTime, HasAFormForMailAndOneForReaders) {
    EXPECT_EQ(format_mail_date(kMoment), "Sat, 21 Nov 2026 13:03:22 +0000");
    EXPECT_EQ(format_for_reading(kMoment), "21 Nov 2026, 13:03 UTC");
    EXPECT_EQ(format_mail_date(from_millis(0)), "Thu, 1 Jan 1970 00:00:00 +0000");
}

TEST(ParseDuration, ReadsANumberAndAUnit) {
    EXPECT_EQ(parse_duration("30s"), 30s);
    EXPECT_EQ(parse_duration("15m"), 15min);
    EXPECT_EQ(parse_duration("2h"), 2h);
    EXPECT_EQ(parse_duration("7d"), 168h);
    EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(ParseDuration, RefusesEverythingElse) {
    for (const char* text :
         {"", "s", "15", "15 m", "-1s", "+1s", "1.5h", "1w", "1h30m", "1M", "999999999d"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}

TEST(FormatDuration, IsTheShortestExactForm) {
    EXPECT_EQ(format_duration(90min), "90m");
    EXPECT_EQ(format_duration(1h), "1h");
    EXPECT_EQ(format_duration(24h), "1d");
    EXPECT_EQ(format_duration(61s), "61s");
    EXPECT_EQ(format_duration(0s), "0s");
}

}  // namespace
}  // namespace base
