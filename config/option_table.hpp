#pragma once

#include <vector>

#include "config/options.hpp"

namespace config {

/// The rows behind options(), in the order of the file.
[[nodiscard]] std::vector<Option> option_table();

}  // namespace config
