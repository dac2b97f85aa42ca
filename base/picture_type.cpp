#include "base/picture_type.hpp"

namespace base {

using namespace std::string_view_literals;

std::optional<std::string_view> picture_type(std::string_view first_bytes) {
    if (first_bytes.starts_with("\x89PNG\r\n\x1A\n"sv)) return "image/png";
    if (first_bytes.starts_with("\xFF\xD8\xFF"sv)) return "image/jpeg";
    if (first_bytes.starts_with("GIF87a"sv) || first_bytes.starts_with("GIF89a"sv)) {
        return "image/gif";
    }
    const bool is_riff = first_bytes.starts_with("RIFF"sv) && first_bytes.size() >= 12;
    if (is_riff && first_bytes.substr(8, 4) == "WEBP"sv) return "image/webp";
    return std::nullopt;
}

}  // namespace base
