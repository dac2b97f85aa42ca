#include "config/schema.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "config/options.hpp"

namespace config {
namespace {

/// Keys in the order of the table: editors offer them in this order.
using Json = nlohmann::ordered_json;

Json section_schema(std::string_view path);

std::string_view pattern_of(Type type) {
    switch (type) {
        case Type::Email: return "^[^@\\s<>]+@[^@\\s<>]+$";
        case Type::Mailbox: return "^([^<>]*<[^@\\s<>]+@[^@\\s<>]+>|[^@\\s<>]+@[^@\\s<>]+)$";
        case Type::Url:
            return "^(https://|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:|/|$))[^\\s@?#]*$";
        case Type::Origin:
            return "^(https://|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:|/|$))[^\\s@?#/]*/?$";
        case Type::SmtpUrl: return "^smtps?://[^\\s@/]+:[0-9]{1,5}$";
        case Type::StoreUrl: return "^(sqlite:[^:]|postgresql://)";
        case Type::Endpoint: return "^[^\\s/@]+:[0-9]{1,5}$";
        case Type::Network: return "^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$";
        case Type::Host: return "^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$";
        case Type::Duration: return "^[0-9]{1,8}[smhd]$";
        case Type::ProjectKey: return "^[A-Z][A-Z0-9_]+$";
        case Type::PortalPath: return "^/[a-z0-9-]+$";
        case Type::Color: return "^#[0-9A-Fa-f]{6}$";
        case Type::Section:
        case Type::Text:
        case Type::Path:
        case Type::Glob:
        case Type::Count:
        case Type::Switch:
        case Type::Choice: break;
    }
    return "";
}

/// A reference may stand in any value; what it brings is known to load() only.
Json reference_schema() {
    return {{"type", "string"}, {"pattern", "\\$\\{.+\\}"}};
}

Json text_schema(const Option& option) {
    Json schema{{"type", "string"}, {"minLength", 1}};
    const std::string_view pattern = pattern_of(option.type);
    if (pattern.empty()) return schema;
    schema["pattern"] = fmt::format("({})|\\$\\{{.+\\}}", pattern);
    return schema;
}

/// Words that YAML readers take for something else are allowed as what they take them for.
Json choice_schema(const Option& option) {
    Json words = Json::array();
    for (const std::string_view word : option.choices) {
        words.push_back(word);
        if (word == "off") words.push_back(false);
        if (word == "1") words.push_back(1);
    }
    return {{"anyOf", Json::array({Json{{"enum", words}}, reference_schema()})}};
}

Json count_schema(const Option& option) {
    const Json number{{"type", "integer"}, {"minimum", option.least}, {"maximum", option.most}};
    const Json digits{{"type", "string"}, {"pattern", "^[0-9]+$"}};
    return {{"anyOf", Json::array({number, digits, reference_schema()})}};
}

Json single_schema(const Option& option) {
    switch (option.type) {
        case Type::Section: return section_schema(section_path(option));
        case Type::Choice: return choice_schema(option);
        case Type::Count: return count_schema(option);
        case Type::Switch: {
            const Json words{{"enum", {true, false, "on", "off", "true", "false"}}};
            return {{"anyOf", Json::array({words, reference_schema()})}};
        }
        case Type::Text:
        case Type::Email:
        case Type::Mailbox:
        case Type::Url:
        case Type::Origin:
        case Type::SmtpUrl:
        case Type::StoreUrl:
        case Type::Endpoint:
        case Type::Network:
        case Type::Host:
        case Type::Path:
        case Type::Glob:
        case Type::Duration:
        case Type::ProjectKey:
        case Type::PortalPath:
        case Type::Color: return text_schema(option);
    }
    return Json::object();
}

Json shaped_schema(const Option& option) {
    Json single =
        option.path == "projects" ? Json{{"$ref", "#/definitions/project"}} : single_schema(option);
    switch (option.shape) {
        case Shape::One: return single;
        case Shape::Many: return {{"type", "array"}, {"items", single}};
        case Shape::ByAddress:
        case Shape::ByName:
        case Shape::ByDomain: return {{"type", "object"}, {"additionalProperties", single}};
        case Shape::OneOrTwo: {
            const Json list{{"type", "array"}, {"items", single}, {"minItems", 1}, {"maxItems", 2}};
            return {{"anyOf", Json::array({single, list})}};
        }
    }
    return single;
}

Json option_schema(const Option& option) {
    Json schema = shaped_schema(option);
    schema["description"] = option.sentence;
    // As text: what the loader reads, and what an editor would insert.
    if (!option.fallback.empty()) schema["default"] = option.fallback;
    return schema;
}

Json section_schema(std::string_view path) {
    Json properties = Json::object();
    Json required = Json::array();
    for (const Option* option : options_below(path)) {
        properties[std::string(option->key())] = option_schema(*option);
        if (option->is_required) required.push_back(option->key());
    }
    Json schema{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
    if (!required.empty()) schema["required"] = required;
    return schema;
}

}  // namespace

std::string json_schema() {
    Json project = section_schema("projects[]");
    project["oneOf"] = Json::array({Json{{"required", {"path"}}}, Json{{"required", {"host"}}}});
    Json schema = section_schema("");
    schema["anyOf"] =
        Json::array({Json{{"required", {"projects"}}}, Json{{"required", {"include"}}}});
    Json whole{
        {"$schema", "http://json-schema.org/draft-07/schema#"},
        {"title", "jsm-connector configuration"}};
    whole.update(schema);
    whole["definitions"] = Json{{"project", project}};
    return whole.dump(2);
}

}  // namespace config
