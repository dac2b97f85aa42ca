#include "jira/adf_values.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "base/time.hpp"
#include "jira/json_fields.hpp"

namespace jira::adf {
namespace {

constexpr std::size_t kMaxAddress = 2048;

bool starts_with_scheme(std::string_view address) {
    static constexpr std::array<std::string_view, 3> kSchemes{"https://", "http://", "mailto:"};
    return std::any_of(kSchemes.begin(), kSchemes.end(), [&](std::string_view scheme) {
        return address.size() > scheme.size() &&
               base::equal_ignoring_case(address.substr(0, scheme.size()), scheme);
    });
}

const Json* attributes(const Json& node) {
    return member(node, "attrs");
}

/// Bytes of the control character, or of the code point that is no character (Unicode 15, 23.7),
/// with which the text begins; 0 for any other. An HTML parser replaces both, so that a page would
/// say something else than the text.
std::size_t stray_length(std::string_view text) {
    const auto byte = [text](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    if (byte(0) < 0x80) {
        const bool is_layout = text[0] == '\n' || text[0] == '\t';
        return !is_layout && base::has_control_character(text.substr(0, 1)) ? 1 : 0;
    }
    if (byte(0) == 0xC2) return byte(1) >= 0x80 && byte(1) < 0xA0 ? 2 : 0;
    if (byte(0) == 0xEF) {
        const bool is_arabic_gap = byte(1) == 0xB7 && byte(2) >= 0x90 && byte(2) <= 0xAF;
        return is_arabic_gap || (byte(1) == 0xBF && byte(2) >= 0xBE) ? 3 : 0;
    }
    const bool ends_plane = (byte(1) & 0x0F) == 0x0F && byte(2) == 0xBF && byte(3) >= 0xBE;
    return byte(0) >= 0xF0 && ends_plane ? 4 : 0;
}

}  // namespace

std::string_view type_of(const Json& node) {
    return text_member(node, "type").value_or("");
}

const Json* content_of(const Json& node) {
    const Json* content = member(node, "content");
    return content != nullptr && content->is_array() ? content : nullptr;
}

std::string_view attribute(const Json& node, std::string_view name) {
    const Json* attrs = attributes(node);
    return attrs != nullptr ? text_member(*attrs, name).value_or("") : "";
}

int bounded_attribute(const Json& node, std::string_view name, int low, int high) {
    const Json* attrs = attributes(node);
    const auto number = attrs != nullptr ? count_member(*attrs, name) : std::nullopt;
    return static_cast<int>(std::clamp<std::int64_t>(number.value_or(low), low, high));
}

std::string clean_text(std::string_view text) {
    const std::string all = base::shorten(text, kMaxAdfHtmlBytes);
    std::string result;
    result.reserve(all.size());
    for (std::string_view rest = all; !rest.empty();) {
        const std::size_t stray = stray_length(rest);
        if (stray == 0) result += rest.front();
        rest.remove_prefix(std::max<std::size_t>(stray, 1));
    }
    return result;
}

std::optional<std::string_view> safe_address(std::string_view address) {
    address = base::trim(address);
    if (address.size() > kMaxAddress || !starts_with_scheme(address)) return std::nullopt;
    // Browsers drop line breaks inside an address; nothing that needs such leniency gets through.
    if (base::has_control_character(address) || clean_text(address) != address) return std::nullopt;
    if (address.find(' ') != std::string_view::npos) return std::nullopt;
    return address;
}

std::optional<std::string_view> link_of(const Json& text_node) {
    const Json* marks = member(text_node, "marks");
    if (marks == nullptr || !marks->is_array()) return std::nullopt;
    for (const Json& mark : *marks) {
        if (type_of(mark) == "link") return safe_address(attribute(mark, "href"));
    }
    return std::nullopt;
}

Card card_of(const Json& node) {
    std::string_view address = attribute(node, "url");
    std::string_view title;
    const Json* attrs = attributes(node);
    if (const Json* data = attrs != nullptr ? member(*attrs, "data") : nullptr) {
        title = text_member(*data, "name").value_or("");
        if (address.empty()) address = text_member(*data, "url").value_or("");
    }
    Card card{clean_text(title.empty() ? address : title), safe_address(address)};
    if (card.title.empty()) card.title = "[link]";
    return card;
}

std::string mention_text(const Json& node) {
    const std::string name = clean_text(attribute(node, "text"));
    return name.starts_with('@') ? name : "@" + name;
}

std::string emoji_text(const Json& node) {
    const std::string_view text = attribute(node, "text");
    return clean_text(text.empty() ? attribute(node, "shortName") : text);
}

std::string media_text(const Json& node, const MediaFiles& files) {
    constexpr std::size_t kMaxAlt = 200;
    if (const auto known = files.find(&node); known != files.end()) {
        const auto& [id, name, is_picture] = known->second;
        return (is_picture ? "[image: " : "[attachment: ") + name + "]";
    }
    const std::string alt = base::shorten(clean_text(attribute(node, "alt")), kMaxAlt);
    return alt.empty() ? "[attachment]" : "[attachment: " + alt + "]";
}

std::optional<Day> day_of(const Json& node) {
    // The years 1 to 9999: outside, formatting has no four digits.
    constexpr std::int64_t kFirst = -62'135'596'800'000;
    constexpr std::int64_t kLast = 253'402'300'799'999;
    auto millis = base::parse_int(attribute(node, "timestamp"));
    if (const Json* attrs = attributes(node); !millis && attrs != nullptr) {
        millis = count_member(*attrs, "timestamp");
    }
    if (!millis || *millis < kFirst || *millis > kLast) return std::nullopt;
    const base::Time time = base::from_millis(*millis);
    const std::string reader = base::format_for_reading(time);
    return Day{base::format_time(time).substr(0, 10), reader.substr(0, reader.find(','))};
}

}  // namespace jira::adf
