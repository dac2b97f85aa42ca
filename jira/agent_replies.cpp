#include "jira/agent_replies.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jira/myself.hpp"
#include "jira/plain_adf.hpp"
#include "jira/posting.hpp"
#include "jira/reply_mark.hpp"

namespace jira {

AgentReplies::AgentReplies(
    RestSettings settings,
    base::HttpTransport& transport,
    DeskIds& desks,
    base::Clock& clock,
    base::Log& log
)
    : caller_(std::move(settings), transport, clock), desks_(desks), clock_(clock), log_(log) {}

base::Result<base::AccountId> AgentReplies::account() {
    const auto me = ask_myself(caller_);
    if (!me) return base::fail(me);
    return me->account_id;
}

base::Result<base::CommentId> AgentReplies::post(
    base::RequestId request, std::string_view text, const ReplyMark& mark
) {
    Json body;
    body["body"] = plain_adf(text);
    body["properties"] = Json::array(
        {{{"key", "sd.public.comment"}, {"value", {{"internal", false}}}},
         {{"key", kReplyProperty}, {"value", to_property(mark)}}}
    );
    const std::string path = fmt::format("/rest/api/3/issue/{}/comment", request.value());
    return post_comment(
        caller_, "POST issue/comment", caller_.prepare("POST", path, body), clock_.now()
    );
}

base::Result<base::CommentId> AgentReplies::post_with_files(
    const base::ProjectKey& project,
    base::RequestId request,
    std::string_view text,
    const ReplyMark& mark,
    const Enclosure& enclosure
) {
    const auto desk = desks_.of(project);
    if (!desk) return base::fail(desk);
    auto comment = jira::post_with_files(caller_, *desk, request, text, enclosure, clock_.now());
    if (comment) set_reply_mark(caller_, *comment, mark, clock_.now(), log_);
    return comment;
}

}  // namespace jira
