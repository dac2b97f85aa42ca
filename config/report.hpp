#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"
#include "config/tree.hpp"

namespace config {

/// Collects what is wrong with all files of one load.
class Report {
public:
    /// The file's number; files are ordered by it.
    [[nodiscard]] std::size_t add_file(std::string name);

    void add(std::size_t file, Mark mark, std::string message);
    /// Worth a look, and no reason not to start.
    void warn(std::size_t file, Mark mark, std::string_view message);

    [[nodiscard]] const std::string& name_of(std::size_t file) const { return files_.at(file); }

    [[nodiscard]] bool empty() const { return found_.empty(); }

    /// By file, line and column.
    [[nodiscard]] std::vector<Problem> in_order() const;

    [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

private:
    struct Found {
        std::size_t file;
        Mark mark;
        std::string message;
    };

    std::vector<std::string> files_{};
    std::vector<Found> found_{};
    std::vector<std::string> warnings_{};
};

}  // namespace config
