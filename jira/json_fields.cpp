#include "jira/json_fields.hpp"

#include <limits>

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace jira {
namespace {

std::optional<std::int64_t> whole_number(const Json& value) {
    if (!value.is_number_integer()) return std::nullopt;
    if (value.is_number_unsigned()) {
        constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
        const auto number = value.get<std::uint64_t>();
        if (number > kMax) return std::nullopt;
    }
    return value.get<std::int64_t>();
}

}  // namespace

const Json* member(const Json& object, std::string_view name) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(name);
    if (found == object.end() || found->is_null() || found->is_discarded()) return nullptr;
    return &*found;
}

std::optional<std::string_view> text_member(const Json& object, std::string_view name) {
    const Json* value = member(object, name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return value->get_ref<const std::string&>();
}

std::optional<std::string> line_member(
    const Json& object, std::string_view name, std::size_t max_bytes
) {
    const auto text = text_member(object, name);
    if (!text) return std::nullopt;
    std::string line(*text);
    for (char& c : line) {
        if (base::has_control_character({&c, 1})) c = ' ';
    }
    line = base::shorten(base::trim(line), max_bytes);
    if (line.empty()) return std::nullopt;
    return line;
}

std::optional<std::int64_t> id_member(const Json& object, std::string_view name) {
    const Json* value = member(object, name);
    if (value == nullptr) return std::nullopt;
    const auto id = value->is_string() ? base::parse_int(value->get_ref<const std::string&>())
                                       : whole_number(*value);
    if (!id || *id <= 0) return std::nullopt;
    return id;
}

std::optional<std::int64_t> count_member(const Json& object, std::string_view name) {
    const Json* value = member(object, name);
    if (value == nullptr) return std::nullopt;
    const auto count = whole_number(*value);
    if (!count || *count < 0) return std::nullopt;
    return count;
}

}  // namespace jira
