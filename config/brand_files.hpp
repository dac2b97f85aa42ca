#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "config/config.hpp"

/// The files that a brand is made of. Each is read once, with the configuration, and is what it
/// must be by its bytes, whatever its name says. Errors are whole sentences that name the file.
namespace config {

/// PNG, JPEG, WebP or SVG, of at most 256 KiB. An SVG with a script or entities in it is refused:
/// it could not run where we show it, but nobody draws a logo with them.
[[nodiscard]] base::Result<BrandFile> read_picture(const std::filesystem::path& path);

/// WOFF2, of at most 1 MiB.
[[nodiscard]] base::Result<BrandFile> read_font(const std::filesystem::path& path);

/// UTF-8, of at most 64 KiB, that loads nothing but `data:` URLs. Says the line of what does. The
/// Content-Security-Policy stops what is written so that this does not see it.
[[nodiscard]] base::Result<BrandFile> read_stylesheet(const std::filesystem::path& path);

}  // namespace config
