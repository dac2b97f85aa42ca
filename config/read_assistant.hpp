#pragma once

#include <memory>
#include <string_view>

#include "config/assistant_flow.hpp"
#include "config/report.hpp"
#include "config/section.hpp"

namespace config {

/// `projects[].assistant`: the flow in the file that it names, or the built-in one without the key;
/// null for `off`, and for a flow that is wrong, which is reported with its own file's places.
[[nodiscard]] std::shared_ptr<const AssistantFlow> read_assistant(const Section& project);

/// A flow's text, every fault reported as the file's of that number: unknown keys, kinds and steps
/// with the nearest known name, texts that are missing or not in English, steps that nothing leads
/// to, and circles of steps that ask nothing. Null when there is one.
[[nodiscard]] std::shared_ptr<const AssistantFlow> read_assistant_flow(
    std::string_view text, std::size_t file, Report& report
);

/// `config/assistant.yaml`, as it was built in.
[[nodiscard]] std::string_view built_in_assistant();

/// JSON Schema (draft 7) of a flow file, for editors.
[[nodiscard]] std::string_view assistant_schema();

}  // namespace config
