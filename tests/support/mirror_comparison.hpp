#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "tests/support/stage.hpp"

namespace tests {

/// What the store of a stage answers, a row an object.
[[nodiscard]] nlohmann::json rows(const Stage& stage, const std::string& select);

/// Every request that is visible, and its comments, field by field.
[[nodiscard]] nlohmann::json mirror_of(const Stage& stage);

/// The same of the site, of which customers may see public comments only.
[[nodiscard]] nlohmann::json site_of(Stage& stage);

}  // namespace tests
