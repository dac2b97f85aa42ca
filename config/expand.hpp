#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "config/load.hpp"

namespace config {

/// What `${NAME}` and `${file:PATH}` in a value may draw from.
struct Sources {
    const Environment& environment;
    std::filesystem::path directory;  ///< what a relative PATH starts from
};

enum class Secrecy {
    Open,
    Private,  ///< a file must be readable by its owner alone (SR-130)
};

[[nodiscard]] bool has_reference(std::string_view text);
/// True when the text is one reference and nothing else: showing it gives no value away.
[[nodiscard]] bool is_reference(std::string_view text);

/// The text with every reference replaced, once: what it brings in is not looked at again. The one
/// line break at the end of a file is dropped. Errors name the variable or file, never its content.
[[nodiscard]] base::Result<std::string> expand(
    std::string_view text, const Sources& sources, Secrecy secrecy
);

}  // namespace config
