#include "jira/rendered_html.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <gumbo.h>

#include "base/text.hpp"
#include "jira/adf.hpp"
#include "jira/adf_values.hpp"
#include "jira/html_writer.hpp"

namespace jira {
namespace {

/// The parser makes stray bytes of a character reference far beyond Unicode. A text that has some
/// keeps its ASCII.
std::string in_utf8(std::string_view raw) {
    std::string text(raw);
    if (base::is_utf8(text)) return text;
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    return text;
}

const GumboElement* element_of(const GumboNode& node) {
    const bool is_element = node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE;
    return is_element ? &node.v.element : nullptr;
}

template <typename Visit>
void for_each_child(const GumboElement& element, const Visit& visit) {
    for (unsigned at = 0; at < element.children.length; ++at) {
        visit(*static_cast<const GumboNode*>(element.children.data[at]));
    }
}

/// The parser's tree of a page with that body. Not gumbo's fragments: it ignores forms in them.
class Parsed {
public:
    explicit Parsed(std::string_view html)
        : page_("<!DOCTYPE html><body>" + std::string(html)),
          options_(kGumboDefaultOptions),
          tree_(gumbo_parse_with_options(&options_, page_.data(), page_.size())) {}

    ~Parsed() { gumbo_destroy_output(&options_, tree_); }

    Parsed(const Parsed&) = delete;
    Parsed& operator=(const Parsed&) = delete;

    /// Null when the page made itself a frameset.
    [[nodiscard]] const GumboElement* body() const {
        const GumboElement* found = nullptr;
        const GumboElement* root = element_of(*tree_->root);
        if (root == nullptr) return nullptr;
        for_each_child(*root, [&](const GumboNode& child) {
            const GumboElement* element = element_of(child);
            if (element != nullptr && element->tag == GUMBO_TAG_BODY) found = element;
        });
        return found;
    }

private:
    const std::string page_;
    GumboOptions options_;
    GumboOutput* tree_;
};

bool is_within_caps(std::string_view html, std::size_t max_bytes = kMaxRenderedBytes) {
    const auto tags = static_cast<std::size_t>(std::count(html.begin(), html.end(), '<'));
    return html.size() <= max_bytes && tags <= kMaxRenderedTags;
}

std::string_view attribute_of(const GumboElement& element, const char* name) {
    const GumboAttribute* found = gumbo_get_attribute(&element.attributes, name);
    return found == nullptr ? std::string_view() : std::string_view(found->value);
}

/// Elements that go with all that is in them, besides whatever is not HTML (svg, math).
bool is_dropped(const GumboElement& element) {
    if (element.tag_namespace != GUMBO_NAMESPACE_HTML) return true;
    static constexpr std::array kDropped{
        GUMBO_TAG_SCRIPT,    GUMBO_TAG_STYLE,   GUMBO_TAG_TEMPLATE, GUMBO_TAG_NOSCRIPT,
        GUMBO_TAG_FORM,      GUMBO_TAG_IFRAME,  GUMBO_TAG_OBJECT,   GUMBO_TAG_EMBED,
        GUMBO_TAG_APPLET,    GUMBO_TAG_NOEMBED, GUMBO_TAG_NOFRAMES, GUMBO_TAG_FRAMESET,
        GUMBO_TAG_TEXTAREA,  GUMBO_TAG_SELECT,  GUMBO_TAG_TITLE,    GUMBO_TAG_XMP,
        GUMBO_TAG_PLAINTEXT, GUMBO_TAG_CANVAS,  GUMBO_TAG_AUDIO,    GUMBO_TAG_VIDEO,
        GUMBO_TAG_HEAD,      GUMBO_TAG_BUTTON,  GUMBO_TAG_MARQUEE,  GUMBO_TAG_CAPTION};
    return std::find(kDropped.begin(), kDropped.end(), element.tag) != kDropped.end();
}

struct Kind {
    GumboTag tag;
    std::string_view name;         ///< as it is written
    bool is_block = false;         ///< closes an open <p> in a browser
    std::string_view parent = "";  ///< the one element in which it may stand; "": anywhere
};

constexpr std::array<Kind, 44> kKinds{{
    {GUMBO_TAG_P, "p", true},
    {GUMBO_TAG_H1, "h3", true},
    {GUMBO_TAG_H2, "h3", true},
    {GUMBO_TAG_H3, "h3", true},
    {GUMBO_TAG_H4, "h4", true},
    {GUMBO_TAG_H5, "h5", true},
    {GUMBO_TAG_H6, "h6", true},
    {GUMBO_TAG_UL, "ul", true},
    {GUMBO_TAG_OL, "ol", true},
    {GUMBO_TAG_LI, "li", true},
    {GUMBO_TAG_BLOCKQUOTE, "blockquote", true},
    {GUMBO_TAG_PRE, "pre", true},
    {GUMBO_TAG_DIV, "div", true},
    {GUMBO_TAG_FIGURE, "figure", true},
    {GUMBO_TAG_FIGCAPTION, "figcaption", true},
    {GUMBO_TAG_DETAILS, "details", true},
    {GUMBO_TAG_SUMMARY, "summary", true},
    {GUMBO_TAG_TABLE, "table", true},
    {GUMBO_TAG_TBODY, "tbody", false, "table"},
    {GUMBO_TAG_THEAD, "tbody", false, "table"},
    {GUMBO_TAG_TFOOT, "tbody", false, "table"},
    {GUMBO_TAG_TR, "tr", false, "tbody"},
    {GUMBO_TAG_TH, "th", false, "tr"},
    {GUMBO_TAG_TD, "td", false, "tr"},
    {GUMBO_TAG_HR, "hr", true},
    {GUMBO_TAG_BR, "br"},
    {GUMBO_TAG_A, "a"},
    {GUMBO_TAG_CODE, "code"},
    {GUMBO_TAG_TT, "code"},
    {GUMBO_TAG_KBD, "code"},
    {GUMBO_TAG_SAMP, "code"},
    {GUMBO_TAG_STRONG, "strong"},
    {GUMBO_TAG_B, "strong"},
    {GUMBO_TAG_EM, "em"},
    {GUMBO_TAG_I, "em"},
    {GUMBO_TAG_CITE, "em"},
    {GUMBO_TAG_U, "u"},
    {GUMBO_TAG_INS, "u"},
    {GUMBO_TAG_S, "s"},
    {GUMBO_TAG_DEL, "s"},
    {GUMBO_TAG_STRIKE, "s"},
    {GUMBO_TAG_SUB, "sub"},
    {GUMBO_TAG_SUP, "sup"},
    {GUMBO_TAG_SPAN, "span"},
}};

const Kind* kind_of(GumboTag tag) {
    const auto* found = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& kind) {
        return kind.tag == tag;
    });
    return found == kKinds.end() ? nullptr : found;
}

bool is_heading(std::string_view name) {
    return name.size() == 2 && name[0] == 'h' && name != "hr";
}

/// Writes the tree anew. What a browser would not leave where it stands (a block in a paragraph, a
/// link in a link, a row outside a table) loses its tags, so that the result means the same to
/// every parser and a second pass finds nothing to do.
class Sanitiser {
public:
    RichText run(const GumboElement& body) {
        children(body);
        const std::string clean = adf::clean_text(text_);
        return {
            base::SafeHtml::trusted(std::move(out_).finish()),
            base::shorten(base::trim(clean), kMaxAdfTextBytes)};
    }

private:
    void children(const GumboElement& element) {
        for_each_child(element, [this](const GumboNode& child) { node(child); });
    }

    void node(const GumboNode& value) {
        if (depth_ >= kMaxRenderedDepth || out_.is_full()) return;
        ++depth_;
        if (const GumboElement* inner = element_of(value)) {
            element(*inner);
        } else if (value.type == GUMBO_NODE_TEXT || value.type == GUMBO_NODE_CDATA || value.type == GUMBO_NODE_WHITESPACE) {
            text(value.v.text.text);
        }
        --depth_;
    }

    void element(const GumboElement& value) {
        if (is_dropped(value)) return;
        if (value.tag == GUMBO_TAG_IMG) return image(value);
        const Kind* kind = kind_of(value.tag);
        // Only rows and cells may stand in a table; a browser moves everything else out of it.
        if (is_in_table_frame() && (kind == nullptr || kind->parent != out_.enclosing())) return;
        if (kind == nullptr || !fits(*kind)) return children(value);
        if (kind->tag == GUMBO_TAG_BR || kind->tag == GUMBO_TAG_HR) return single(kind->name);
        std::string attributes;
        if (kind->tag == GUMBO_TAG_A) {
            attributes = link_attributes(value);
            if (attributes.empty()) return children(value);
        }
        if (kind->name == "ol") attributes = number(value, "start", 2, 999'999);
        if (kind->name == "td" || kind->name == "th") {
            attributes = number(value, "colspan", 2, 100) + number(value, "rowspan", 2, 100);
        }
        write(*kind, base::trim(attributes), value);
    }

    void write(const Kind& kind, std::string_view attributes, const GumboElement& value) {
        if (kind.is_block || kind.name == "tr") break_line();
        const Element element(out_, kind.name, attributes);
        is_pre_start_ = kind.name == "pre";
        open_.push_back(kind.name);
        children(value);
        open_.pop_back();
        is_pre_start_ = false;
        if (kind.name == "td" || kind.name == "th") text_ += ' ';
        if (kind.is_block) break_line();
    }

    [[nodiscard]] bool is_in_table_frame() const {
        const std::string_view parent = out_.enclosing();
        return parent == "table" || parent == "tbody" || parent == "tr";
    }

    [[nodiscard]] bool fits(const Kind& kind) const {
        const std::string_view parent = out_.enclosing();
        if (!kind.parent.empty()) return parent == kind.parent;
        if (kind.name == "li") return parent == "ul" || parent == "ol";
        if (kind.name == "a") return std::find(open_.begin(), open_.end(), "a") == open_.end();
        if (is_heading(kind.name) && is_heading(parent)) return false;
        return !kind.is_block || !is_in_paragraph();
    }

    /// Down to the table cell that begins a place of its own.
    [[nodiscard]] bool is_in_paragraph() const {
        for (auto at = open_.rbegin(); at != open_.rend(); ++at) {
            if (*at == "p") return true;
            if (*at == "td" || *at == "th") return false;
        }
        return false;
    }

    void single(std::string_view name) {
        is_pre_start_ = false;
        out_.single(name);
        text_ += '\n';
    }

    void image(const GumboElement& value) {
        const std::string alt =
            base::shorten(adf::clean_text(in_utf8(attribute_of(value, "alt"))), kMaxAltBytes);
        text(alt.empty() ? "[attachment]" : "[attachment: " + alt + "]");
    }

    void text(std::string_view raw) {
        if (is_in_table_frame()) return;
        std::string plain = adf::clean_text(in_utf8(raw));
        // A parser swallows a line break that follows <pre>.
        if (is_pre_start_) plain.erase(0, plain.find_first_not_of('\n'));
        if (plain.empty()) return;
        is_pre_start_ = false;
        out_.text(plain);
        if (text_.size() < kMaxAdfTextBytes) text_ += plain;
    }

    static std::string link_attributes(const GumboElement& value) {
        const std::string href = in_utf8(attribute_of(value, "href"));
        const auto address = adf::safe_address(href);
        if (!address) return {};
        return fmt::format(
            "href=\"{}\" rel=\"noopener noreferrer nofollow\"", base::escape_html(*address)
        );
    }

    /// `name="3"` and a blank, when the number is within the bounds.
    static std::string number(
        const GumboElement& value, const char* name, std::int64_t low, std::int64_t high
    ) {
        const auto number = base::parse_int(attribute_of(value, name));
        if (!number || *number < low || *number > high) return {};
        return fmt::format("{}=\"{}\" ", name, *number);
    }

    void break_line() {
        if (!text_.empty() && text_.back() != '\n') text_ += '\n';
    }

    static constexpr std::size_t kMaxAltBytes = 200;

    HtmlWriter out_{kMaxAdfHtmlBytes};
    std::string text_;
    std::vector<std::string_view> open_;
    int depth_ = 0;
    bool is_pre_start_ = false;
};

RichText written_anew(std::string_view html) {
    const Parsed parsed(html);
    const GumboElement* body = parsed.body();
    return body == nullptr ? RichText{} : Sanitiser().run(*body);
}

RichText escaped(std::string_view html) {
    const std::string plain = base::shorten(adf::clean_text(html), kMaxAdfTextBytes);
    return {base::SafeHtml::trusted("<p>" + base::escape_html(plain) + "</p>"), plain};
}

std::optional<base::AttachmentId> attachment_at(std::string_view address) {
    static constexpr std::array<std::string_view, 4> kPlaces{
        "/attachment/content/",
        "/attachment/thumbnail/",
        "/secure/attachment/",
        "/secure/thumbnail/"};
    for (const std::string_view place : kPlaces) {
        const std::size_t at = address.find(place);
        if (at == std::string_view::npos) continue;
        const std::string_view rest = address.substr(at + place.size());
        const auto id = base::parse_int(rest.substr(0, rest.find_first_of("/?#")));
        if (id && *id > 0) return base::AttachmentId(*id);
    }
    return std::nullopt;
}

/// `link`: the file of the link around it.
void collect(
    const GumboElement& element,
    std::optional<base::AttachmentId> link,
    int depth,
    std::vector<base::AttachmentId>& ids
) {
    if (depth >= kMaxRenderedDepth || is_dropped(element)) return;
    const bool is_link = element.tag == GUMBO_TAG_A;
    if (is_link || element.tag == GUMBO_TAG_IMG) {
        const auto found = attachment_at(attribute_of(element, is_link ? "href" : "src"));
        if (found && found != link) ids.push_back(*found);
        if (is_link) link = found;
    }
    for_each_child(element, [&](const GumboNode& child) {
        if (const GumboElement* inner = element_of(child)) collect(*inner, link, depth + 1, ids);
    });
}

}  // namespace

RichText sanitise(std::string_view html) {
    return is_within_caps(html) ? written_anew(html) : escaped(html);
}

std::optional<base::SafeHtml> sanitise_article(std::string_view html) {
    if (!is_within_caps(html, kMaxArticleBytes)) return std::nullopt;
    return written_anew(html).html;
}

std::optional<std::vector<base::AttachmentId>> attachments_shown_in(std::string_view html) {
    if (!is_within_caps(html)) return std::nullopt;
    const Parsed parsed(html);
    std::vector<base::AttachmentId> ids;
    if (const GumboElement* body = parsed.body()) collect(*body, std::nullopt, 0, ids);
    return ids;
}

}  // namespace jira
