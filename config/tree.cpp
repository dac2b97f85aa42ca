#include "config/tree.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <istream>
#include <sstream>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "base/text.hpp"

namespace config {
namespace {

constexpr std::size_t kMaxDepth = 20;
constexpr std::size_t kMaxFaults = 100;

/// Leaves the parser early: throwing is the only way out of the library's event loop.
struct Abandoned final : std::exception {};

Mark place_of(const YAML::Mark& mark) {
    return {std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
}

bool is_flow(YAML::EmitterStyle::value style) {
    return style == YAML::EmitterStyle::Flow;
}

/// Turns the library's events into nodes, and refuses what a configuration has no use for.
class Builder final : public YAML::EventHandler {
public:
    explicit Builder(Tree& tree) : tree_(tree) {}

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (documents_++ == 0) return;
        fault(place_of(mark), "a second document ('---') is refused; write one document per file");
        throw Abandoned();
    }

    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        place(
            {checked(TreeNode::Kind::Nothing, mark, "?", anchor), place_of(mark), false, {}, {}, {}}
        );
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        fault(
            place_of(mark),
            "aliases (*name) are refused; repeat the value, or quote it if it is text"
        );
        place({TreeNode::Kind::Refused, place_of(mark), false, {}, {}, {}});
    }

    void OnScalar(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        const std::string& value
    ) override {
        TreeNode node{
            checked(TreeNode::Kind::Text, mark, tag, anchor), place_of(mark), false, value, {}, {}};
        if (base::has_control_character(value)) {
            fault(
                node.mark,
                "a line break or other control character in a text; keep the text on one line"
            );
            node.kind = TreeNode::Kind::Refused;
        }
        place(std::move(node));
    }

    void OnSequenceStart(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        YAML::EmitterStyle::value style
    ) override {
        open(
            {checked(TreeNode::Kind::List, mark, tag, anchor),
             place_of(mark),
             is_flow(style),
             {},
             {},
             {}},
            false
        );
    }

    void OnSequenceEnd() override { close(); }

    void OnMapStart(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        YAML::EmitterStyle::value style
    ) override {
        open(
            {checked(TreeNode::Kind::Map, mark, tag, anchor),
             place_of(mark),
             is_flow(style),
             {},
             {},
             {}},
            true
        );
    }

    void OnMapEnd() override {
        refuse_duplicates(open_.back().node);
        close();
    }

    /// Of the innermost list or map that is not closed yet.
    [[nodiscard]] std::optional<Mark> open_mark() const {
        return open_.empty() ? std::nullopt : std::optional(open_.back().node.mark);
    }

private:
    struct Frame {
        TreeNode node;
        bool is_map = false;
        bool awaits_value = false;
        Entry entry{};
        bool is_key_usable = true;
    };

    void fault(Mark mark, std::string message) {
        tree_.faults.push_back({mark, std::move(message)});
        if (tree_.faults.size() < kMaxFaults) return;
        tree_.faults.push_back({mark, "too many problems, the rest of this file was not read"});
        throw Abandoned();
    }

    TreeNode::Kind checked(
        TreeNode::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor
    ) {
        if (anchor != 0) {
            fault(
                place_of(mark),
                "anchors (&name) are refused; quote the value if it is meant as text"
            );
            return TreeNode::Kind::Refused;
        }
        // "?" is a plain value, "!" a quoted one.
        if (!tag.empty() && tag != "?" && tag != "!") {
            fault(
                place_of(mark), "tags (!name) are refused; quote the value if it is meant as text"
            );
            return TreeNode::Kind::Refused;
        }
        return kind;
    }

    void open(TreeNode node, bool is_map) {
        if (open_.size() == kMaxDepth) {
            fault(node.mark, fmt::format("nested deeper than {} levels", kMaxDepth));
            throw Abandoned();
        }
        Frame frame;
        frame.node = std::move(node);
        frame.is_map = is_map;
        open_.push_back(std::move(frame));
    }

    void close() {
        TreeNode node = std::move(open_.back().node);
        open_.pop_back();
        place(std::move(node));
    }

    /// Puts a finished node where it belongs: the root, a list's end, a map's next key or value.
    void place(TreeNode node) {
        if (open_.empty()) {
            tree_.root = std::move(node);
            return;
        }
        Frame& parent = open_.back();
        if (!parent.is_map) {
            parent.node.items.push_back(std::move(node));
        } else if (parent.awaits_value) {
            parent.awaits_value = false;
            // The library places what was left out at whatever comes next.
            if (node.kind == TreeNode::Kind::Nothing) node.mark = parent.entry.mark;
            parent.entry.value = std::move(node);
            if (parent.is_key_usable) parent.node.entries.push_back(std::move(parent.entry));
        } else {
            place_key(parent, std::move(node));
        }
    }

    void place_key(Frame& parent, TreeNode key) {
        parent.awaits_value = true;
        parent.is_key_usable = key.kind == TreeNode::Kind::Text;
        const Mark mark = key.mark;
        const bool is_reported =
            key.kind == TreeNode::Kind::Text || key.kind == TreeNode::Kind::Refused;
        parent.entry = Entry{std::move(key.text), mark, {}};
        if (!is_reported) fault(mark, "a key must be a word followed by ':'");
    }

    /// The first one stays. A key without a value is not named: it may be the second half of a
    /// secret with a comma in it, as in `{password: one,two}`.
    void refuse_duplicates(TreeNode& map) {
        std::unordered_map<std::string_view, int> first_lines;
        for (const Entry& entry : map.entries) {
            const auto [first, is_new] = first_lines.emplace(entry.key, entry.mark.line);
            if (is_new) continue;
            const std::string name = entry.value.kind == TreeNode::Kind::Nothing
                                         ? std::string()
                                         : fmt::format(" '{}'", base::shorten(entry.key, 40));
            fault(
                entry.mark,
                fmt::format("duplicate key{}, first given on line {}", name, first->second)
            );
        }
        std::vector<Entry> kept;
        for (Entry& entry : map.entries) {
            if (first_lines.erase(entry.key) > 0) kept.push_back(std::move(entry));
        }
        map.entries = std::move(kept);
    }

    Tree& tree_;
    std::vector<Frame> open_{};
    int documents_ = 0;
};

constexpr std::string_view kTabs = "indent with spaces, not with tabs";

/// The library misunderstands most tabs at the start of a line, and then blames what follows.
bool is_indented_by_tabs(std::string_view text, Mark mark) {
    const auto lines = base::split(text, '\n');
    const auto index = static_cast<std::size_t>(mark.line) - 1;
    if (index >= lines.size()) return false;
    const std::string_view line = lines[index];
    const std::size_t first = line.find_first_not_of(" \t");
    return line.substr(0, first).find('\t') != std::string_view::npos;
}

/// What the library says, in words that help. Its own text is not passed on: some of its messages
/// quote the file, and what stands there may be a secret.
std::string explain(std::string_view library_message) {
    static const std::array<std::pair<std::string_view, std::string_view>, 13> explanations{{
        {YAML::ErrorMsg::UNKNOWN_ANCHOR,
         "aliases (*name) are refused; repeat the value, or quote it if it is text"},
        {YAML::ErrorMsg::TAB_IN_INDENTATION, kTabs},
        {YAML::ErrorMsg::END_OF_MAP_FLOW, "this '{' is not closed by '}'"},
        {YAML::ErrorMsg::END_OF_SEQ_FLOW, "this '[' is not closed by ']'"},
        {YAML::ErrorMsg::END_OF_MAP,
         "this line does not fit the keys above it; look at its indentation and for a missing ':'"},
        {YAML::ErrorMsg::END_OF_SEQ,
         "this line does not fit the list above it; look at its indentation"},
        {YAML::ErrorMsg::MAP_VALUE, "unexpected ':'; put a text that holds ': ' in quotes"},
        {YAML::ErrorMsg::MAP_KEY, "unexpected key; look at the indentation"},
        {YAML::ErrorMsg::BLOCK_ENTRY, "unexpected '- '; look at the indentation"},
        {YAML::ErrorMsg::EOF_IN_SCALAR, "a quote is opened before this place and never closed"},
        {YAML::ErrorMsg::INVALID_ESCAPE,
         "unknown escape in a \"text\"; write \\\\ for a backslash, or use 'single quotes'"},
        {YAML::ErrorMsg::UNKNOWN_TOKEN,
         "a value cannot start with this character; put the value in quotes"},
        {YAML::ErrorMsg::FLOW_END, "a closing '}' or ']' without its opening one"},
    }};
    for (const auto& [start, words] : explanations) {
        if (library_message.substr(0, start.size()) == start) return std::string(words);
    }
    return "this is not valid YAML; look at quotes, brackets and indentation";
}

/// Before YAML sees them: the library would replace bad bytes and decode other character sets.
std::optional<TreeFault> bad_bytes(std::string_view text) {
    int line = 0;
    for (const std::string_view content : base::split(text, '\n')) {
        ++line;
        if (!base::is_utf8(content)) {
            return TreeFault{{line, 1}, "this line is not UTF-8 text; save the file as UTF-8"};
        }
        for (std::size_t i = 0; i < content.size(); ++i) {
            const char c = content[i];
            if (c == '\t' || c == '\r' || !base::has_control_character({&c, 1})) continue;
            return TreeFault{
                {line, static_cast<int>(i) + 1},
                "a control character; the file must be plain UTF-8 text"};
        }
    }
    return std::nullopt;
}

}  // namespace

Tree parse_tree(std::string_view text) {
    Tree tree;
    if (auto fault = bad_bytes(text)) {
        tree.faults.push_back(std::move(*fault));
        return tree;
    }
    std::istringstream stream{std::string(text)};
    Builder builder(tree);
    try {
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
        if (!tree.root) tree.root = TreeNode{};
    } catch (const Abandoned&) {
        // Its reason is among the faults. What was read so far would only cause false alarms.
        tree.root.reset();
    } catch (const YAML::Exception& error) {
        // The seam to the library: its exceptions become values here.
        tree.root.reset();
        // Where a bracket is missed is no help; at the end of the file the library has no place.
        const bool misses_bracket = error.msg == YAML::ErrorMsg::END_OF_MAP_FLOW ||
                                    error.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW;
        const Mark found = place_of(error.mark);
        const Mark mark = misses_bracket ? builder.open_mark().value_or(found) : found;
        const bool blames_tab = is_indented_by_tabs(text, mark);
        tree.faults.push_back({mark, blames_tab ? std::string(kTabs) : explain(error.msg)});
    }
    return tree;
}

}  // namespace config
