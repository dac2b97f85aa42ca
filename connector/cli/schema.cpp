#include "config/schema.hpp"

#include <fmt/format.h>

#include "connector/cli/commands.hpp"

namespace connector::cli {

int schema(bool as_markdown) {
    fmt::print("{}\n", as_markdown ? config::options_markdown() : config::json_schema());
    return 0;
}

}  // namespace connector::cli
