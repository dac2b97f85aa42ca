#include "config/schema.hpp"

#include <fmt/format.h>

#include "config/read_assistant.hpp"
#include "connector/cli/commands.hpp"

namespace connector::cli {

int schema(SchemaOf of) {
    switch (of) {
        case SchemaOf::Configuration: fmt::print("{}\n", config::json_schema()); break;
        case SchemaOf::ConfigurationAsMarkdown:
            fmt::print("{}\n", config::options_markdown());
            break;
        case SchemaOf::Assistant: fmt::print("{}", config::assistant_schema()); break;
    }
    return 0;
}

}  // namespace connector::cli
