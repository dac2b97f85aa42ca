#pragma once

#include "config/load.hpp"

namespace config {

/// `load`, and then no to whatever the format knows but this version of the program does not do
/// yet: an admin must not believe that a mail is signed, or a host answered, when it is not. What
/// the program runs on comes from here.
[[nodiscard]] tl::expected<Config, std::vector<Problem>> load_supported(
    const std::filesystem::path& file, const Environment& environment
);

}  // namespace config
