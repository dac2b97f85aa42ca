#include <algorithm>
#include <array>
#include <functional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "jira/adf.hpp"
#include "jira/adf_values.hpp"
#include "jira/json_fields.hpp"

namespace jira::adf {
namespace {

/// How blocks that follow each other are kept apart.
constexpr std::string_view kParagraphBreak = "\n\n";
constexpr std::string_view kLineBreak = "\n";

bool is_inline(std::string_view type) {
    static constexpr std::array<std::string_view, 10> kInline{
        "text",
        "hardBreak",
        "mention",
        "emoji",
        "date",
        "status",
        "inlineCard",
        "mediaInline",
        "inlineExtension",
        "placeholder"};
    return std::find(kInline.begin(), kInline.end(), type) != kInline.end();
}

/// Puts `first` before the first line and `rest` before the others. Stops at the limit: indenting
/// multiplies what is made of line breaks.
std::string indented(std::string_view text, std::string_view first, std::string_view rest) {
    std::string result(first);
    for (const char c : text) {
        if (result.size() > kMaxAdfTextBytes) break;
        result += c;
        if (c == '\n') result += rest;
    }
    return result;
}

class TextRenderer {
public:
    explicit TextRenderer(const MediaFiles& files) : files_(files) {}

    std::string node(const Json& value) {
        if (depth_ >= kMaxAdfDepth || budget_ == 0 || !value.is_object()) return {};
        ++depth_;
        std::string result = dispatch(value, type_of(value));
        --depth_;
        return result;
    }

private:
    using Handler = std::string (TextRenderer::*)(const Json&);

    struct Rule {
        std::string_view type;
        Handler handler;
    };

    static const std::array<Rule, 24> kRules;

    std::string dispatch(const Json& value, std::string_view type) {
        for (const Rule& rule : kRules) {
            if (rule.type == type) return (this->*rule.handler)(value);
        }
        return content_of(value) != nullptr ? paragraphs(value) : labelled(value);
    }

    std::string hard_break(const Json&) { return std::string(kLineBreak); }

    std::string rule(const Json&) { return "---"; }

    std::string mention(const Json& value) { return spend(mention_text(value)); }

    std::string emoji(const Json& value) { return spend(emoji_text(value)); }

    std::string media(const Json& value) { return spend(media_text(value, files_)); }

    std::string bullets(const Json& value) { return list(value, 0); }

    std::string numbers(const Json& value) {
        return list(value, bounded_attribute(value, "order", 1, 999'999));
    }

    std::string paragraphs(const Json& value) { return blocks(value, kParagraphBreak); }

    std::string lines(const Json& value) { return blocks(value, kLineBreak); }

    std::string row(const Json& value) { return blocks(value, " | "); }

    std::string cell(const Json& value) { return blocks(value, " "); }

    std::string quote(const Json& value) { return indented(paragraphs(value), "> ", "> "); }

    std::string text(const Json& value) {
        std::string plain = clean_text(text_member(value, "text").value_or(""));
        const auto link = link_of(value);
        if (link && *link != plain) plain += fmt::format(" ({})", *link);
        return spend(std::move(plain));
    }

    /// status, placeholder, extension and what we don't know: the text it carries.
    std::string labelled(const Json& value) {
        const auto text = text_member(value, "text");
        return spend(clean_text(text ? *text : attribute(value, "text")));
    }

    std::string date(const Json& value) {
        const auto day = day_of(value);
        return day ? spend(day->reader) : std::string();
    }

    std::string card(const Json& value) {
        const Card found = card_of(value);
        if (!found.address || *found.address == found.title) return spend(found.title);
        return spend(fmt::format("{} ({})", found.title, *found.address));
    }

    std::string task(const Json& value) {
        const bool is_done = attribute(value, "state") == "DONE";
        return indented(lines(value), is_done ? "[x] " : "[ ] ", "    ");
    }

    std::string expand(const Json& value) {
        const std::string title = spend(clean_text(attribute(value, "title")));
        const std::string inside = paragraphs(value);
        return title.empty() ? inside : title + std::string(kParagraphBreak) + inside;
    }

    /// `number` 0: bullets.
    std::string list(const Json& value, int number) {
        return joined(value, kLineBreak, [&](const Json& item) {
            const std::string mark = number == 0 ? "- " : fmt::format("{}. ", number++);
            return indented(item_text(item), mark, std::string(mark.size(), ' '));
        });
    }

    std::string item_text(const Json& item) {
        if (depth_ >= kMaxAdfDepth) return {};
        ++depth_;
        std::string result = lines(item);
        --depth_;
        return result;
    }

    /// The children, blocks kept apart by `separator`, inline ones side by side.
    std::string blocks(const Json& value, std::string_view separator) {
        return joined(value, separator, [&](const Json& child) { return node(child); });
    }

    std::string joined(
        const Json& value,
        std::string_view separator,
        const std::function<std::string(const Json&)>& render
    ) const {
        std::string result;
        const Json* content = content_of(value);
        if (content == nullptr) return result;
        bool was_inline = false;
        for (const Json& child : *content) {
            if (result.size() > kMaxAdfTextBytes || budget_ == 0) break;
            const std::string part = render(child);
            const bool now_inline = is_inline(type_of(child));
            if (!result.empty() && !part.empty() && !(was_inline && now_inline)) {
                result += separator;
            }
            result += part;
            was_inline = now_inline;
        }
        return result;
    }

    /// Every text passes here once, so that the whole stays near the limit.
    std::string spend(std::string text) {
        if (text.size() > budget_) text = base::shorten(text, budget_);
        budget_ -= std::min(budget_, text.size());
        return text;
    }

    const MediaFiles& files_;
    std::size_t budget_ = kMaxAdfTextBytes;
    int depth_ = 0;
};

/// What is not here shows its children as paragraphs, or the text it carries.
constexpr std::array<TextRenderer::Rule, 24> TextRenderer::kRules{{
    {"text", &TextRenderer::text},
    {"hardBreak", &TextRenderer::hard_break},
    {"mention", &TextRenderer::mention},
    {"emoji", &TextRenderer::emoji},
    {"date", &TextRenderer::date},
    {"media", &TextRenderer::media},
    {"mediaInline", &TextRenderer::media},
    {"inlineCard", &TextRenderer::card},
    {"blockCard", &TextRenderer::card},
    {"embedCard", &TextRenderer::card},
    {"rule", &TextRenderer::rule},
    {"bulletList", &TextRenderer::bullets},
    {"decisionList", &TextRenderer::bullets},
    {"orderedList", &TextRenderer::numbers},
    {"taskList", &TextRenderer::lines},
    {"taskItem", &TextRenderer::task},
    {"blockTaskItem", &TextRenderer::task},
    {"blockquote", &TextRenderer::quote},
    {"table", &TextRenderer::lines},
    {"tableRow", &TextRenderer::row},
    {"tableCell", &TextRenderer::cell},
    {"tableHeader", &TextRenderer::cell},
    {"expand", &TextRenderer::expand},
    {"nestedExpand", &TextRenderer::expand},
}};

}  // namespace
}  // namespace jira::adf

namespace jira {

std::string adf_to_text(const Json& document, const MediaFiles& files) {
    const std::string text = adf::TextRenderer(files).node(document);
    return base::shorten(base::trim(text), kMaxAdfTextBytes);
}

}  // namespace jira
