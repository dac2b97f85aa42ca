#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

/// What subcommands print: tables for people, JSON for machines, one way for all.
namespace connector::cli {

/// Columns are as wide as their widest cell. An empty table prints `none`.
void print_table(
    const std::vector<std::string>& header,
    const std::vector<std::vector<std::string>>& rows,
    const std::string& none
);

/// To standard error, "connector: ...". Returns the exit code.
[[nodiscard]] int print_error(const base::Error& error);

}  // namespace connector::cli
