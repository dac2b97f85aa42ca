#include "base/safe_html.hpp"

#include <algorithm>
#include <array>

namespace base {
namespace {

/// Tags that may stand within a word.
constexpr std::array<std::string_view, 12> kInline{
    "a", "b", "code", "del", "em", "i", "s", "span", "strong", "sub", "sup", "u"};

struct Entity {
    std::string_view name;
    char character;
};

constexpr std::array kEntities{
    Entity{"&amp;", '&'},
    Entity{"&lt;", '<'},
    Entity{"&gt;", '>'},
    Entity{"&quot;", '"'},
    Entity{"&#39;", '\''}};

/// "/strong" and "a href=..." -> true
bool is_inline(std::string_view tag) {
    if (tag.starts_with('/')) tag.remove_prefix(1);
    const std::string_view name = tag.substr(0, tag.find_first_of(" \t\n/"));
    return std::find(kInline.begin(), kInline.end(), name) != kInline.end();
}

}  // namespace

SafeHtml SafeHtml::paragraphs(std::string_view text) {
    std::string html;
    bool is_open = false;
    for (const std::string_view raw_line : split(text, '\n')) {
        const std::string_view line = trim(raw_line);
        if (line.empty()) {
            if (is_open) html += "</p>";
            is_open = false;
            continue;
        }
        html += is_open ? "<br>" : "<p>";
        html += escape_html(line);
        is_open = true;
    }
    if (is_open) html += "</p>";
    return trusted(std::move(html));
}

std::string text_of(const SafeHtml& html) {
    std::string text;
    std::string_view rest = html.value();
    while (!rest.empty()) {
        std::size_t used = 1;
        if (rest.front() == '<') {
            const std::size_t end = std::min(rest.find('>'), rest.size());
            if (!is_inline(rest.substr(1, end - 1))) text += ' ';
            used = end + 1;
        } else {
            const auto* const entity =
                std::find_if(kEntities.begin(), kEntities.end(), [&](const Entity& each) {
                    return rest.starts_with(each.name);
                });
            const bool is_entity = entity != kEntities.end();
            text += is_entity ? entity->character : rest.front();
            if (is_entity) used = entity->name.size();
        }
        rest.remove_prefix(std::min(used, rest.size()));
    }
    return text;
}

}  // namespace base
