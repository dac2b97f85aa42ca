#include "config/report.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace config {

std::string Problem::to_string() const {
    return fmt::format("{}:{}:{}: {}", file, line, column, message);
}

std::size_t Report::add_file(std::string name) {
    files_.push_back(std::move(name));
    return files_.size() - 1;
}

void Report::add(std::size_t file, Mark mark, std::string message) {
    found_.push_back({file, mark, std::move(message)});
}

void Report::warn(std::size_t file, Mark mark, std::string_view message) {
    warnings_.push_back(
        Problem{name_of(file), mark.line, mark.column, std::string(message)}.to_string()
    );
}

std::vector<Problem> Report::in_order() const {
    auto sorted = found_;
    const auto place = [](const Found& found) {
        return std::tuple(found.file, found.mark.line, found.mark.column);
    };
    std::stable_sort(sorted.begin(), sorted.end(), [&](const Found& left, const Found& right) {
        return place(left) < place(right);
    });
    std::vector<Problem> problems;
    problems.reserve(sorted.size());
    for (Found& found : sorted) {
        problems.push_back(
            {name_of(found.file), found.mark.line, found.mark.column, std::move(found.message)}
        );
    }
    return problems;
}

}  // namespace config
