#pragma once

#include <string>
#include <string_view>

#include "connector/portal/reader.hpp"

namespace connector::portal {

/// "Firefox on Windows": what a User-Agent means to the person who reads it. What is not known is
/// left out; "Unknown browser" when nothing is. Never a word of what was sent.
[[nodiscard]] std::string device_name(const Reader& reader, std::string_view user_agent);

}  // namespace connector::portal
