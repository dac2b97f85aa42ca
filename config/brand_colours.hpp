#pragma once

#include <string>

#include "config/config.hpp"

namespace config {

/// A ground of the portal's pages that a brand's colours are seen on.
enum class Ground { Light, Dark };

/// How an accent ("#rrggbb") is used there: moved as far as readers need it (base/contrast.hpp).
/// The grounds are those of connector/portal/assets/portal.css; a test compares them.
[[nodiscard]] Tint tint_on(Ground ground, const std::string& accent);

}  // namespace config
