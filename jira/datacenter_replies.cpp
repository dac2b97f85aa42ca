#include "jira/datacenter_replies.hpp"

#include <utility>

#include "jira/myself.hpp"
#include "jira/posting.hpp"

namespace jira {

DatacenterReplies::DatacenterReplies(
    RestSettings settings,
    base::HttpTransport& transport,
    DeskIds& desks,
    base::Clock& clock,
    base::Log& log
)
    : caller_(std::move(settings), transport, clock), desks_(desks), clock_(clock), log_(log) {}

base::Result<base::AccountId> DatacenterReplies::account() {
    const auto me = ask_myself(caller_);
    if (!me) return base::fail(me);
    return me->account_id;
}

base::Result<base::CommentId> DatacenterReplies::post(
    base::RequestId request, std::string_view text, const ReplyMark& mark
) {
    auto comment = post_public_comment(caller_, request, text, clock_.now());
    if (comment) set_reply_mark(caller_, *comment, mark, clock_.now(), log_);
    return comment;
}

base::Result<base::CommentId> DatacenterReplies::post_with_files(
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
