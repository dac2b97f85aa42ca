#pragma once

#include <string>
#include <vector>

#include "connector/provision/check.hpp"

namespace connector::provision {

/// A step, and the finding that asks for it.
struct PlannedStep {
    std::string check;
    std::string subject;
    Step step;
};

using Plan = std::vector<PlannedStep>;

/// The steps of what is wrong and can be mended, in the order of the checks. What could not be read
/// has none.
[[nodiscard]] Plan plan_of(const Findings& findings);

/// "channel access: Restricted -> Open; ..."
[[nodiscard]] std::string describe(const Step& step);

}  // namespace connector::provision
