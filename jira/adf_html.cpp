#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/image_slot.hpp"
#include "base/text.hpp"
#include "jira/adf.hpp"
#include "jira/adf_values.hpp"
#include "jira/html_writer.hpp"
#include "jira/json_fields.hpp"

namespace jira::adf {
namespace {

/// Nodes that are one element around their children.
struct PlainNode {
    std::string_view type;
    std::string_view tag;
    std::string_view attributes;
    /// The element that must enclose it, "" for any. Elsewhere only the children show: a list item
    /// outside a list would otherwise close the page's own <li>.
    std::string_view parent;
};

constexpr std::array<PlainNode, 14> kPlainNodes{{
    {"paragraph", "p", "", ""},
    {"bulletList", "ul", "", ""},
    {"taskList", "ul", "class=\"adf-tasks\"", ""},
    {"decisionList", "ul", "class=\"adf-decisions\"", ""},
    {"decisionItem", "li", "class=\"adf-decision\"", "ul"},
    {"blockquote", "blockquote", "", ""},
    {"tableRow", "tr", "", "tbody"},
    {"layoutSection", "div", "class=\"adf-layout\"", ""},
    {"layoutColumn", "div", "class=\"adf-column\"", ""},
    {"mediaSingle", "figure", "class=\"adf-file\"", ""},
    {"mediaGroup", "div", "class=\"adf-files\"", ""},
    {"caption", "figcaption", "", "figure"},
    {"bodiedExtension", "div", "class=\"adf-extension\"", ""},
    {"bodiedSyncBlock", "div", "class=\"adf-extension\"", ""},
}};

constexpr std::array<std::string_view, 6> kHeadings{"h3", "h4", "h5", "h6", "h6", "h6"};
constexpr std::array<std::string_view, 7> kPanels{
    "info", "note", "tip", "warning", "error", "success", "custom"};
constexpr std::array<std::string_view, 6> kColors{
    "neutral", "purple", "blue", "red", "yellow", "green"};

/// `class="adf-panel adf-panel-info"`; a kind that is not listed is left out.
template <std::size_t N>
std::string kind_class(
    std::string_view name, std::string_view kind, const std::array<std::string_view, N>& kinds
) {
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
        return fmt::format("class=\"adf-{}\"", name);
    }
    return fmt::format("class=\"adf-{0} adf-{0}-{1}\"", name, kind);
}

/// The elements for a text node's marks, outermost first. Each mark counts once and in our order,
/// however often the document repeats it; colours and what we don't know are dropped.
std::vector<std::string_view> mark_tags(const Json& text_node) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kTags{
        {{"strong", "strong"},
         {"em", "em"},
         {"underline", "u"},
         {"strike", "s"},
         {"code", "code"}}};
    std::vector<std::string_view> tags;
    const Json* marks = member(text_node, "marks");
    if (marks == nullptr || !marks->is_array()) return tags;
    const auto find = [&](std::string_view type) {
        return std::find_if(marks->begin(), marks->end(), [&](const Json& mark) {
            return type_of(mark) == type;
        });
    };
    for (const auto& [type, tag] : kTags) {
        if (find(type) != marks->end()) tags.push_back(tag);
    }
    if (const auto subsup = find("subsup"); subsup != marks->end()) {
        tags.push_back(attribute(*subsup, "type") == "sub" ? "sub" : "sup");
    }
    return tags;
}

class HtmlRenderer {
public:
    explicit HtmlRenderer(const MediaFiles& files) : files_(files) {}

    [[nodiscard]] base::SafeHtml render(const Json& document) {
        node(document);
        return base::SafeHtml::trusted(std::move(out_).finish());
    }

private:
    using Handler = void (HtmlRenderer::*)(const Json&);

    struct SpecialNode {
        std::string_view type;
        Handler handler;
    };

    static const std::array<SpecialNode, 28> kSpecialNodes;

    void node(const Json& value) {
        if (depth_ >= kMaxAdfDepth || out_.is_full() || !value.is_object()) return;
        ++depth_;
        dispatch(value);
        --depth_;
    }

    void dispatch(const Json& value) {
        const std::string_view type = type_of(value);
        for (const SpecialNode& special : kSpecialNodes) {
            if (special.type == type) return (this->*special.handler)(value);
        }
        for (const PlainNode& plain : kPlainNodes) {
            if (plain.type == type) return plain_node(value, plain);
        }
        unknown(value);
    }

    void children(const Json& value) {
        const Json* content = content_of(value);
        if (content == nullptr) return;
        for (const Json& child : *content) node(child);
    }

    void plain_node(const Json& value, const PlainNode& plain) {
        element_inside(plain.parent, plain.tag, plain.attributes, value);
    }

    /// An element around the children where its parent allows it, the children alone elsewhere.
    void element_inside(
        std::string_view parent,
        std::string_view tag,
        std::string_view attributes,
        const Json& value
    ) {
        std::optional<Element> element;
        if (parent.empty() || out_.enclosing() == parent) element.emplace(out_, tag, attributes);
        children(value);
    }

    void unknown(const Json& value) {
        if (const auto text = text_member(value, "text")) out_.text(clean_text(*text));
        if (content_of(value) != nullptr) return children(value);
        out_.text(clean_text(attribute(value, "text")));
    }

    void text(const Json& value) {
        const std::string plain = clean_text(text_member(value, "text").value_or(""));
        const auto link = link_of(value);
        if (!link) return marked(mark_tags(value), plain);
        const Element a(out_, "a", link_attributes(*link));
        marked(mark_tags(value), plain);
    }

    static std::string link_attributes(std::string_view address) {
        return fmt::format(
            "href=\"{}\" rel=\"noopener noreferrer nofollow\"", base::escape_html(address)
        );
    }

    void marked(std::span<const std::string_view> tags, std::string_view plain) {
        if (tags.empty()) return out_.text(plain);
        const Element element(out_, tags.front());
        marked(tags.subspan(1), plain);
    }

    void hard_break(const Json&) { out_.single("br"); }

    void rule(const Json&) { out_.single("hr"); }

    void heading(const Json& value) {
        const int level = bounded_attribute(value, "level", 1, 6);
        const Element h(out_, kHeadings.at(static_cast<std::size_t>(level) - 1));
        children(value);
    }

    void ordered_list(const Json& value) {
        const int start = bounded_attribute(value, "order", 1, 999'999);
        const Element ol(out_, "ol", start == 1 ? "" : fmt::format("start=\"{}\"", start));
        children(value);
    }

    void list_item(const Json& value) {
        const bool is_numbered = out_.enclosing() == "ol";
        element_inside(is_numbered ? "ol" : "ul", "li", "", value);
    }

    void task_item(const Json& value) {
        const bool is_done = attribute(value, "state") == "DONE";
        std::optional<Element> li;
        if (out_.enclosing() == "ul") {
            li.emplace(out_, "li", is_done ? "class=\"adf-task adf-done\"" : "class=\"adf-task\"");
        }
        out_.text(is_done ? "☑ " : "☐ ");
        children(value);
    }

    void code_block(const Json& value) {
        const Element pre(out_, "pre", "class=\"adf-code\"");
        const Element code(out_, "code");
        children(value);
    }

    void panel(const Json& value) {
        const Element div(out_, "div", kind_class("panel", attribute(value, "panelType"), kPanels));
        children(value);
    }

    void status(const Json& value) {
        const Element span(out_, "span", kind_class("status", attribute(value, "color"), kColors));
        out_.text(clean_text(attribute(value, "text")));
    }

    void expand(const Json& value) {
        const Element details(out_, "details", "class=\"adf-expand\"");
        {
            const Element summary(out_, "summary");
            const std::string title = clean_text(attribute(value, "title"));
            out_.text(title.empty() ? "…" : title);
        }
        children(value);
    }

    void table(const Json& value) {
        const Element table(out_, "table", "class=\"adf-table\"");
        const Element body(out_, "tbody");
        children(value);
    }

    void header_cell(const Json& value) { cell(value, "th"); }

    void data_cell(const Json& value) { cell(value, "td"); }

    /// Spans are bounded: a browser lays out every cell they promise.
    void cell(const Json& value, std::string_view tag) {
        const int columns = bounded_attribute(value, "colspan", 1, 100);
        const int rows = bounded_attribute(value, "rowspan", 1, 100);
        std::string attributes;
        if (columns > 1) attributes += fmt::format("colspan=\"{}\"", columns);
        if (columns > 1 && rows > 1) attributes += ' ';
        if (rows > 1) attributes += fmt::format("rowspan=\"{}\"", rows);
        element_inside("tr", tag, attributes, value);
    }

    void labelled(std::string_view css_class, std::string_view plain) {
        const Element span(out_, "span", css_class);
        out_.text(plain);
    }

    void mention(const Json& value) { labelled("class=\"adf-mention\"", mention_text(value)); }

    void emoji(const Json& value) { out_.text(emoji_text(value)); }

    void media(const Json& value) {
        const auto known = files_.find(&value);
        if (known == files_.end() || !known->second.is_picture) {
            const bool is_listed = known != files_.end() && type_of(value) == "media";
            return labelled(
                is_listed ? "class=\"adf-media adf-listed\"" : "class=\"adf-media\"",
                media_text(value, files_)
            );
        }
        constexpr int kMaxPixels = 10'000;
        out_.single(base::image_slot(
            {.id = known->second.id,
             .alt = known->second.name,
             .width = bounded_attribute(value, "width", 0, kMaxPixels),
             .height = bounded_attribute(value, "height", 0, kMaxPixels)}
        ));
    }

    void placeholder(const Json& value) {
        labelled("class=\"adf-placeholder\"", clean_text(attribute(value, "text")));
    }

    void extension(const Json& value) {
        const std::string plain = clean_text(attribute(value, "text"));
        if (!plain.empty()) labelled("class=\"adf-extension\"", plain);
    }

    void date(const Json& value) {
        const auto day = day_of(value);
        if (!day) return;
        const Element time(out_, "time", fmt::format("datetime=\"{}\"", day->machine));
        out_.text(day->reader);
    }

    void inline_card(const Json& value) {
        const Card card = card_of(value);
        std::optional<Element> a;
        if (card.address) a.emplace(out_, "a", link_attributes(*card.address));
        out_.text(card.title);
    }

    void block_card(const Json& value) {
        const Element p(out_, "p", "class=\"adf-card\"");
        inline_card(value);
    }

    const MediaFiles& files_;
    HtmlWriter out_{kMaxAdfHtmlBytes};
    int depth_ = 0;
};

constexpr std::array<HtmlRenderer::SpecialNode, 28> HtmlRenderer::kSpecialNodes{{
    {"doc", &HtmlRenderer::children},
    {"text", &HtmlRenderer::text},
    {"hardBreak", &HtmlRenderer::hard_break},
    {"rule", &HtmlRenderer::rule},
    {"heading", &HtmlRenderer::heading},
    {"orderedList", &HtmlRenderer::ordered_list},
    {"listItem", &HtmlRenderer::list_item},
    {"taskItem", &HtmlRenderer::task_item},
    {"blockTaskItem", &HtmlRenderer::task_item},
    {"codeBlock", &HtmlRenderer::code_block},
    {"panel", &HtmlRenderer::panel},
    {"status", &HtmlRenderer::status},
    {"expand", &HtmlRenderer::expand},
    {"nestedExpand", &HtmlRenderer::expand},
    {"table", &HtmlRenderer::table},
    {"tableHeader", &HtmlRenderer::header_cell},
    {"tableCell", &HtmlRenderer::data_cell},
    {"mention", &HtmlRenderer::mention},
    {"emoji", &HtmlRenderer::emoji},
    {"media", &HtmlRenderer::media},
    {"mediaInline", &HtmlRenderer::media},
    {"placeholder", &HtmlRenderer::placeholder},
    {"extension", &HtmlRenderer::extension},
    {"inlineExtension", &HtmlRenderer::extension},
    {"date", &HtmlRenderer::date},
    {"inlineCard", &HtmlRenderer::inline_card},
    {"blockCard", &HtmlRenderer::block_card},
    {"embedCard", &HtmlRenderer::block_card},
}};

}  // namespace
}  // namespace jira::adf

namespace jira {

base::SafeHtml adf_to_html(const Json& document, const MediaFiles& files) {
    return adf::HtmlRenderer(files).render(document);
}

}  // namespace jira
