#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace tests {

/// A text file of the source tree.
inline std::string shipped(const std::string& path) {
    std::ifstream file(std::string(JSM_SOURCE_ROOT) + "/" + path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

/// The example with its commented settings switched on: '#' directly before a word.
inline std::string complete_example() {
    std::string result;
    const std::string text = shipped("config/connector.example.yaml");
    for (const std::string_view line : base::split(text, '\n')) {
        const std::size_t first = line.find_first_not_of(' ');
        const bool is_setting = first != std::string_view::npos && line[first] == '#' &&
                                first + 1 < line.size() && line[first + 1] != ' ';
        result += is_setting
                      ? std::string(line.substr(0, first)) + std::string(line.substr(first + 1))
                      : std::string(line);
        result += '\n';
    }
    return result;
}

}  // namespace tests
