#pragma once

#include <vector>

#include "config/config.hpp"
#include "config/section.hpp"

namespace config {

/// `projects[].sign_in`: each kind has keys of its own, which the table cannot say.
[[nodiscard]] std::vector<SignInWay> read_sign_in(const std::vector<Section>& sections);

}  // namespace config
