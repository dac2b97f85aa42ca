#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/options.hpp"
#include "config/schema.hpp"

/// options_markdown(): the same table as the schema's, for people.
namespace config {
namespace {

constexpr std::string_view kIntroduction = R"(# Configuration

One YAML file, given as `--config FILE`; [connector.example.yaml](../config/connector.example.yaml)
shows every key. `connector check --config FILE` names everything that is wrong, with line and column.

- **Strictness.** Unknown keys, duplicate keys, wrong types and values out of range are errors. So are
  YAML's anchors, aliases and tags, a second document, and a file above 1 MiB.
- **References.** Any value may hold `${NAME}`, an environment variable, or `${file:PATH}`, a file's
  content without the line break at its end. They are replaced after the YAML is read, so nothing in
  them can change the file's structure. A reference that is not set is an error.
- **Secrets.** Values marked *secret* never appear in messages, logs or output. A file that one comes
  from must be readable by its owner alone (`chmod 600`), and so must the DKIM key.
- **Durations** are a whole number and a unit: `30s`, `15m`, `2h`, `7d`.
- **Switches** are `on` or `off`; `true` and `false` are understood as well.
- **Paths** are relative to the file that holds them.
- **Quotes** are needed around values with `: `, ` #`, `,` inside `{}`, or one of `` #*&!@%`{[ `` in
  front: colours, and many passwords.

This page is generated from the program's own table of options (`config/option_table.cpp`).
)";

std::string type_name(const Option& option) {
    switch (option.type) {
        case Type::Section: return option.shape == Shape::Many ? "list of sections" : "section";
        case Type::Text: return "text";
        case Type::Email: return "e-mail address";
        case Type::Mailbox: return "address, with or without a name";
        case Type::Url:
        case Type::Origin: return "https URL; http for localhost";
        case Type::SmtpUrl:
        case Type::StoreUrl: return "URL";
        case Type::Endpoint: return "HOST:PORT";
        case Type::Network: return "network";
        case Type::Host: return "name";
        case Type::Path: return "path";
        case Type::Glob: return "path with `*`";
        case Type::Duration: return "duration";
        case Type::Count: return "number";
        case Type::Switch: return "switch";
        case Type::Choice: return fmt::format("`{}`", fmt::join(option.choices, "`, `"));
        case Type::ProjectKey: return "project key";
        case Type::PortalPath: return "`/word`";
        case Type::Color: return "`#rrggbb`";
    }
    return "";
}

std::string shaped_type(const Option& option) {
    std::string name = type_name(option);
    if (option.shape == Shape::OneOrTwo) name += ", or a list of two";
    if (option.shape == Shape::Many && option.type != Type::Section) name = "list of " + name;
    if (option.shape == Shape::ByDomain) name = "map: domain to " + name;
    if (option.shape == Shape::ByAddress) name = "map: mail address to " + name;
    if (option.shape == Shape::ByName) name = "map: name to " + name;
    if (option.most != 0) {
        name += fmt::format(
            ", {} to {}", show_bound(option, option.least), show_bound(option, option.most)
        );
    }
    if (option.is_secret) name += ", *secret*";
    return name;
}

std::string default_of(const Option& option) {
    if (option.is_required) return "*required*";
    return option.fallback.empty() ? "" : fmt::format("`{}`", option.fallback);
}

std::string example_of(const Option& option) {
    return option.example.empty() ? "" : fmt::format("`{}`", option.example);
}

std::string table_row(const Option& option) {
    return fmt::format(
        "| `{}` | {} | {} | {} | {} |\n",
        option.key(),
        shaped_type(option),
        default_of(option),
        option.sentence,
        example_of(option)
    );
}

/// A heading and a table for each section, subsections after their parent.
std::string section_page(std::string_view path) {
    std::string rows;
    std::string below;
    for (const Option* option : options_below(path)) {
        if (option->type != Type::Section) {
            rows += table_row(*option);
            continue;
        }
        const std::string inner = section_path(*option);
        below += fmt::format(
            "\n## `{}`{}\n\n{}\n", inner, option->is_required ? " (required)" : "", option->sentence
        );
        below += section_page(inner);
    }
    if (rows.empty()) return below;
    return "\n| Key | Type | Default | Meaning | Example |\n|---|---|---|---|---|\n" + rows + below;
}

}  // namespace

std::string options_markdown() {
    std::string page = std::string(kIntroduction) + section_page("");
    page.pop_back();
    return page;
}

}  // namespace config
