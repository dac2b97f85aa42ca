#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

/// What fuzz targets share. A target reads any bytes and says what must hold of what comes out; a
/// crash, a sanitizer's report or a broken property ends the process.
namespace fuzz {

[[nodiscard]] inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

inline void expect(bool holds, const char* property) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", property);
    std::abort();
}

/// What stands before the next `separator`, taken off the front with it; else all of it.
[[nodiscard]] inline std::string_view take_part(
    std::string_view& rest, std::string_view separator
) {
    const std::size_t end = rest.find(separator);
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + separator.size());
    return part;
}

}  // namespace fuzz
