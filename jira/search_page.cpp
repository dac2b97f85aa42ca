#include "jira/search_page.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "jira/issue_reader.hpp"
#include "jira/json_fields.hpp"

namespace jira {
namespace {

void take_issue(const Json& issue, const RequestFields& custom, base::Log& log, SearchPage& page) {
    const base::RequestId id(id_member(issue, "id").value_or(0));
    page.ids.push_back(id);
    auto read = read_issue(issue, custom, log);
    if (!read) {
        log.error(
            "jira.issue_unreadable", {{"issue", id.value()}, {"reason", read.error().message}}
        );
        page.unreadable.push_back(id);
        return;
    }
    if (!*read) return;  // no JSM request
    const bool is_complete = (*read)->has_all_comments && !(*read)->wants_rendering;
    page.requests.push_back({std::move((*read)->request), is_complete});
}

/// The list of issues, and the token of the next page.
struct Frame {
    const Json* issues = nullptr;
    std::optional<std::string> next{};
};

base::Result<Frame> read_frame(const Json& answer) {
    const auto invalid = [](std::string what) {
        return base::fail(base::ErrorKind::Invalid, "POST search/jql: " + std::move(what));
    };
    Frame frame{.issues = member(answer, "issues")};
    if (frame.issues == nullptr || !frame.issues->is_array()) {
        return invalid("no issues in the answer");
    }
    const Json* is_last = member(answer, "isLast");
    if (is_last != nullptr && !is_last->is_boolean()) return invalid("isLast is no boolean");
    const Json* token = member(answer, "nextPageToken");
    if (token != nullptr && !token->is_string()) return invalid("the next page has no token");
    const bool has_more = token != nullptr && (is_last == nullptr || !is_last->get<bool>());
    if (has_more) frame.next = token->get<std::string>();
    return frame;
}

}  // namespace

base::Result<SearchPage> read_search_page(
    const Json& answer, const RequestFields& custom, base::Log& log
) {
    auto frame = read_frame(answer);
    if (!frame) return base::fail(frame);
    SearchPage page;
    for (const Json& issue : *frame->issues) take_issue(issue, custom, log, page);
    page.next = std::move(frame->next);
    return page;
}

base::Result<ListPage> read_list_page(const Json& answer, const RequestFields& custom) {
    auto frame = read_frame(answer);
    if (!frame) return base::fail(frame);
    ListPage page;
    for (const Json& issue : *frame->issues) {
        page.ids.emplace_back(id_member(issue, "id").value_or(0));
        const auto listed = read_listed(issue, custom);
        if (listed) page.requests.push_back(*listed);
    }
    page.next = std::move(frame->next);
    return page;
}

}  // namespace jira
