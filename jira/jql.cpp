#include "jira/jql.hpp"

#include <stdexcept>

#include <fmt/format.h>

namespace jira {

std::string quote_jql(std::string_view value) {
    std::string quoted = "\"";
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            quoted += fmt::format("\\u{:04x}", byte);
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

std::string projects_jql(std::span<const base::ProjectKey> projects) {
    // Without a restriction it would be a query for the whole site.
    if (projects.empty()) throw std::invalid_argument("a JQL query without a project");
    std::string keys;
    for (const base::ProjectKey& project : projects) {
        if (!keys.empty()) keys += ", ";
        keys += quote_jql(project.value());
    }
    return fmt::format("project in ({})", keys);
}

std::string changed_requests_jql(
    std::span<const base::ProjectKey> projects, std::optional<std::chrono::minutes> within
) {
    const std::string since =
        within ? fmt::format(" AND updated >= \"-{}m\"", within->count()) : std::string();
    return fmt::format("{}{} ORDER BY updated ASC, key ASC", projects_jql(projects), since);
}

std::string requests_jql(std::span<const base::RequestId> ids) {
    if (ids.empty()) throw std::invalid_argument("a JQL query without a request");
    std::string list;
    for (const base::RequestId id : ids) {
        list += fmt::format("{}{}", list.empty() ? "" : ", ", id.value());
    }
    return fmt::format("id in ({}) ORDER BY id ASC", list);
}

std::string raised_requests_jql(
    const base::ProjectKey& project, std::string_view reporter, std::chrono::minutes within
) {
    return fmt::format(
        "{} AND reporter = {} AND created >= \"-{}m\" ORDER BY created DESC, key DESC",
        projects_jql(std::span(&project, 1)),
        quote_jql(reporter),
        within.count()
    );
}

std::string all_requests_jql(const base::ProjectKey& project) {
    return projects_jql(std::span(&project, 1)) + " ORDER BY id ASC";
}

}  // namespace jira
