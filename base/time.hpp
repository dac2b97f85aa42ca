#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace base {

/// RFC 3339 and Jira's variant ("2026-11-21T14:03:22.123+0100"); fraction and colon optional, the
/// offset is not.
[[nodiscard]] std::optional<Time> parse_time(std::string_view text);
/// "2026-11-21T13:03:22.123Z"
[[nodiscard]] std::string format_time(Time time);
/// RFC 5322: "Sat, 21 Nov 2026 13:03:22 +0000"
[[nodiscard]] std::string format_mail_date(Time time);
/// For a reader: "21 Nov 2026, 13:03 UTC"
[[nodiscard]] std::string format_for_reading(Time time);

/// The config's durations: a whole number and one of s, m, h, d. "15m"
[[nodiscard]] std::optional<seconds> parse_duration(std::string_view text);
/// The shortest exact form: 5400 s is "90m", 3600 s is "1h".
[[nodiscard]] std::string format_duration(seconds duration);

}  // namespace base
