#pragma once

#include <string>

namespace config {

/// The table of options as JSON Schema (draft-07), for editors. It knows shapes, words and
/// patterns; what needs more than one value to judge is left to load(). No line break at the end.
[[nodiscard]] std::string json_schema();

/// The table of options as docs/configuration.md, without the line break at its end.
[[nodiscard]] std::string options_markdown();

}  // namespace config
