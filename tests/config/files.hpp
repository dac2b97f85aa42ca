#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "config/load.hpp"
#include "tests/support/temp_dir.hpp"

namespace tests {

class MapEnvironment final : public config::Environment {
public:
    [[nodiscard]] std::optional<std::string> variable(const std::string& name) const override {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    }

    std::map<std::string, std::string> values{};
};

/// The smallest configuration that is right. Tests name its lines by number.
inline constexpr std::string_view kMinimal =
    "version: 1\n"                                          // 1
    "site:\n"                                               // 2
    "  url: https://acme.atlassian.net\n"                   // 3
    "  auth: {email: bot@acme.example, token: \"${T}\"}\n"  // 4
    "  webhook_secret: \"${HOOK}\"\n"                       // 5
    "server:\n"                                             // 6
    "  public_url: https://support.acme.example\n"          // 7
    "store:\n"                                              // 8
    "  url: sqlite:connector.db\n"                          // 9
    "keys:\n"                                               // 10
    "  directory: keys\n"                                   // 11
    "mail:\n"                                               // 12
    "  smtp: {url: \"smtp://mail.acme.example:587\"}\n"     // 13
    "  from: support@acme.example\n"                        // 14
    "projects:\n"                                           // 15
    "  - key: SUP\n"                                        // 16
    "    name: Acme Support\n"                              // 17
    "    path: /sup\n";                                     // 18

/// kMinimal with line `number` in other words; none to drop it.
inline std::string with_line(std::size_t number, std::string_view text) {
    std::string result;
    std::size_t line = 0;
    for (const std::string_view old : base::split(kMinimal.substr(0, kMinimal.size() - 1), '\n')) {
        const std::string_view chosen = ++line == number ? text : old;
        if (!chosen.empty()) result += std::string(chosen) + "\n";
    }
    return result;
}

/// kMinimal and further keys of its project, from line 19 on.
inline std::string with_project_keys(std::string_view keys) {
    return std::string(kMinimal) + std::string(keys) + "\n";
}

/// Configuration files in a folder of their own, and the environment they are loaded in.
class Files {
public:
    Files() { environment.values = {{"T", "api-token"}, {"HOOK", "0123456789abcdef"}}; }

    void write(const std::string& name, std::string_view text, unsigned mode = 0600) const {
        const auto path = folder.path() / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream file(path, std::ios::binary);
        file << text;
        file.close();
        if (!file) throw std::runtime_error("cannot write " + path.string());
        std::filesystem::permissions(path, static_cast<std::filesystem::perms>(mode));
    }

    [[nodiscard]] auto load(const std::string& name = "c.yaml") const {
        return config::load(folder.path() / name, environment);
    }

    /// As the user sees them, with paths relative to the folder.
    [[nodiscard]] std::vector<std::string> problems(const std::string& name = "c.yaml") const {
        std::vector<std::string> lines;
        const auto loaded = load(name);
        if (loaded) return lines;
        for (const config::Problem& problem : loaded.error()) {
            lines.push_back(relative(problem.to_string()));
        }
        return lines;
    }

    [[nodiscard]] std::vector<std::string> problems_of(std::string_view text) const {
        write("c.yaml", text);
        return problems();
    }

    TempDir folder{};
    MapEnvironment environment{};

private:
    [[nodiscard]] std::string relative(std::string line) const {
        const std::string prefix = folder.path().string() + "/";
        for (auto at = line.find(prefix); at != std::string::npos; at = line.find(prefix)) {
            line.erase(at, prefix.size());
        }
        return line;
    }
};

}  // namespace tests
