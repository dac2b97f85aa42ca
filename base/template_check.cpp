#include "base/template_check.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace base {
namespace {

/// ctemplate escapes these like plain text, so that `javascript:` and foreign hosts would pass.
constexpr std::array<std::string_view, 7> kUncheckedAttributes{
    "formaction", "ping", "poster", "srcdoc", "srcset", "imagesrcset", "xlink:href"};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The attribute's name when `before` ends in `name=`, else nothing.
std::string_view attribute_at_end(std::string_view before) {
    before = trim(before);
    if (!before.ends_with('=')) return {};
    before = trim(before.substr(0, before.size() - 1));
    const std::size_t start = before.find_last_of(" \t\r\n<\"'/");
    return start == std::string_view::npos ? before : before.substr(start + 1);
}

/// Walks over HTML just closely enough to know whether it stands in a tag and in which attribute.
class HtmlPosition {
public:
    explicit HtmlPosition(std::string_view html) : html_(html) {}

    void step_over(std::size_t at) {
        const char c = html_[at];
        if (!in_tag_) {
            in_tag_ = c == '<' && at + 1 < html_.size() && is_letter(html_[at + 1]);
        } else if (quote_ != '\0') {
            if (c == quote_) quote_ = '\0';
        } else if (c == '"' || c == '\'') {
            quote_ = c;
            attribute_ = attribute_at_end(html_.substr(0, at));
        } else if (c == '>') {
            in_tag_ = false;
        }
    }

    [[nodiscard]] bool is_in_tag() const { return in_tag_; }

    [[nodiscard]] bool is_quoted() const { return quote_ != '\0' && !attribute_.empty(); }

    [[nodiscard]] bool is_in_unchecked_attribute() const {
        return std::any_of(
            kUncheckedAttributes.begin(),
            kUncheckedAttributes.end(),
            [this](std::string_view name) { return equal_ignoring_case(name, attribute_); }
        );
    }

private:
    std::string_view html_;
    bool in_tag_ = false;
    char quote_ = '\0';
    std::string_view attribute_;
};

/// Why a marker (the text between the braces) must not stand at `position`; empty when it may.
std::string_view objection_to(std::string_view marker, const HtmlPosition& position) {
    if (marker.starts_with('>')) return "is an include";
    if (marker.starts_with('=')) return "changes the delimiters";
    if (marker.empty() || std::string_view("#/!%").find(marker[0]) != std::string_view::npos) {
        return {};
    }
    const auto parts = split(marker, ':');
    const bool is_raw = std::find(parts.begin() + 1, parts.end(), "none") != parts.end();
    if (is_raw && !parts[0].ends_with("_HTML")) return "switches escaping off";
    if (!position.is_in_tag()) return {};
    if (is_raw) return "puts HTML into a tag";
    if (!position.is_quoted()) return "stands in a tag outside a quoted attribute";
    if (position.is_in_unchecked_attribute()) return "stands in an attribute nobody checks";
    return {};
}

}  // namespace

std::optional<std::string> find_unsafe_marker(std::string_view html) {
    HtmlPosition position(html);
    for (std::size_t at = 0; at < html.size();) {
        if (!html.substr(at).starts_with("{{")) {
            position.step_over(at++);
            continue;
        }
        const std::size_t end = html.find("}}", at);
        if (end == std::string_view::npos) return "a marker is not closed";
        const std::string_view marker = html.substr(at + 2, end - at - 2);
        const std::string_view objection = objection_to(marker, position);
        if (!objection.empty()) return "{{" + std::string(marker) + "}} " + std::string(objection);
        at = end + 2;
    }
    return std::nullopt;
}

}  // namespace base
