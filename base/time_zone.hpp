#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace base {

/// Places that tell the time alike, by their name in the IANA time zone database. There is one
/// object of each, so zones are compared by address; they live as long as the program.
struct TimeZone {
    std::string name;  ///< "Europe/Berlin"
};

/// Null for a name that is none, also for offsets such as "GMT+3". Aliases ("Asia/Calcutta") are
/// zones of their own.
[[nodiscard]] const TimeZone* find_time_zone(std::string_view name);
[[nodiscard]] const TimeZone& utc();

/// One name for each zone, "UTC" and then by place: to choose from.
[[nodiscard]] const std::vector<std::string>& places_of_time_zones();

}  // namespace base
