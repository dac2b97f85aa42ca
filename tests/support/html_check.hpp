#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

/// A second opinion on HTML that claims to be safe: reads it byte by byte and knows nothing of the
/// renderer. Allowed are balanced tags of a short list, each with attributes of a short list in
/// double quotes, and links to http, https and mailto. An image is a slot (base/image_slot.hpp): it
/// names a file by its id and has no address.
class HtmlCheck {
public:
    /// What is wrong, or nothing.
    [[nodiscard]] static std::optional<std::string> complaint(std::string_view html) {
        HtmlCheck check(html);
        return check.run();
    }

private:
    explicit HtmlCheck(std::string_view html) : rest_(html) {}

    template <std::size_t N>
    static bool is_in(const std::array<std::string_view, N>& set, std::string_view word) {
        return std::find(set.begin(), set.end(), word) != set.end();
    }

    std::optional<std::string> run() {
        while (!rest_.empty()) {
            const std::size_t open = rest_.find('<');
            if (rest_.substr(0, open).find_first_of(">\"'") != std::string_view::npos) {
                return "unescaped text";
            }
            if (open == std::string_view::npos) break;
            rest_.remove_prefix(open + 1);
            const std::size_t close = rest_.find('>');
            if (close == std::string_view::npos) return "a tag without an end";
            if (auto wrong = tag(rest_.substr(0, close))) return wrong;
            rest_.remove_prefix(close + 1);
        }
        if (!open_.empty()) return "not closed: " + std::string(open_.back());
        return std::nullopt;
    }

    std::optional<std::string> tag(std::string_view inside) {
        static constexpr std::array<std::string_view, 33> kTags{
            "img",        "p",       "h3",         "h4",     "h5",   "h6",  "ul",
            "ol",         "li",      "blockquote", "pre",    "code", "div", "figure",
            "figcaption", "span",    "a",          "strong", "em",   "u",   "s",
            "sub",        "sup",     "table",      "tbody",  "tr",   "th",  "td",
            "details",    "summary", "time",       "br",     "hr"};
        const bool is_end = inside.starts_with('/');
        if (is_end) inside.remove_prefix(1);
        const std::string_view name = inside.substr(0, inside.find(' '));
        if (name.empty() || !is_in(kTags, name)) return "tag: " + std::string(name);
        if (is_end) return end(name, inside);
        if (name == "img" && !inside.starts_with("img class=\"adf-image\" data-attachment=\"")) {
            return "an image that is no slot";
        }
        if (name != "br" && name != "hr" && name != "img") open_.push_back(name);
        return attributes(inside.substr(name.size()));
    }

    std::optional<std::string> end(std::string_view name, std::string_view inside) {
        if (name != inside || open_.empty() || open_.back() != name) {
            return "out of order: /" + std::string(inside);
        }
        open_.pop_back();
        return std::nullopt;
    }

    static std::optional<std::string> attributes(std::string_view rest) {
        static constexpr std::array<std::string_view, 12> kNames{
            "class",
            "href",
            "rel",
            "colspan",
            "rowspan",
            "start",
            "datetime",
            "data-attachment",
            "alt",
            "width",
            "height",
            "loading"};
        while (!rest.empty()) {
            const std::size_t equals = rest.find("=\"");
            if (rest.front() != ' ' || equals == std::string_view::npos) return "attribute syntax";
            const std::string_view name = rest.substr(1, equals - 1);
            rest.remove_prefix(equals + 2);
            const std::size_t quote = rest.find('"');
            if (quote == std::string_view::npos) return "attribute without an end";
            const std::string_view value = rest.substr(0, quote);
            rest.remove_prefix(quote + 1);
            if (!is_in(kNames, name)) return "attribute: " + std::string(name);
            const bool is_number = name == "data-attachment" || name == "width" || name == "height";
            if (is_number && (value.empty() ||
                              value.find_first_not_of("0123456789") != std::string_view::npos)) {
                return "no number: " + std::string(value);
            }
            if (name == "href" && !is_safe_address(value)) return "href: " + std::string(value);
        }
        return std::nullopt;
    }

    static bool is_safe_address(std::string_view value) {
        std::string lower(value);
        for (char& c : lower) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
            if (c <= ' ' && c >= 0) return false;
        }
        return lower.starts_with("http://") || lower.starts_with("https://") ||
               lower.starts_with("mailto:");
    }

    std::string_view rest_;
    std::vector<std::string_view> open_;
};

}  // namespace tests
