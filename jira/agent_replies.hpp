#pragma once

#include "base/clock.hpp"
#include "base/http.hpp"
#include "jira/caller.hpp"
#include "jira/reply_poster.hpp"

namespace jira {

/// Replies in the name of the connector's own account, an agent: Jira counts them as the agent's
/// answer, for SLAs and its own notifications. One call, POST /rest/api/3/issue/{id}/comment: text
/// as ADF, the mark, and the property by which Jira Service Management knows a comment as public.
class AgentReplies final : public ReplyPoster {
public:
    AgentReplies(RestSettings settings, base::HttpTransport& transport, base::Clock& clock);

    [[nodiscard]] base::Result<base::AccountId> account() override;
    [[nodiscard]] base::Result<base::CommentId> post(
        base::RequestId request, std::string_view text, const ReplyMark& mark
    ) override;

private:
    Caller caller_;
    base::Clock& clock_;
};

}  // namespace jira
