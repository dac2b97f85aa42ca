#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "config/expand.hpp"
#include "config/options.hpp"
#include "config/report.hpp"
#include "config/tree.hpp"

namespace config {

/// What reading a file's values needs besides the values.
struct Surroundings {
    Report& report;
    std::size_t file = 0;
    Sources sources;
};

/// A value as read: its default when it was not written, its type's zero when it is wrong.
template <typename T>
struct Setting {
    T value{};
    Mark mark{};  ///< of the value, or of the section it is missing from
    bool is_given = false;
    bool is_good = true;  ///< false: missing though required, or wrong; reported already
};

/// A reader's place in a file: one section of the table over one map of the tree. Each question
/// for a key checks the value by its row of the table, and reports what is wrong, with its place.
/// Ask for each key once. A section that was not written answers with defaults.
class Section {
public:
    /// The whole file (`path` "") or one project's file ("projects[]").
    Section(const Surroundings& around, std::string path, const TreeNode& node, Mark mark);

    [[nodiscard]] bool is_given() const { return node_ != nullptr; }

    [[nodiscard]] Mark mark() const { return mark_; }

    [[nodiscard]] const Surroundings& around() const { return *around_; }

    [[nodiscard]] Section section(std::string_view key) const;
    /// Of a list of sections, such as `projects`.
    [[nodiscard]] std::vector<Section> sections(std::string_view key) const;

    [[nodiscard]] Setting<std::string> text(std::string_view key) const;
    /// Of a list. Empty and `is_given` for "[]".
    [[nodiscard]] Setting<std::vector<Setting<std::string>>> texts(std::string_view key) const;
    [[nodiscard]] Setting<base::Secret> secret(std::string_view key) const;
    /// One secret, or a list of two.
    [[nodiscard]] std::vector<base::Secret> secrets(std::string_view key) const;
    [[nodiscard]] Setting<base::seconds> duration(std::string_view key) const;
    [[nodiscard]] Setting<std::int64_t> count(std::string_view key) const;
    [[nodiscard]] bool is_on(std::string_view key) const;
    /// Absolute.
    [[nodiscard]] Setting<std::filesystem::path> path(std::string_view key) const;
    /// Entries of a map whose keys are data, each value read as the option's.
    [[nodiscard]] std::vector<std::pair<std::string, Setting<std::string>>> map(std::string_view key
    ) const;

    void report(Mark mark, std::string message) const;
    void warn(Mark mark, std::string_view message) const;
    /// `path` from the file's folder.
    [[nodiscard]] std::filesystem::path absolute(const std::filesystem::path& path) const;

private:
    Section(const Surroundings& around, std::string path, Mark mark);

    void refuse_unknown_keys() const;
    [[nodiscard]] std::string unknown_key(const Entry& entry, bool may_be_secret) const;
    [[nodiscard]] const Option& row(std::string_view key) const;
    /// Reports a required key that is not there.
    [[nodiscard]] const Entry* find(const Option& option) const;
    [[nodiscard]] Section nested(const Option& option, const TreeNode& node, Mark mark) const;
    [[nodiscard]] std::optional<std::string> read(const Option& option, const TreeNode& node) const;
    [[nodiscard]] std::optional<std::string> expanded(const Option& option, const TreeNode& node)
        const;
    /// Reports a node of another kind than what the option wants.
    [[nodiscard]] bool is_kind(const Option& option, const TreeNode& node, TreeNode::Kind kind)
        const;

    const Surroundings* around_;
    std::string path_;
    const TreeNode* node_ = nullptr;
    Mark mark_;
};

}  // namespace config
