#pragma once

namespace connector::cli {

/// Parses the arguments, runs the subcommand, returns the exit code. 2: a mistake in the usage.
[[nodiscard]] int run_command_line(int argc, const char* const* argv);

}  // namespace connector::cli
