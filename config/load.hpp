#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "config/config.hpp"

namespace config {

/// One thing wrong with a file. Lines and columns count from 1. Never contains a secret's value.
struct Problem {
    std::string file;
    int line = 0;
    int column = 0;
    std::string message;

    /// "connector.yaml:12:5: unknown key 'chanel', did you mean 'channel'?"
    [[nodiscard]] std::string to_string() const;
};

/// Where `${NAME}` and `${file:PATH}` come from. The environment is handed in: tests pass a map.
class Environment {
public:
    virtual ~Environment() = default;
    [[nodiscard]] virtual std::optional<std::string> variable(const std::string& name) const = 0;
};

class ProcessEnvironment final : public Environment {
public:
    [[nodiscard]] std::optional<std::string> variable(const std::string& name) const override;
};

/// Reads `file` and what it includes. Either a configuration that is right in every respect, or
/// every problem of every file at once, in order of file and line.
[[nodiscard]] tl::expected<Config, std::vector<Problem>> load(
    const std::filesystem::path& file, const Environment& environment
);

}  // namespace config
