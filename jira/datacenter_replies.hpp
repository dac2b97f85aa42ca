#pragma once

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/log.hpp"
#include "jira/caller.hpp"
#include "jira/desk_ids.hpp"
#include "jira/reply_poster.hpp"

namespace jira {

/// Replies in the name of the connector's own account, an agent, on Data Center: posted through
/// Jira Service Management's API, where a comment is explicitly public, text escaped as wiki
/// markup; then the mark, in a second call. A comment that could not be marked is logged as
/// `reply.not_marked` and known by its id all the same.
class DatacenterReplies final : public ReplyPoster {
public:
    DatacenterReplies(
        RestSettings settings,
        base::HttpTransport& transport,
        DeskIds& desks,
        base::Clock& clock,
        base::Log& log
    );

    [[nodiscard]] base::Result<base::AccountId> account() override;
    [[nodiscard]] base::Result<base::CommentId> post(
        base::RequestId request, std::string_view text, const ReplyMark& mark
    ) override;
    [[nodiscard]] base::Result<base::CommentId> post_with_files(
        const base::ProjectKey& project,
        base::RequestId request,
        std::string_view text,
        const ReplyMark& mark,
        const Enclosure& enclosure
    ) override;

private:
    Caller caller_;
    DeskIds& desks_;
    base::Clock& clock_;
    base::Log& log_;
};

}  // namespace jira
