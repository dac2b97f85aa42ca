#include "jira/search_page.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "jira/issue_reader.hpp"
#include "jira/json_fields.hpp"

namespace jira {
namespace {

void take_issue(
    const Json& issue,
    std::span<const std::string> request_type_fields,
    base::Log& log,
    SearchPage& page
) {
    const base::RequestId id(id_member(issue, "id").value_or(0));
    page.ids.push_back(id);
    auto read = read_issue(issue, request_type_fields, log);
    if (!read) {
        log.error(
            "jira.issue_unreadable", {{"issue", id.value()}, {"reason", read.error().message}}
        );
        page.unreadable.push_back(id);
        return;
    }
    if (!*read) return;  // no JSM request
    page.requests.push_back({std::move((*read)->request), (*read)->has_all_comments});
}

}  // namespace

base::Result<SearchPage> read_search_page(
    const Json& answer, std::span<const std::string> request_type_fields, base::Log& log
) {
    const auto invalid = [](std::string what) {
        return base::fail(base::ErrorKind::Invalid, "POST search/jql: " + std::move(what));
    };
    const Json* issues = member(answer, "issues");
    if (issues == nullptr || !issues->is_array()) return invalid("no issues in the answer");
    const Json* is_last = member(answer, "isLast");
    if (is_last != nullptr && !is_last->is_boolean()) return invalid("isLast is no boolean");
    const Json* token = member(answer, "nextPageToken");
    if (token != nullptr && !token->is_string()) return invalid("the next page has no token");

    SearchPage page;
    for (const Json& issue : *issues) take_issue(issue, request_type_fields, log, page);
    const bool has_more = token != nullptr && (is_last == nullptr || !is_last->get<bool>());
    if (has_more) page.next = token->get<std::string>();
    return page;
}

}  // namespace jira
