#include "jira/rich_text.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "jira/adf.hpp"
#include "jira/adf_values.hpp"
#include "jira/rendered_html.hpp"

namespace jira {
namespace {

base::SafeHtml plain_to_html(std::string_view plain) {
    std::string html = "<p>";
    for (const std::string_view line : base::split(plain, '\n')) {
        if (html.size() > 3) html += "<br>";
        html += base::escape_html(line);
    }
    return base::SafeHtml::trusted(html + "</p>");
}

}  // namespace

RichText read_rich_text(
    const Json* body, const MediaFiles& files, const std::optional<std::string_view>& rendered
) {
    if (body == nullptr) return {};
    if (body->is_object()) return {adf_to_html(*body, files), adf_to_text(*body, files)};
    const bool is_rendered = rendered && rendered->size() <= kMaxRenderedBytes;
    if (body->is_string() && is_rendered) return sanitise(*rendered);
    if (!body->is_string()) return rendered ? sanitise(*rendered) : RichText{};
    const std::string clean = adf::clean_text(body->get_ref<const std::string&>());
    std::string plain = base::shorten(base::trim(clean), kMaxAdfTextBytes);
    if (plain.empty()) return {};
    base::SafeHtml html = plain_to_html(plain);
    return {std::move(html), std::move(plain)};
}

}  // namespace jira
