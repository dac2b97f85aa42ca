#include "connector/provision/plan.hpp"

#include <fmt/format.h>

namespace connector::provision {

Plan plan_of(const Findings& findings) {
    Plan plan;
    for (const Finding& finding : findings) {
        if (finding.state != State::Wrong || !finding.step) continue;
        plan.push_back({finding.check, finding.subject, *finding.step});
    }
    return plan;
}

std::string describe(const Step& step) {
    std::string text;
    for (const Difference& difference : step.differences) {
        text += fmt::format(
            "{}{}: {} -> {}",
            text.empty() ? "" : "; ",
            difference.what,
            difference.before,
            difference.after
        );
    }
    return text;
}

}  // namespace connector::provision
