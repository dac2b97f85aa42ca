#include "jira/posting.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jira/answer.hpp"
#include "jira/json_fields.hpp"

namespace jira {

using base::ErrorKind;

base::Result<base::CommentId> post_comment(
    Caller& caller, std::string_view call, const base::HttpRequest& post, base::Time now
) {
    const auto sent = caller.send(call, post);
    if (!sent) {
        base::Error error = sent.error();
        // An answer too large to read is still the answer to a post that was done.
        if (error.kind == ErrorKind::Rejected) error.kind = ErrorKind::Unavailable;
        return tl::unexpected(std::move(error));
    }
    const auto answer = read_answer(call, *sent, now);
    const auto comment = answer ? id_member(*answer, "id") : std::nullopt;
    if (comment) return base::CommentId(*comment);
    const bool is_success = sent->status >= 200 && sent->status < 300;
    if (!is_success) return base::fail(answer);
    return base::fail(ErrorKind::Unavailable, fmt::format("{}: success without an id", call));
}

}  // namespace jira
