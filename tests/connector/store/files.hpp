#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace tests {

inline std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void put(const std::filesystem::path& file, std::string_view bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
}

/// Every file by name with its bytes. Without the owner's lock, which holds nothing, and the
/// shared-memory index (-shm), which SQLite builds anew from the log whenever it looks.
inline std::map<std::string, std::string> files_in(const std::filesystem::path& directory) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
        const auto extension = entry.path().extension().string();
        if (extension == ".lock" || extension.ends_with("-shm")) continue;
        files[entry.path().filename().string()] = bytes_of(entry.path());
    }
    return files;
}

}  // namespace tests
