#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/time_zone.hpp"
#include "connector/portal/languages.hpp"

/// What Unicode's locale data (CLDR, by ICU) says in a language. What it takes to say it is made
/// once for each language and thread, or zone: that costs more than many pages. Thread-safe.
namespace connector::portal {

/// "21 Nov 2026, 13:03"; with the zone's name for who may take it for another's: "…, 13:03 UTC".
/// Never relative ("two hours ago"): pages are read long after they were sent.
[[nodiscard]] std::string time_in(
    const Language& language, const base::TimeZone& zone, bool names_zone, base::Time time
);

/// "0 bytes", "12 kB", "3.4 MB"
[[nodiscard]] std::string size_in(const Language& language, std::int64_t bytes);

/// "Ann, Bob and Carl"
[[nodiscard]] std::string list_in(const Language& language, const std::vector<std::string>& items);

}  // namespace connector::portal
