#include <fmt/format.h>

#include "connector/cli/commands.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/output.hpp"

namespace connector::cli {

int health(const Common& common) {
    const auto config = load_config(common.config);
    if (!config) return config.error();
    const auto answer = ask_daemon(*config, "/control/ping", "{}");
    if (!answer) return print_error(answer.error());
    fmt::print("ready\n");
    return 0;
}

}  // namespace connector::cli
