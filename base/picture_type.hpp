#pragma once

#include <optional>
#include <string_view>

namespace base {

/// The media type of a PNG, JPEG, GIF or WebP picture, by how its bytes begin: what a name or a
/// header says of them is not believed.
[[nodiscard]] std::optional<std::string_view> picture_type(std::string_view first_bytes);

}  // namespace base
