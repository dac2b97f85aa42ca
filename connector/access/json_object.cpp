#include "connector/access/json_object.hpp"

#include <utility>

#include <nlohmann/json.hpp>

namespace connector::access {
namespace {

using Json = nlohmann::json;

/// The farthest second that milliseconds since 1970 can tell of in 53 bits.
constexpr double kLastSecond = 9.0e12;

}  // namespace

JsonObject::JsonObject(std::shared_ptr<const Json> value) : value_(std::move(value)) {}

base::Result<JsonObject> JsonObject::parse(std::string_view text) {
    const bool is_readable = text.size() <= kMaxBytes && text.find('\0') == std::string_view::npos;
    const auto is_shallow = [](int depth, Json::parse_event_t, Json&) {
        return depth <= kMaxDepth;
    };
    Json value = is_readable ? Json::parse(text, is_shallow, false) : Json();
    if (!value.is_object()) return base::fail(base::ErrorKind::Invalid, "it is no JSON object");
    return JsonObject(std::make_shared<const Json>(std::move(value)));
}

const Json* JsonObject::find(std::string_view name) const {
    const auto found = value_->find(std::string(name));
    return found == value_->end() ? nullptr : &*found;
}

bool JsonObject::has(std::string_view name) const {
    return find(name) != nullptr;
}

std::optional<std::string> JsonObject::text(std::string_view name) const {
    const Json* member = find(name);
    if (member == nullptr || !member->is_string()) return std::nullopt;
    return member->get<std::string>();
}

std::optional<std::int64_t> JsonObject::number(std::string_view name) const {
    const Json* member = find(name);
    if (member == nullptr || !member->is_number()) return std::nullopt;
    const auto value = member->get<double>();
    if (!(value >= 0 && value <= kLastSecond)) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

bool JsonObject::is_true(std::string_view name) const {
    const Json* member = find(name);
    return member != nullptr && member->is_boolean() && member->get<bool>();
}

std::vector<std::string> JsonObject::texts(std::string_view name) const {
    const Json* member = find(name);
    if (member == nullptr) return {};
    if (member->is_string()) return {member->get<std::string>()};
    if (!member->is_array()) return {};
    std::vector<std::string> found;
    for (const Json& item : *member) {
        if (!item.is_string()) return {};
        found.push_back(item.get<std::string>());
    }
    return found;
}

std::vector<JsonObject> JsonObject::objects(std::string_view name) const {
    const Json* member = find(name);
    std::vector<JsonObject> found;
    if (member == nullptr || !member->is_array()) return found;
    for (const Json& item : *member) {
        if (item.is_object()) found.push_back(JsonObject(std::make_shared<const Json>(item)));
    }
    return found;
}

}  // namespace connector::access
