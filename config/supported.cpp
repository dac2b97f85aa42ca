#include "config/supported.hpp"

namespace config {
namespace {

std::vector<std::string> unsupported_in(const Config& config) {
    std::vector<std::string> found;
    if (config.mail.dkim) {
        found.emplace_back(
            "mail.dkim is not supported by this version: let the mail server sign, and remove it"
        );
    }
    for (const Project& project : config.projects) {
        if (project.host.empty()) continue;
        found.push_back(
            "project " + project.key.value() +
            ": host is not supported by this version: give it a path, such as path: /help"
        );
    }
    return found;
}

}  // namespace

tl::expected<Config, std::vector<Problem>> load_supported(
    const std::filesystem::path& file, const Environment& environment
) {
    auto loaded = load(file, environment);
    if (!loaded) return loaded;
    std::vector<Problem> problems;
    for (std::string& message : unsupported_in(*loaded)) {
        problems.push_back({file.string(), 1, 1, std::move(message)});
    }
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    return loaded;
}

}  // namespace config
