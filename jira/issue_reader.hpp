#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "jira/json_text.hpp"
#include "jira/types.hpp"

namespace jira {

struct ReadIssue {
    Request request;
    /// False when the answer holds only some of the comments: read them page by page.
    bool has_all_comments = false;
};

/// One issue of the platform API (ADF bodies) as a request with its public comments. Nothing: the
/// issue is no JSM request, as no field of `request_type_fields` has a value (the first that has
/// one counts; a site can hold two). Invalid: a required part is missing or odd; the message names
/// it and the issue.
[[nodiscard]] base::Result<std::optional<ReadIssue>> read_issue(
    const Json& issue, std::span<const std::string> request_type_fields, base::Log& log
);

/// The little that a list wants of an issue. Nothing: it is no JSM request.
[[nodiscard]] std::optional<ListedRequest> read_listed(
    const Json& issue, std::span<const std::string> request_type_fields
);

/// The ids of the fields that hold the request type, from `GET /rest/api/3/field`. Found by their
/// kind: ids differ per site and names are translated.
[[nodiscard]] std::vector<std::string> find_request_type_fields(const Json& fields);

/// Oldest first.
void sort_comments(std::vector<PublicComment>& comments);

}  // namespace jira
