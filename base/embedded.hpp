#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace base {

/// A template, stylesheet or migration compiled into the program (cmake/Embed.cmake).
struct EmbeddedFile {
    std::string_view path;  ///< relative to the folder it came from
    std::string_view content;
};

/// For generated code: `bytes` ends in a NUL that does not belong to the file.
template <std::size_t N>
EmbeddedFile embedded_file(std::string_view path, const unsigned char (&bytes)[N]) {
    return {path, {reinterpret_cast<const char*>(bytes), N - 1}};
}

}  // namespace base
