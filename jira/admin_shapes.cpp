#include "jira/admin_shapes.hpp"

#include <nlohmann/json.hpp>

#include "jira/json_fields.hpp"

namespace jira {
namespace {

constexpr std::size_t kMaxName = 255;
constexpr std::size_t kMaxText = 4000;
constexpr std::size_t kMaxId = 64;
constexpr std::string_view kIssueFilter = "issue-related-events-section";

std::optional<bool> bool_member(const Json& object, std::string_view name) {
    const Json* value = member(object, name);
    if (value == nullptr || !value->is_boolean()) return std::nullopt;
    return value->get<bool>();
}

/// Ids come as texts or as numbers.
std::optional<std::string> id_text(const Json& object, std::string_view name) {
    if (const auto number = id_member(object, name)) return std::to_string(*number);
    return std::nullopt;
}

/// "17" of ".../rest/webhooks/1.0/webhook/17".
std::optional<std::string> last_part(std::string_view address) {
    const std::string_view part = address.substr(address.rfind('/') + 1);
    if (part.empty() || part.size() > kMaxId) return std::nullopt;
    if (part.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    return std::string(part);
}

}  // namespace

std::optional<Desk> read_desk(const Json& desk) {
    const auto id = id_text(desk, "id");
    const auto key = line_member(desk, "projectKey", kMaxName);
    if (!id || !key) return std::nullopt;
    return Desk{.id = *id, .project = base::ProjectKey(*key)};
}

std::optional<RequestType> read_request_type(const Json& type) {
    const auto id = id_text(type, "id");
    if (!id) return std::nullopt;
    const Json* groups = member(type, "groupIds");
    return RequestType{
        .id = *id,
        .name = line_member(type, "name", kMaxName).value_or("request type " + *id),
        .is_shown = groups != nullptr && groups->is_array() && !groups->empty(),
        .is_open = text_member(type, "restrictionStatus").value_or("OPEN") == "OPEN",
        .may_create = bool_member(type, "canCreateRequest").value_or(true),
        .description = line_member(type, "description", kMaxText).value_or(""),
        .help = line_member(type, "helpText", kMaxText).value_or(""),
    };
}

base::Result<RequestSecurity> read_request_security(const Json& answer) {
    const auto open = bool_member(answer, "serviceDeskOpenAccess");
    const auto manage = bool_member(answer, "manageEnabled");
    const auto autocomplete = bool_member(answer, "autocompleteEnabled");
    if (!open || !manage || !autocomplete) {
        return base::fail(
            base::ErrorKind::Invalid, "GET requestsecurity: not the members that we know"
        );
    }
    return RequestSecurity{
        .is_open = *open,
        .manage_enabled = *manage,
        .autocomplete_enabled = *autocomplete,
        .public_signup = bool_member(answer, "serviceDeskPublicSignup"),
        .global_signup = bool_member(answer, "globalPublicSignup"),
        .global_anonymous_access = bool_member(answer, "globalAnonymousAccess"),
    };
}

Json request_security_body(const RequestSecurity& wanted) {
    Json body{
        {"serviceDeskOpenAccess", wanted.is_open},
        {"manageEnabled", wanted.manage_enabled},
        {"autocompleteEnabled", wanted.autocomplete_enabled}};
    if (wanted.public_signup) body["serviceDeskPublicSignup"] = *wanted.public_signup;
    return body;
}

std::optional<Webhook> read_webhook(const Json& webhook) {
    auto id = id_text(webhook, "id");
    if (!id) id = last_part(text_member(webhook, "self").value_or(""));
    const auto url = text_member(webhook, "url");
    if (!id || !url) return std::nullopt;
    Webhook read{
        .id = *id,
        .name = line_member(webhook, "name", kMaxName).value_or(""),
        .url = std::string(*url),
        .is_enabled = bool_member(webhook, "enabled")
                          .value_or(bool_member(webhook, "active").value_or(false)),
        .has_body = !bool_member(webhook, "excludeBody").value_or(false),
        .is_signed = bool_member(webhook, "isSigned").value_or(false),
    };
    const Json* events = member(webhook, "events");
    for (const Json& event : events != nullptr && events->is_array() ? *events : Json::array()) {
        if (event.is_string()) read.events.push_back(event.get<std::string>());
    }
    if (const Json* filters = member(webhook, "filters")) {
        read.filter = text_member(*filters, kIssueFilter).value_or("");
    }
    return read;
}

Json webhook_body(const Webhook& wanted, const base::Secret& secret) {
    Json filters = Json::object();
    filters[std::string(kIssueFilter)] = wanted.filter;
    return {
        {"name", wanted.name},
        {"url", wanted.url},
        {"events", wanted.events},
        {"filters", std::move(filters)},
        {"excludeBody", !wanted.has_body},
        {"enabled", wanted.is_enabled},
        {"secret", secret.reveal()}};
}

std::vector<std::string> unknown_permissions(std::string_view raw_answer) {
    const auto answer = parse_json(raw_answer);
    const Json* errors = answer ? member(*answer, "errors") : nullptr;
    std::vector<std::string> keys;
    if (errors == nullptr || !errors->is_object()) return keys;
    for (const auto& [key, why] : errors->items()) keys.push_back(key);
    return keys;
}

}  // namespace jira
