#include "connector/cli/assistant_checks.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"

namespace connector::cli {
namespace {

constexpr const char* kCheck = "assistant";
/// More pages than any desk has: bounds what a list without an end costs.
constexpr int kMostPages = 50;

base::Result<std::vector<jira::RequestType>> types_of(
    jira::Directory& directory, const base::ProjectKey& project
) {
    const auto desk = directory.desk_of(project);
    if (!desk) return tl::unexpected(desk.error());
    std::vector<jira::RequestType> types;
    std::size_t start = 0;
    for (int i = 0; i < kMostPages; ++i) {
        auto page = directory.request_types(*desk, start);
        if (!page) return tl::unexpected(page.error());
        types.insert(types.end(), page->entries.begin(), page->entries.end());
        if (page->is_last || page->rows == 0) break;
        start += page->rows;
    }
    std::erase_if(types, [](const jira::RequestType& type) { return !type.is_shown; });
    return types;
}

/// "'Get IT help'", "7"; empty: the step names none.
std::string named_by(const config::AssistantStep& step) {
    if (step.type != 0) return std::to_string(step.type);
    return step.type_name.empty() ? "" : fmt::format("'{}'", step.type_name);
}

bool is_known(const config::AssistantStep& step, const std::vector<jira::RequestType>& types) {
    return std::any_of(types.begin(), types.end(), [&](const jira::RequestType& type) {
        return step.type != 0 ? type.id == std::to_string(step.type) : type.name == step.type_name;
    });
}

std::string hint(const config::AssistantStep& step, const std::vector<jira::RequestType>& types) {
    std::vector<std::string_view> names;
    for (const jira::RequestType& type : types) names.emplace_back(type.name);
    const auto near = base::nearest(step.type_name, names);
    return near ? fmt::format(" (did you mean '{}'?)", *near) : "";
}

bool names_types(const config::AssistantFlow& flow) {
    return std::any_of(flow.steps.begin(), flow.steps.end(), [](const auto& named) {
        return !named_by(named.second).empty();
    });
}

void check(
    const config::Project& project,
    const std::vector<jira::RequestType>& types,
    provision::Findings& findings
) {
    const std::size_t before = findings.size();
    for (const auto& [name, step] : project.assistant->steps) {
        if (named_by(step).empty() || is_known(step, types)) continue;
        auto finding = provision::wrong(
            kCheck,
            fmt::format(
                "the assistant's step '{}' names the request type {}, which customers are not "
                "shown{}; visitors choose another",
                name,
                named_by(step),
                hint(step, types)
            ),
            "correct it in the flow, or put the type into a group of the portal"
        );
        finding.subject = project.key.value();
        findings.push_back(std::move(finding));
    }
    if (findings.size() > before) return;
    findings.push_back(
        provision::ok(kCheck, project.key.value(), "the request types of its flow are there")
    );
}

}  // namespace

provision::Findings check_assistants(const config::Config& config, jira::Directory& directory) {
    provision::Findings findings;
    for (const config::Project& project : config.projects) {
        if (!project.assistant || !names_types(*project.assistant)) continue;
        const auto types = types_of(directory, project.key);
        if (types) {
            check(project, *types, findings);
        } else {
            findings.push_back(provision::unknown(kCheck, project.key.value(), types.error()));
        }
    }
    return findings;
}

}  // namespace connector::cli
