#include "jira/datacenter_replies.hpp"

#include <utility>

#include "jira/myself.hpp"
#include "jira/posting.hpp"

namespace jira {

DatacenterReplies::DatacenterReplies(
    RestSettings settings, base::HttpTransport& transport, base::Clock& clock, base::Log& log
)
    : caller_(std::move(settings), transport, clock), clock_(clock), log_(log) {}

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

}  // namespace jira
