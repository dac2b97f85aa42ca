#pragma once

#include <string>

#include "config/config.hpp"
#include "connector/portal/look.hpp"

/// What a project's portal and mails look like, of the configuration. Pure functions.
namespace connector {

[[nodiscard]] portal::Look look_of(const config::Project& project);

/// Where mails find the project's logo; empty: it has none, or a drawing (SVG), which mail programs
/// don't show.
[[nodiscard]] std::string logo_url(const config::Config& config, const config::Project& project);

}  // namespace connector
