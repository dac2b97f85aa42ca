#pragma once

#include <string>

#include "config/config.hpp"
#include "config/section.hpp"

namespace config {

/// `projects[].brand`, with the files that it names. An accent that is moved is a warning.
[[nodiscard]] Brand read_brand(const Section& section, const std::string& project_name);

}  // namespace config
