#pragma once

#include <set>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "jira/caller.hpp"
#include "jira/json_text.hpp"

/// What is public on Data Center (SR-53). Its platform API does not say: comments there carry no
/// `jsdPublic`. Jira Service Management's own does, for each with the JSON literal true, so the
/// platform's comments are marked with its word, and then pass the same gate as Cloud's
/// (public_comment.hpp), which also turns away what is restricted to a role.
namespace jira {

using PublicIds = std::set<base::CommentId>;

/// GET /rest/servicedeskapi/request/{id}/comment?public=true&internal=false, page by page: those
/// that say `public: true`. Whatever else is in the answer, because the site does not know the
/// filter, is left out. NotFound or Denied: no request (any more), or not in our sight.
[[nodiscard]] base::Result<PublicIds> ask_public_comments(Caller& caller, base::RequestId id);

/// Sets `jsdPublic` of each comment in a list: true for those, false for all others, whatever stood
/// there. For anything but a list, nothing.
void mark_public(Json& comments, const PublicIds& said_public);

}  // namespace jira
