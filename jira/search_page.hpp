#pragma once

#include "base/log.hpp"
#include "base/result.hpp"
#include "jira/json_text.hpp"
#include "jira/request_fields.hpp"
#include "jira/types.hpp"

namespace jira {

/// An answer of `search/jql`. The page is the last when Jira says so (`isLast`) or names no next
/// one; there is no total. Comments are embedded as in bulk answers, the newest some 20, and pass
/// the same gate (public_comment.hpp). An issue that can't be read is logged as
/// `jira.issue_unreadable`. Invalid: no list of issues, or a token that is no text.
[[nodiscard]] base::Result<SearchPage> read_search_page(
    const Json& answer, const RequestFields& custom, base::Log& log
);

/// The same for a page that was asked for with `updated` and the request type's fields only. Issues
/// without a request type are among the `ids` alone.
[[nodiscard]] base::Result<ListPage> read_list_page(
    const Json& answer, const RequestFields& custom
);

}  // namespace jira
