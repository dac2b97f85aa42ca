#pragma once

#include <cstdint>
#include <vector>

#include "config/options.hpp"

namespace config {

/// In seconds, as bounds of durations are given.
inline constexpr std::int64_t kMinute = 60;
inline constexpr std::int64_t kHour = 60 * kMinute;
inline constexpr std::int64_t kDay = 24 * kHour;

/// The rows behind options(), in the order of the file.
[[nodiscard]] std::vector<Option> option_table();

/// The last of them: `include`, and what stands below `projects`.
[[nodiscard]] std::vector<Option> project_option_table();

}  // namespace config
