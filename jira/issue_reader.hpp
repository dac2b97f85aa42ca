#pragma once

#include <optional>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "jira/issue_files.hpp"
#include "jira/json_text.hpp"
#include "jira/request_fields.hpp"
#include "jira/types.hpp"

namespace jira {

struct ReadIssue {
    Request request;
    /// False when the answer holds only some of the comments: read them page by page.
    bool has_all_comments = false;
    /// Read the issue with `expand=renderedFields`: it would tell more about the files it shows.
    bool wants_rendering = false;
    IssueFiles files{};  ///< for comments that are read page by page
};

/// One issue of the platform API (ADF bodies) as a request with its public comments and files, with
/// `renderedFields` or without. Nothing: the issue is no JSM request, as no field of `custom.types`
/// has a value. Invalid: a required part is missing or odd; the message names it and the issue.
[[nodiscard]] base::Result<std::optional<ReadIssue>> read_issue(
    const Json& issue, const RequestFields& custom, base::Log& log
);

/// The little that a list wants of an issue. Nothing: it is no JSM request.
[[nodiscard]] std::optional<ListedRequest> read_listed(
    const Json& issue, const RequestFields& custom
);

/// Oldest first.
void sort_comments(std::vector<PublicComment>& comments);

}  // namespace jira
