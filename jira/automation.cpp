#include "jira/automation.hpp"

#include <array>

#include <nlohmann/json.hpp>

#include "jira/json_fields.hpp"
#include "jira/json_pick.hpp"

namespace jira {
namespace {

struct Place {
    std::string_view id;
    std::string_view project;
    std::string_view updated;
};

constexpr Place kJiraFormat{"issue.id", "issue.fields.project.key", "issue.fields.updated"};
constexpr Place kAutomationFormat{"id", "fields.project.key", "fields.updated"};
constexpr std::array kPaths{
    kJiraFormat.id,
    kJiraFormat.project,
    kJiraFormat.updated,
    kAutomationFormat.id,
    kAutomationFormat.project,
    kAutomationFormat.updated};

/// A text in one format, a number in the other.
std::string stamp_at(const Json& picked, std::string_view path) {
    if (const auto text = text_member(picked, path)) return std::string(*text);
    const auto number = count_member(picked, path);
    return number ? std::to_string(*number) : std::string();
}

}  // namespace

base::Result<AutomationHint> parse_automation(std::string_view raw_body) {
    const auto picked = pick_json(raw_body, kPaths);
    if (!picked) {
        return base::fail(base::ErrorKind::Invalid, "automation: " + picked.error().message);
    }
    for (const Place& place : {kJiraFormat, kAutomationFormat}) {
        const auto id = id_member(*picked, place.id);
        if (!id) continue;
        AutomationHint hint{
            .request = base::RequestId(*id), .updated = stamp_at(*picked, place.updated)};
        if (auto key = line_member(*picked, place.project, 255)) {
            hint.project = base::ProjectKey(*std::move(key));
        }
        return hint;
    }
    return base::fail(base::ErrorKind::Invalid, "automation: no issue id");
}

}  // namespace jira
