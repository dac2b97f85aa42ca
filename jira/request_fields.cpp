#include "jira/request_fields.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "jira/json_fields.hpp"
#include "jira/public_comment.hpp"

namespace jira {
namespace {

constexpr std::size_t kMaxName = 255;
/// More people, organizations or service levels than any request has: a foreign answer must not
/// fill the store.
constexpr std::size_t kMostEntries = 1000;

/// The entries of a list; none for what is no list.
std::vector<const Json*> entries_of(const Json* list) {
    std::vector<const Json*> entries;
    if (list == nullptr || !list->is_array()) return entries;
    for (const Json& entry : *list) {
        if (entries.size() == kMostEntries) break;
        entries.push_back(&entry);
    }
    return entries;
}

bool is_true(const Json& object, std::string_view name) {
    const Json* value = member(object, name);
    return value != nullptr && value->is_boolean() && value->get<bool>();
}

/// Jira's DateDTO. `friendly` is translated, and `epochMillis` is the same in every zone.
std::optional<base::Time> date_member(const Json& object, std::string_view name) {
    const Json* date = member(object, name);
    const auto millis = date != nullptr ? count_member(*date, "epochMillis") : std::nullopt;
    return millis ? std::optional(base::from_millis(*millis)) : std::nullopt;
}

std::optional<Sla::Cycle> read_ongoing(const Json& cycle) {
    const auto started = date_member(cycle, "startTime");
    if (!started) return std::nullopt;
    const Json* goal = member(cycle, "goalDuration");
    const auto millis = goal != nullptr ? count_member(*goal, "millis") : std::nullopt;
    return Sla::Cycle{
        .started = *started,
        .goal = base::milliseconds(millis.value_or(0)),
        .breaches = date_member(cycle, "breachTime"),
        .is_breached = is_true(cycle, "breached"),
        .is_paused = is_true(cycle, "paused"),
    };
}

/// Nothing for a service level that the request never had.
std::optional<Sla> read_sla(const Json& value) {
    auto name = line_member(value, "name", kMaxName);
    if (!name) return std::nullopt;
    Sla sla{.name = *std::move(name)};
    if (const Json* ongoing = member(value, "ongoingCycle")) sla.ongoing = read_ongoing(*ongoing);
    for (const Json* cycle : entries_of(member(value, "completedCycles"))) {
        ++(is_true(*cycle, "breached") ? sla.missed : sla.met);
    }
    if (!sla.ongoing && sla.met + sla.missed == 0) return std::nullopt;
    return sla;
}

std::optional<TypeOfRequest> read_type(const Json* value) {
    const Json* type = value != nullptr ? member(*value, "requestType") : nullptr;
    if (type == nullptr) return std::nullopt;
    const auto id = id_member(*type, "id");
    auto name = line_member(*type, "name", kMaxName);
    if (!id || !name) return std::nullopt;
    return TypeOfRequest{*id, *std::move(name)};
}

/// Since when the request has the status that customers see.
std::optional<base::Time> read_status_since(const Json* value) {
    const Json* current = value != nullptr ? member(*value, "currentStatus") : nullptr;
    if (current == nullptr || !line_member(*current, "status", kMaxName)) return std::nullopt;
    return date_member(*current, "statusDate");
}

}  // namespace

RequestFields find_request_fields(const Json& fields) {
    RequestFields found;
    const std::pair<std::string_view, std::vector<std::string>*> kinds[] = {
        {"com.atlassian.servicedesk:vp-origin", &found.types},
        {"com.atlassian.servicedesk:sd-request-participants", &found.participants},
        {"com.atlassian.servicedesk:sd-customer-organizations", &found.organizations},
        {"com.atlassian.servicedesk:sd-sla-field", &found.slas}};
    if (!fields.is_array()) return found;
    for (const Json& field : fields) {
        const Json* schema = member(field, "schema");
        const auto id = text_member(field, "id");
        if (schema == nullptr || !id) continue;
        const auto custom = text_member(*schema, "custom");
        for (const auto& [kind, ids] : kinds) {
            if (custom == kind) ids->emplace_back(*id);
        }
    }
    return found;
}

std::optional<Organization> read_organization(const Json& organization) {
    const auto id = id_member(organization, "id");
    auto name = line_member(organization, "name", kMaxName);
    if (!id || !name) return std::nullopt;
    return Organization{base::OrganizationId(*id), *std::move(name)};
}

const Json* first_value(const Json& fields, const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
        if (const Json* value = member(fields, id)) return value;
    }
    return nullptr;
}

void read_custom_fields(const Json& fields, const RequestFields& custom, Request& request) {
    const Json* type = first_value(fields, custom.types);
    request.type = read_type(type);
    request.status_since = read_status_since(type);
    for (const Json* entry : entries_of(first_value(fields, custom.participants))) {
        if (auto user = read_user(*entry)) request.participants.push_back(*std::move(user));
    }
    for (const Json* entry : entries_of(first_value(fields, custom.organizations))) {
        if (auto organization = read_organization(*entry)) {
            request.organizations.push_back(*std::move(organization));
        }
    }
    for (const std::string& id : custom.slas) {
        const Json* value = member(fields, id);
        if (auto sla = value != nullptr ? read_sla(*value) : std::nullopt) {
            request.slas.push_back(*std::move(sla));
        }
    }
}

}  // namespace jira
