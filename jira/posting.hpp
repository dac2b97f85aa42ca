#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "jira/caller.hpp"

namespace jira {

/// Sends a POST that makes a comment, once, and reads the id of what was made. Unavailable means
/// that it may exist: no answer, one that is too large, or a success without an id (SR-77).
[[nodiscard]] base::Result<base::CommentId> post_comment(
    Caller& caller, std::string_view call, const base::HttpRequest& post, base::Time now
);

}  // namespace jira
