#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "config/supported.hpp"
#include "connector/cli/commands.hpp"

namespace connector::cli {
namespace {

using nlohmann::ordered_json;

int print_as_json(
    const std::vector<config::Problem>& problems, const std::vector<std::string>& warnings
) {
    ordered_json list = ordered_json::array();
    for (const auto& problem : problems) {
        list.push_back(
            {{"file", problem.file},
             {"line", problem.line},
             {"column", problem.column},
             {"message", problem.message}}
        );
    }
    fmt::print(
        "{}\n",
        ordered_json{{"ok", problems.empty()}, {"problems", list}, {"warnings", warnings}}.dump(2)
    );
    return problems.empty() ? 0 : 78;
}

}  // namespace

int check(const Common& common) {
    const auto loaded = config::load_supported(common.config, config::ProcessEnvironment{});
    if (common.json) {
        return loaded ? print_as_json({}, loaded->warnings) : print_as_json(loaded.error(), {});
    }
    if (!loaded) {
        for (const auto& problem : loaded.error()) fmt::print(stderr, "{}\n", problem.to_string());
        return 78;
    }
    for (const auto& warning : loaded->warnings) fmt::print(stderr, "{}\n", warning);
    fmt::print(
        "{}: fine, {} project{}\n",
        common.config.string(),
        loaded->projects.size(),
        loaded->projects.size() == 1 ? "" : "s"
    );
    return 0;
}

}  // namespace connector::cli
