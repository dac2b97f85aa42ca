#include "base/image_slot.hpp"

#include <functional>

#include <fmt/format.h>

#include "base/text.hpp"

namespace base {
namespace {

constexpr std::string_view kStart = "img class=\"adf-image\" data-attachment=\"";
constexpr std::string_view kAlt = "\" alt=\"";

/// What stands between two marks, taken off the front of `rest` with the second.
std::string_view take_until(std::string_view& rest, std::string_view mark) {
    const std::size_t end = rest.find(mark);
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + mark.size());
    return part;
}

/// One slot, its parts as they are written.
struct Parts {
    std::string_view id;
    std::string_view alt;         ///< escaped
    std::string_view attributes;  ///< the others
};

SafeHtml replace_slots(const SafeHtml& html, const std::function<std::string(const Parts&)>& by) {
    static const std::string opening = "<" + std::string(kStart);
    std::string_view rest = html.value();
    std::string result;
    for (std::size_t at = rest.find(opening); at != std::string_view::npos;
         at = rest.find(opening)) {
        result += rest.substr(0, at);
        rest.remove_prefix(at + opening.size());
        Parts parts;
        parts.id = take_until(rest, kAlt);
        parts.alt = take_until(rest, "\"");
        parts.attributes = take_until(rest, ">");
        result += by(parts);
    }
    return SafeHtml::trusted(result.append(rest));
}

}  // namespace

std::string image_slot(const ImageSlot& slot) {
    std::string tag = fmt::format("{}{}{}{}\"", kStart, slot.id, kAlt, escape_html(slot.alt));
    if (slot.width > 0 && slot.height > 0) {
        tag += fmt::format(" width=\"{}\" height=\"{}\"", slot.width, slot.height);
    }
    return tag + " loading=\"lazy\"";
}

bool has_image_slot(const SafeHtml& html, std::int64_t id) {
    return html.value().find(fmt::format("<{}{}\"", kStart, id)) != std::string::npos;
}

SafeHtml fill_image_slots(const SafeHtml& html, std::string_view prefix) {
    const std::string address = escape_html(prefix);
    return replace_slots(html, [&](const Parts& parts) {
        return fmt::format(
            "<a href=\"{0}{1}\"><img class=\"adf-image\" src=\"{0}{1}\" alt=\"{2}\"{3}></a>",
            address,
            parse_int(parts.id).value_or(0),
            parts.alt,
            parts.attributes
        );
    });
}

SafeHtml image_slots_as_text(const SafeHtml& html) {
    return replace_slots(html, [](const Parts& parts) {
        return fmt::format("[image: {}]", parts.alt);
    });
}

}  // namespace base
