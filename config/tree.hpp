#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace config {

/// A place in a file. Both count from 1; columns count bytes.
struct Mark {
    int line = 1;
    int column = 1;
};

struct Entry;

/// One YAML value with the place it was read at. Every scalar stays the text that was written: what
/// `no`, `010` or `1e3` mean is decided by the option that reads it, never by YAML.
struct TreeNode {
    enum class Kind {
        Nothing,  ///< written as nothing, `~` or `null`
        Text,
        List,
        Map,
        Refused,  ///< already reported: readers pass over it in silence
    };

    Kind kind = Kind::Nothing;
    Mark mark{};
    bool is_flow = false;  ///< a list or map written with [] or {}
    std::string text{};
    std::vector<TreeNode> items{};
    std::vector<Entry> entries;
};

struct Entry {
    std::string key{};
    Mark mark{};
    TreeNode value{};
};

struct TreeFault {
    Mark mark{};
    std::string message{};
};

/// What could be read of a text, and everything that is wrong with it as YAML.
struct Tree {
    std::optional<TreeNode>
        root{};  ///< nothing when the text breaks off before its end makes sense
    std::vector<TreeFault> faults{};
};

/// Reads one YAML document. Refused, each with its place: aliases and anchors (so nothing can
/// multiply), tags, duplicate keys, keys that are not text, control characters, more than 20
/// levels, a second document, bytes that are not UTF-8. A syntax error ends the reading; of other
/// faults the first 100 are listed. Messages never quote values.
[[nodiscard]] Tree parse_tree(std::string_view text);

}  // namespace config
