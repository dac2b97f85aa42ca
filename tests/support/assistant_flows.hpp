#pragma once

#include <memory>
#include <stdexcept>
#include <string_view>

#include "config/read_assistant.hpp"

namespace tests {

/// A flow out of its text, which must be right.
inline std::shared_ptr<const config::AssistantFlow> assistant_flow(std::string_view text) {
    config::Report report;
    const std::size_t file = report.add_file("flow.yaml");
    auto flow = config::read_assistant_flow(text, file, report);
    if (!flow) throw std::logic_error(report.in_order().front().to_string());
    return flow;
}

}  // namespace tests
