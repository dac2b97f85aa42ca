#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "jira/caller.hpp"
#include "jira/types.hpp"

namespace jira {

/// Sends a POST that makes a comment, once, and reads the id of what was made, which is the
/// answer or its member `comment`. Unavailable means
/// that it may exist: no answer, one that is too large, or a success without an id (SR-77).
[[nodiscard]] base::Result<base::CommentId> post_comment(
    Caller& caller, std::string_view call, const base::HttpRequest& post, base::Time now
);

/// POST /rest/servicedeskapi/request/{id}/comment: a comment that is explicitly public (SR-54), its
/// text escaped as wiki markup, in the caller's name.
[[nodiscard]] base::Result<base::CommentId> post_public_comment(
    Caller& caller, base::RequestId request, std::string_view text, base::Time now
);

/// PUT comment/{id}/properties/...: the mark beside a comment that was posted without one. Where
/// that fails, `reply.not_marked` is logged: the comment is known by its id all the same.
void set_reply_mark(
    Caller& caller, base::CommentId comment, const ReplyMark& mark, base::Time now, base::Log& log
);

}  // namespace jira
