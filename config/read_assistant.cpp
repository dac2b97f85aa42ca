#include "config/read_assistant.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/crypto.hpp"
#include "base/embedded.hpp"
#include "base/text.hpp"
#include "config/assistant_checks.hpp"
#include "config/file.hpp"
#include "config/tree.hpp"

namespace config::files {

std::span<const base::EmbeddedFile> files();  // generated, see CMakeLists.txt

}  // namespace config::files

namespace config {
namespace {

using Kind = AssistantStepKind;

constexpr std::size_t kMaxBytes = 256U << 10U;
/// A dialogue is for people: more would be a maze. Bounds the work of the checks, too.
constexpr std::size_t kMaxSteps = 200;
constexpr std::size_t kMaxChoices = 12;
constexpr std::size_t kMaxText = 1'000;

struct KindRow {
    Kind kind;
    std::string_view name;
    std::vector<std::string_view> keys;  ///< besides `kind`
};

const std::vector<KindRow>& kinds() {
    static const std::vector<KindRow> kRows{
        {Kind::Say, "say", {"say", "next"}},
        {Kind::Choose, "choose", {"say", "choices"}},
        {Kind::FindArticles, "find_articles", {"say", "helped", "next"}},
        {Kind::Identify, "identify", {"say", "next"}},
        {Kind::Request, "request", {"say", "type", "next"}},
        {Kind::Status, "status", {"say", "next"}},
        {Kind::People, "people", {"say", "type", "next"}}};
    return kRows;
}

/// ", did you mean 'choose'?" or "; known here: say, choose".
std::string instead(std::string_view written, const std::vector<std::string_view>& known) {
    if (const auto near = base::nearest(written, known)) {
        return fmt::format(", did you mean '{}'?", *near);
    }
    return fmt::format("; known here: {}", fmt::join(known, ", "));
}

/// A language as BCP 47 writes it, in lower case: "de", "pt-br".
bool is_language(std::string_view tag) {
    const std::string_view first = tag.substr(0, tag.find('-'));
    const bool has_letters = first.size() == 2 || first.size() == 3;
    return has_letters && tag.size() <= 12 &&
           tag.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

/// Walks the tree of one flow.
class FlowReader {
public:
    FlowReader(std::size_t file, Report& report) : file_(file), report_(report) {}

    std::shared_ptr<const AssistantFlow> read(std::string_view text) {
        Tree tree = parse_tree(text);
        for (TreeFault& fault : tree.faults) fail(fault.mark, std::move(fault.message));
        if (!tree.root) return nullptr;
        const TreeNode& root = *tree.root;
        if (!is(root, TreeNode::Kind::Map, "the flow", "a map with version, start, people and steps"
            )) {
            return nullptr;
        }
        refuse_unknown(root, {"version", "start", "people", "steps"});
        read_version(root);
        read_steps(root);
        read_name(root, "start", flow_.start, start_);
        read_name(root, "people", flow_.people, people_);
        if (is_good_) is_good_ = check_assistant({flow_, places_, start_, people_, file_, report_});
        if (!is_good_) return nullptr;
        flow_.digest = base::sha256(base::as_bytes(text));
        return std::make_shared<const AssistantFlow>(std::move(flow_));
    }

private:
    void fail(Mark mark, std::string message) {
        is_good_ = false;
        report_.add(file_, mark, std::move(message));
    }

    bool is(
        const TreeNode& node, TreeNode::Kind kind, std::string_view what, std::string_view wanted
    ) {
        if (node.kind == kind) return true;
        if (node.kind == TreeNode::Kind::Refused) {
            is_good_ = false;
            return false;
        }
        fail(node.mark, fmt::format("{} must be {}", what, wanted));
        return false;
    }

    void refuse_unknown(const TreeNode& map, const std::vector<std::string_view>& known) {
        for (const Entry& entry : map.entries) {
            if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
            fail(
                entry.mark,
                fmt::format(
                    "unknown key '{}'{}", base::shorten(entry.key, 40), instead(entry.key, known)
                )
            );
        }
    }

    static const Entry* find(const TreeNode& map, std::string_view key) {
        const auto found =
            std::find_if(map.entries.begin(), map.entries.end(), [&](const Entry& entry) {
                return entry.key == key;
            });
        return found == map.entries.end() ? nullptr : &*found;
    }

    const Entry* require(const TreeNode& map, std::string_view key, std::string_view example) {
        const Entry* entry = find(map, key);
        if (entry == nullptr) {
            fail(map.mark, fmt::format("{} is missing, such as {}", key, example));
        }
        return entry;
    }

    void read_version(const TreeNode& root) {
        const Entry* entry = require(root, "version", "version: 1");
        if (entry == nullptr) return;
        if (is(entry->value, TreeNode::Kind::Text, "version", "1") && entry->value.text != "1") {
            fail(entry->value.mark, "version must be 1");
        }
    }

    void read_name(const TreeNode& root, std::string_view key, std::string& name, Mark& mark) {
        const Entry* entry = require(root, key, fmt::format("{}: the name of a step", key));
        if (entry == nullptr) return;
        mark = entry->value.mark;
        if (is(entry->value, TreeNode::Kind::Text, key, "the name of a step")) {
            name = entry->value.text;
        }
    }

    void read_steps(const TreeNode& root) {
        const Entry* entry = require(root, "steps", "steps: {hello: {kind: say, say: Hello}}");
        if (entry == nullptr) return;
        if (!is(entry->value, TreeNode::Kind::Map, "steps", "a map from names to steps")) return;
        if (entry->value.entries.size() > kMaxSteps) {
            fail(entry->value.mark, fmt::format("at most {} steps", kMaxSteps));
            return;
        }
        for (const Entry& step : entry->value.entries) read_step(step);
    }

    void read_step(const Entry& entry) {
        const TreeNode& node = entry.value;
        places_[entry.key].mark = entry.mark;
        AssistantStep& step = flow_.steps[entry.key];
        if (!is(node,
                TreeNode::Kind::Map,
                fmt::format("the step '{}'", entry.key),
                "a map with its kind")) {
            return;
        }
        const KindRow* row = read_kind(node);
        if (row == nullptr) return;
        step.kind = row->kind;
        auto keys = row->keys;
        keys.push_back("kind");
        refuse_unknown(node, keys);
        const Entry* say = require(node, "say", "say: What can I do for you?");
        if (say != nullptr) step.say = read_text(say->value, "say");
        read_target(node, "next", entry.key, step.next);
        read_target(node, "helped", entry.key, step.helped);
        if (step.kind == Kind::Choose) read_choices(node, entry.key, step);
        if (step.kind == Kind::Request || step.kind == Kind::People) read_type(node, step);
    }

    const KindRow* read_kind(const TreeNode& node) {
        const Entry* entry = require(node, "kind", "kind: say");
        if (entry == nullptr || !is(entry->value, TreeNode::Kind::Text, "kind", "a word")) {
            return nullptr;
        }
        std::vector<std::string_view> names;
        for (const KindRow& row : kinds()) {
            if (row.name == entry->value.text) return &row;
            names.push_back(row.name);
        }
        fail(
            entry->value.mark,
            fmt::format(
                "unknown kind '{}'{}",
                base::shorten(entry->value.text, 40),
                instead(entry->value.text, names)
            )
        );
        return nullptr;
    }

    void read_target(
        const TreeNode& node, std::string_view key, const std::string& step, std::string& target
    ) {
        const Entry* entry = find(node, key);
        if (entry == nullptr ||
            !is(entry->value, TreeNode::Kind::Text, key, "the name of a step")) {
            return;
        }
        target = entry->value.text;
        places_[step].targets.push_back({std::string(key), target, entry->value.mark});
    }

    /// A plain text is English.
    AssistantText read_text(const TreeNode& node, std::string_view what) {
        AssistantText text;
        if (node.kind == TreeNode::Kind::Text) {
            add_text(text, "en", node, what);
        } else if (is(node, TreeNode::Kind::Map, what, "a text, or a map from languages to texts"
                   )) {
            for (const Entry& entry : node.entries) {
                const std::string language = base::to_lower(entry.key);
                if (!is_language(language)) {
                    fail(
                        entry.mark,
                        fmt::format(
                            "{}: '{}' is no language, such as en or pt-BR",
                            what,
                            base::shorten(entry.key, 40)
                        )
                    );
                } else if (is(entry.value, TreeNode::Kind::Text, what, "a text in each language")) {
                    add_text(text, language, entry.value, what);
                }
            }
            if (!text.by_language.contains("en")) {
                fail(node.mark, fmt::format("{} has no English text; add en", what));
            }
        }
        return text;
    }

    void add_text(
        AssistantText& text,
        const std::string& language,
        const TreeNode& node,
        std::string_view what
    ) {
        if (base::trim(node.text).empty()) {
            fail(node.mark, fmt::format("{} is empty; write what is said", what));
        } else if (node.text.size() > kMaxText) {
            fail(node.mark, fmt::format("{} is longer than {} bytes", what, kMaxText));
        }
        text.by_language[language] = std::string(base::trim(node.text));
    }

    void read_choices(const TreeNode& node, const std::string& name, AssistantStep& step) {
        const Entry* entry = require(node, "choices", "choices: [{text: Yes, next: more}]");
        if (entry == nullptr) return;
        if (!is(entry->value, TreeNode::Kind::List, "choices", "a list of a text and a next each"
            )) {
            return;
        }
        if (entry->value.items.empty() || entry->value.items.size() > kMaxChoices) {
            fail(entry->value.mark, fmt::format("choices must be 1 to {}", kMaxChoices));
        }
        for (const TreeNode& item : entry->value.items) {
            if (!is(item, TreeNode::Kind::Map, "a choice", "a map with text and next")) continue;
            refuse_unknown(item, {"text", "next"});
            AssistantChoice choice;
            if (const Entry* text = require(item, "text", "text: Yes"); text != nullptr) {
                choice.text = read_text(text->value, "text");
            }
            if (require(item, "next", "next: the name of a step") != nullptr) {
                read_target(item, "next", name, choice.next);
            }
            step.choices.push_back(std::move(choice));
        }
    }

    void read_type(const TreeNode& node, AssistantStep& step) {
        const Entry* entry = find(node, "type");
        if (entry == nullptr) return;
        if (!is(entry->value, TreeNode::Kind::Text, "type", "a request type's id or name")) return;
        if (step.kind == Kind::People && entry->value.text == "off") {
            step.files = false;
        } else if (const auto id = base::parse_int(entry->value.text); id && *id > 0) {
            step.type = *id;
        } else {
            step.type_name = entry->value.text;
        }
    }

    std::size_t file_;
    Report& report_;
    AssistantFlow flow_{};
    AssistantPlaces places_{};
    Mark start_{};
    Mark people_{};
    bool is_good_ = true;
};

std::string_view embedded(std::string_view path) {
    for (const base::EmbeddedFile& file : files::files()) {
        if (file.path == path) return file.content;
    }
    throw std::logic_error("not built in: " + std::string(path));
}

/// Once for all projects: it is the same.
std::shared_ptr<const AssistantFlow> built_in_flow() {
    Report report;
    const std::size_t file = report.add_file("the built-in assistant");
    auto flow = read_assistant_flow(built_in_assistant(), file, report);
    if (!flow) throw std::logic_error(report.in_order().front().to_string());
    return flow;
}

}  // namespace

std::string_view name_of(AssistantStepKind kind) {
    for (const KindRow& row : kinds()) {
        if (row.kind == kind) return row.name;
    }
    return "";
}

std::shared_ptr<const AssistantFlow> read_assistant(const Section& project) {
    const auto written = project.text("assistant");
    if (!written.is_given) return built_in_flow();
    if (!written.is_good || written.value == "off") return nullptr;
    const auto path = project.absolute(written.value);
    const auto content = read_file(path, kMaxBytes);
    if (!content) {
        project.report(written.mark, "assistant: " + content.error().message);
        return nullptr;
    }
    Report& report = project.around().report;
    return read_assistant_flow(content->content, report.add_file(path.string()), report);
}

std::shared_ptr<const AssistantFlow> read_assistant_flow(
    std::string_view text, std::size_t file, Report& report
) {
    return FlowReader(file, report).read(text);
}

std::string_view built_in_assistant() {
    return embedded("assistant.yaml");
}

std::string_view assistant_schema() {
    return embedded("assistant.schema.json");
}

}  // namespace config
