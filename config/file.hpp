#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace config {

struct File {
    std::filesystem::path path{};
    std::string content{};
    unsigned mode = 0;  ///< the permission bits

    /// Neither group nor others may do anything with it.
    [[nodiscard]] bool is_private() const;
    /// The end of a sentence for one that is not: "others can read (mode 0644): run chmod 600 …"
    [[nodiscard]] std::string exposure() const;
};

/// Reads a regular file of at most `max_bytes`; permissions are those of the very file that was
/// read. Errors say "cannot read PATH: why".
[[nodiscard]] base::Result<File> read_file(
    const std::filesystem::path& path, std::size_t max_bytes
);

}  // namespace config
