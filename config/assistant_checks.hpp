#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/assistant_flow.hpp"
#include "config/report.hpp"
#include "config/tree.hpp"

namespace config {

/// Where a step stands in its file, and where what it leads to is written.
struct AssistantPlace {
    struct Target {
        std::string key;   ///< "next"
        std::string step;  ///< the name that was written
        Mark mark;
    };

    Mark mark{};
    std::vector<Target> targets{};
};

using AssistantPlaces = std::map<std::string, AssistantPlace>;

struct AssistantCheck {
    const AssistantFlow& flow;
    const AssistantPlaces& places;
    Mark start{};
    Mark people{};
    std::size_t file = 0;
    Report& report;
};

/// Whether the steps make a flow: every name is a step's, `people` a step of that kind, every step
/// is led to, and no circle of steps asks nothing, which would never end. Reports what is wrong.
[[nodiscard]] bool check_assistant(const AssistantCheck& check);

}  // namespace config
