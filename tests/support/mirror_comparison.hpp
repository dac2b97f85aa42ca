#pragma once

#include <chrono>

#include <nlohmann/json_fwd.hpp>

#include "tests/support/stage.hpp"

namespace tests {

/// Every request that is visible, field by field, with its people, organizations, comments and
/// their files.
[[nodiscard]] nlohmann::json mirror_of(const Stage& stage);

/// The same of the site, of which customers may see public comments only.
[[nodiscard]] nlohmann::json site_of(Stage& stage);

/// Fails with the difference when the two are not equal by then.
void expect_mirrored(Stage& stage, std::chrono::seconds within = std::chrono::seconds{15});

}  // namespace tests
