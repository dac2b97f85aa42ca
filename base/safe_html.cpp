#include "base/safe_html.hpp"

namespace base {

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

}  // namespace base
