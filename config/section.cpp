#include "config/section.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "base/time.hpp"
#include "config/rules.hpp"

namespace config {
namespace {

std::string_view kind_name(TreeNode::Kind kind) {
    switch (kind) {
        case TreeNode::Kind::Nothing: return "nothing";
        case TreeNode::Kind::Text: return "a text";
        case TreeNode::Kind::List: return "a list";
        case TreeNode::Kind::Map: return "a map of keys";
        case TreeNode::Kind::Refused: return "something refused";
    }
    return "";
}

std::string_view wanted_name(const Option& option, TreeNode::Kind kind) {
    if (kind == TreeNode::Kind::Text) return "a single value";
    if (kind == TreeNode::Kind::List) return "a list, such as [one, two]";
    if (option.shape == Shape::ByDomain) return "a map from domains to names";
    if (option.shape == Shape::ByName) return "a map from names to words";
    return option.shape == Shape::ByAddress ? "a map from mail addresses" : "a map of keys";
}

/// How to write what is missing: ", such as ttl: 60m" or "; it needs url and auth".
std::string hint(const Option& option) {
    if (option.type != Type::Section) {
        return fmt::format(", such as {}: {}", option.key(), option.example);
    }
    std::vector<std::string_view> needed;
    for (const Option* child : options_below(section_path(option))) {
        if (child->is_required) needed.push_back(child->key());
    }
    if (needed.empty()) return "";
    return fmt::format("; it needs {}", fmt::join(needed, ", "));
}

bool holds_secrets(const std::vector<const Option*>& options) {
    return std::any_of(options.begin(), options.end(), [](const Option* option) {
        return option->is_secret;
    });
}

}  // namespace

Section::Section(const Surroundings& around, std::string path, Mark mark)
    : around_(&around), path_(std::move(path)), mark_(mark) {}

Section::Section(const Surroundings& around, std::string path, const TreeNode& node, Mark mark)
    : Section(around, std::move(path), mark) {
    if (node.kind == TreeNode::Kind::Refused) return;
    node_ = &node;
    refuse_unknown_keys();
}

void Section::report(Mark mark, std::string message) const {
    around_->report.add(around_->file, mark, std::move(message));
}

void Section::warn(Mark mark, std::string_view message) const {
    around_->report.warn(around_->file, mark, message);
}

const Option& Section::row(std::string_view key) const {
    return option(path_below(path_, key));
}

void Section::refuse_unknown_keys() const {
    const auto known = options_below(path_);
    // An unquoted secret with a comma in it continues as a key: {password: one,two}. Such a key
    // is not repeated in a message.
    bool follows_secret = false;
    for (const Entry& entry : node_->entries) {
        const auto match = std::find_if(known.begin(), known.end(), [&](const Option* option) {
            return option->key() == entry.key;
        });
        if (match != known.end()) {
            follows_secret = follows_secret || (*match)->is_secret;
            continue;
        }
        const bool may_be_secret =
            (node_->is_flow && follows_secret) ||
            (holds_secrets(known) && entry.value.kind == TreeNode::Kind::Nothing);
        report(entry.mark, unknown_key(entry, may_be_secret));
    }
}

std::string Section::unknown_key(const Entry& entry, bool may_be_secret) const {
    if (may_be_secret) return "unknown key; if it is the rest of a value, put that value in quotes";
    std::vector<std::string_view> keys;
    for (const Option* option : options_below(path_)) keys.push_back(option->key());
    const std::string name = base::shorten(entry.key, 40);
    if (const auto near = base::nearest(entry.key, keys)) {
        return fmt::format("unknown key '{}', did you mean '{}'?", name, *near);
    }
    return fmt::format("unknown key '{}'; known here: {}", name, fmt::join(keys, ", "));
}

const Entry* Section::find(const Option& option) const {
    if (node_ == nullptr) return nullptr;
    const auto found =
        std::find_if(node_->entries.begin(), node_->entries.end(), [&](const Entry& entry) {
            return entry.key == option.key();
        });
    if (found != node_->entries.end()) return &*found;
    if (option.is_required) {
        report(mark_, fmt::format("{} is missing{}", option.shown_path(), hint(option)));
    }
    return nullptr;
}

bool Section::is_kind(const Option& option, const TreeNode& node, TreeNode::Kind kind) const {
    if (node.kind == kind) return true;
    if (node.kind == TreeNode::Kind::Nothing) {
        report(
            node.mark,
            fmt::format("{} has no value; write one or remove the key", option.shown_path())
        );
    } else if (node.kind != TreeNode::Kind::Refused) {
        report(
            node.mark,
            fmt::format(
                "{} must be {}, found {}",
                option.shown_path(),
                wanted_name(option, kind),
                kind_name(node.kind)
            )
        );
    }
    return false;
}

Section Section::nested(const Option& option, const TreeNode& node, Mark mark) const {
    if (node.kind == TreeNode::Kind::Nothing) {
        // All its keys are commented out: that means their defaults, and misses the required ones.
        static const TreeNode empty{TreeNode::Kind::Map, {}, false, {}, {}, {}};
        return {*around_, section_path(option), empty, mark};
    }
    if (!is_kind(option, node, TreeNode::Kind::Map)) {
        return {*around_, section_path(option), mark};
    }
    return {*around_, section_path(option), node, mark};
}

Section Section::section(std::string_view key) const {
    const Option& option = row(key);
    const Entry* entry = find(option);
    if (entry == nullptr) return {*around_, section_path(option), mark_};
    return nested(option, entry->value, entry->mark);
}

std::vector<Section> Section::sections(std::string_view key) const {
    const Option& option = row(key);
    const Entry* entry = find(option);
    std::vector<Section> result;
    if (entry == nullptr || !is_kind(option, entry->value, TreeNode::Kind::List)) return result;
    for (const TreeNode& item : entry->value.items)
        result.push_back(nested(option, item, item.mark));
    return result;
}

std::optional<std::string> Section::expanded(const Option& option, const TreeNode& node) const {
    if (!is_kind(option, node, TreeNode::Kind::Text)) return std::nullopt;
    const auto secrecy = option.is_secret ? Secrecy::Private : Secrecy::Open;
    auto value = expand(node.text, around_->sources, secrecy);
    if (!value) {
        report(node.mark, fmt::format("{} {}", option.shown_path(), value.error().message));
        return std::nullopt;
    }
    if (base::has_control_character(*value) || !base::is_utf8(*value)) {
        report(
            node.mark,
            fmt::format(
                "{} must be one line of UTF-8 text; what it refers to is not", option.shown_path()
            )
        );
        return std::nullopt;
    }
    return std::move(*value);
}

std::optional<std::string> Section::read(const Option& option, const TreeNode& node) const {
    auto raw = expanded(option, node);
    if (!raw) return std::nullopt;
    auto value = canonical(option, *raw);
    if (value) return std::move(*value);
    std::string found;
    if (has_reference(node.text)) {
        // What came from elsewhere may be a secret of somebody else's: only its name is shown.
        if (is_reference(node.text)) found = fmt::format(", found the value of {}", node.text);
    } else if (!option.is_secret) {
        found = fmt::format(", found '{}'", shown(node.text));
        // Two letters are near to anything: "on" must not suggest "off".
        const auto near =
            node.text.size() < 4 ? std::nullopt : base::nearest(node.text, option.choices);
        if (near) {
            found += fmt::format(", did you mean '{}'?", *near);
        }
    }
    report(node.mark, fmt::format("{} {}{}", option.shown_path(), value.error().message, found));
    return std::nullopt;
}

Setting<std::string> Section::text(std::string_view key) const {
    const Option& option = row(key);
    const Entry* entry = find(option);
    if (entry == nullptr) return {std::string(option.fallback), mark_, false, !option.is_required};
    auto value = read(option, entry->value);
    return {value.value_or(""), entry->value.mark, true, value.has_value()};
}

Setting<std::vector<Setting<std::string>>> Section::texts(std::string_view key) const {
    const Option& option = row(key);
    const Entry* entry = find(option);
    if (entry == nullptr) return {{}, mark_, false, !option.is_required};
    if (!is_kind(option, entry->value, TreeNode::Kind::List)) {
        return {{}, entry->value.mark, true, false};
    }
    Setting<std::vector<Setting<std::string>>> result{{}, entry->value.mark, true, true};
    for (const TreeNode& item : entry->value.items) {
        const auto value = read(option, item);
        result.is_good = result.is_good && value.has_value();
        result.value.push_back({value.value_or(""), item.mark, true, value.has_value()});
    }
    return result;
}

Setting<base::Secret> Section::secret(std::string_view key) const {
    auto read = text(key);
    return {base::Secret(std::move(read.value)), read.mark, read.is_given, read.is_good};
}

std::vector<base::Secret> Section::secrets(std::string_view key) const {
    const Option& option = row(key);
    const Entry* entry = find(option);
    std::vector<base::Secret> result;
    if (entry == nullptr) return result;
    const TreeNode& node = entry->value;
    if (node.kind != TreeNode::Kind::List) {
        if (auto value = read(option, node)) result.emplace_back(std::move(*value));
        return result;
    }
    if (node.items.empty() || node.items.size() > 2) {
        report(
            node.mark,
            fmt::format(
                "{} must be one value or a list of two, found {}",
                option.shown_path(),
                node.items.size()
            )
        );
        return result;
    }
    for (const TreeNode& item : node.items) {
        auto value = read(option, item);
        if (!value) continue;
        if (!result.empty() && result.front().equals(*value)) {
            report(item.mark, fmt::format("{} holds the same value twice", option.shown_path()));
        }
        result.emplace_back(std::move(*value));
    }
    return result;
}

Setting<base::seconds> Section::duration(std::string_view key) const {
    const auto read = text(key);
    const auto value = base::parse_duration(read.value);
    return {value.value_or(base::seconds{0}), read.mark, read.is_given, read.is_good};
}

Setting<std::int64_t> Section::count(std::string_view key) const {
    const auto read = text(key);
    return {base::parse_int(read.value).value_or(0), read.mark, read.is_given, read.is_good};
}

bool Section::is_on(std::string_view key) const {
    return text(key).value == "on";
}

Setting<std::filesystem::path> Section::path(std::string_view key) const {
    const auto read = text(key);
    if (read.value.empty()) return {{}, read.mark, read.is_given, read.is_good};
    return {absolute(read.value), read.mark, read.is_given, read.is_good};
}

std::vector<std::pair<std::string, Setting<std::string>>> Section::map(std::string_view key) const {
    const Option& option = row(key);
    const Entry* entry = find(option);
    std::vector<std::pair<std::string, Setting<std::string>>> result;
    if (entry == nullptr || !is_kind(option, entry->value, TreeNode::Kind::Map)) return result;
    for (const Entry& item : entry->value.entries) {
        const auto value = read(option, item.value);
        result.emplace_back(
            item.key, Setting<std::string>{value.value_or(""), item.mark, true, value.has_value()}
        );
    }
    return result;
}

std::filesystem::path Section::absolute(const std::filesystem::path& path) const {
    // An absolute right side replaces the left one.
    return (around_->sources.directory / path).lexically_normal();
}

}  // namespace config
