#include "config/options.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/time.hpp"
#include "config/option_table.hpp"

namespace config {
namespace {

/// "projects[].links" for "projects[].links.ttl"
std::string_view parent_of(std::string_view path) {
    const std::size_t dot = path.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : path.substr(0, dot);
}

}  // namespace

std::string_view Option::key() const {
    const std::size_t dot = path.rfind('.');
    return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

std::string_view Option::shown_path() const {
    const std::size_t list = path.rfind("[].");
    return list == std::string_view::npos ? path : path.substr(list + 3);
}

const std::vector<Option>& options() {
    static const std::vector<Option> table = option_table();
    return table;
}

const Option& option(std::string_view path) {
    const auto& all = options();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Option& candidate) {
        return candidate.path == path;
    });
    if (found == all.end()) throw std::logic_error("no such option: " + std::string(path));
    return *found;
}

std::vector<const Option*> options_below(std::string_view section) {
    std::vector<const Option*> below;
    for (const Option& candidate : options()) {
        if (parent_of(candidate.path) == section) below.push_back(&candidate);
    }
    return below;
}

std::string path_below(std::string_view section, std::string_view key) {
    return section.empty() ? std::string(key) : std::string(section) + "." + std::string(key);
}

std::string section_path(const Option& option) {
    return std::string(option.path) + (option.shape == Shape::Many ? "[]" : "");
}

std::string show_bound(const Option& option, std::int64_t bound) {
    if (option.type != Type::Duration) return std::to_string(bound);
    // A day is said as 24h: that is how people speak of links and sessions.
    return bound == kDay ? "24h" : base::format_duration(base::seconds{bound});
}

}  // namespace config
