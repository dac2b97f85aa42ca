#pragma once

#include <vector>

#include "config/config.hpp"
#include "config/section.hpp"

namespace config {

/// A project with the places that the comparison between projects speaks of.
struct PlacedProject {
    Project project{};
    std::size_t file = 0;
    Mark key{};
    Mark portal{};  ///< of `path` or `host`
};

/// One entry of `projects`, or one included file.
[[nodiscard]] PlacedProject read_project(const Section& section);

/// No two may share a key, a path or a host.
void refuse_shared_names(const std::vector<PlacedProject>& projects, Report& report);

}  // namespace config
