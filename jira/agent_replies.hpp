#pragma once

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/log.hpp"
#include "jira/caller.hpp"
#include "jira/desk_ids.hpp"
#include "jira/reply_poster.hpp"

namespace jira {

/// Replies in the name of the connector's own account, an agent: Jira counts them as the agent's
/// answer, for SLAs and its own notifications. One call, POST /rest/api/3/issue/{id}/comment: text
/// as ADF, the mark, and the property by which Jira Service Management knows a comment as public.
/// With files it is enclosure.hpp's way, text as wiki markup, and the mark afterwards.
class AgentReplies final : public ReplyPoster {
public:
    AgentReplies(
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
