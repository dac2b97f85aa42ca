#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The one table of what a configuration may say. The loader, the JSON Schema and
/// docs/configuration.md all follow it; a new key is a row here, a field in config.hpp and a line
/// where it is read.
namespace config {

enum class Type {
    Section,  ///< a map with keys of its own
    Text,
    Email,    ///< bot@acme.example
    Mailbox,  ///< Acme <sup@acme.example>, or the address alone
    Url,      ///< https, or plain http on a loopback host
    Origin,   ///< an Url without a path
    SmtpUrl,
    StoreUrl,
    Endpoint,  ///< host:port
    Network,   ///< CIDR: 10.0.0.0/8
    Host,      ///< help.acme.example
    Path,      ///< of a file or directory; relative to the file that says it
    Glob,
    Duration,  ///< 30s 15m 2h 7d; bounds in seconds
    Count,     ///< a whole number
    Switch,    ///< on or off
    Choice,
    ProjectKey,
    PortalPath,  ///< /sup
    Color,       ///< #rrggbb
};

enum class Shape {
    One,
    OneOrTwo,   ///< a value, or a list of two of them
    Many,       ///< a list
    ByDomain,   ///< a map from mail domains
    ByAddress,  ///< a map from mail addresses
    ByName,     ///< a map from Jira's names
};

struct Option {
    std::string_view path{};  ///< "projects[].links.ttl"
    Type type = Type::Text;
    Shape shape = Shape::One;
    bool is_required = false;  ///< when the section it belongs to is given
    bool is_secret = false;    ///< never shown; a file it comes from must be private
    std::string_view fallback{};
    std::int64_t least = 0;
    std::int64_t most = 0;
    std::vector<std::string_view> choices{};
    std::string_view sentence{};
    std::string_view example{};

    /// "ttl"
    [[nodiscard]] std::string_view key() const;
    /// How messages call it: without the list it is in. "links.ttl"
    [[nodiscard]] std::string_view shown_path() const;
};

/// In the order of the file.
[[nodiscard]] const std::vector<Option>& options();

/// The option at `path`; asking for one that is not in the table is a bug and throws.
[[nodiscard]] const Option& option(std::string_view path);

/// The options directly below a section: "site.auth", "projects[]", or "" for the file itself.
[[nodiscard]] std::vector<const Option*> options_below(std::string_view section);

/// The path of `key` in a section.
[[nodiscard]] std::string path_below(std::string_view section, std::string_view key);

/// What keys are placed below: "projects[]" for the list "projects".
[[nodiscard]] std::string section_path(const Option& option);

/// A bound as the file would say it: "24h", "64".
[[nodiscard]] std::string show_bound(const Option& option, std::int64_t bound);

}  // namespace config
