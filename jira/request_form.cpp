#include "jira/request_form.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "jira/json_fields.hpp"

namespace jira {
namespace {

constexpr std::size_t kMaxFields = 90;
constexpr std::size_t kMaxOptions = 500;
constexpr std::size_t kMaxId = 64;
constexpr std::size_t kMaxName = 255;
constexpr std::size_t kMaxHelp = 2000;

bool is_true(const Json& object, std::string_view name) {
    const Json* value = member(object, name);
    return value != nullptr && value->is_boolean() && value->get<bool>();
}

bool is_shown(const Json& field) {
    const Json* visible = member(field, "visible");
    return visible == nullptr || !visible->is_boolean() || visible->get<bool>();
}

/// Nothing: options that depend on each other, or too many.
std::optional<std::vector<FieldOption>> read_options(const Json& field) {
    std::vector<FieldOption> options;
    const Json* values = member(field, "validValues");
    if (values == nullptr || !values->is_array()) return options;
    if (values->size() > kMaxOptions) return std::nullopt;
    for (const Json& value : *values) {
        const Json* children = member(value, "children");
        if (children != nullptr && children->is_array() && !children->empty()) return std::nullopt;
        const auto id = line_member(value, "value", kMaxId);
        const auto label = line_member(value, "label", kMaxName);
        if (id && label) options.push_back({*id, *label});
    }
    return options;
}

/// By the schema: https://developer.atlassian.com/cloud/jira/platform/rest/v3/, "JsonTypeBean".
FieldKind kind_of(const Json& schema, std::string_view id, bool has_options) {
    const std::string_view type = text_member(schema, "type").value_or("");
    const std::string_view items = text_member(schema, "items").value_or("");
    const std::string_view custom = text_member(schema, "custom").value_or("");
    if (has_options) {
        if (type == "option" || type == "priority" || type == "string") return FieldKind::Choice;
        const bool is_list = type == "array" && (items == "option" || items == "component" ||
                                                 items == "version" || items == "string");
        return is_list ? FieldKind::Choices : FieldKind::Unsupported;
    }
    if (type == "date") return FieldKind::Date;
    if (type != "string") return FieldKind::Unsupported;
    const bool is_long =
        id == "description" || id == "environment" || custom.ends_with(":textarea");
    if (is_long) return FieldKind::LongText;
    const bool is_line = custom.empty() || custom.ends_with(":textfield");
    return is_line ? FieldKind::Text : FieldKind::Unsupported;
}

std::optional<FormField> read_field(const Json& field) {
    const auto id = line_member(field, "fieldId", kMaxId);
    if (!id) return std::nullopt;
    FormField read{
        .id = *id,
        .name = line_member(field, "name", kMaxName).value_or(*id),
        .help = line_member(field, "description", kMaxHelp).value_or(""),
        .is_required = is_true(field, "required")};
    const Json* schema = member(field, "jiraSchema");
    auto options = read_options(field);
    if (schema == nullptr || !options) return read;
    read.kind = kind_of(*schema, *id, !options->empty());
    read.options = *std::move(options);
    return read;
}

}  // namespace

base::Result<RequestForm> read_request_form(const Json& answer) {
    const Json* fields = member(answer, "requestTypeFields");
    if (fields == nullptr || !fields->is_array() || fields->size() > kMaxFields) {
        return base::fail(base::ErrorKind::Invalid, "GET requesttype/field: no list of fields");
    }
    RequestForm form{.may_raise_for_others = is_true(answer, "canRaiseOnBehalfOf"), .fields = {}};
    for (const Json& field : *fields) {
        if (!is_shown(field)) continue;
        if (auto read = read_field(field)) form.fields.push_back(*std::move(read));
    }
    return form;
}

}  // namespace jira
