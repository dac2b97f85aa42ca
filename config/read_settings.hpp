#pragma once

#include "config/config.hpp"
#include "config/section.hpp"

namespace config {

/// The sections of the main file other than its projects. Problems go to the section's report; then
/// the result is only good for finding more of them.
[[nodiscard]] Config read_settings(const Section& file);

}  // namespace config
