#include "jira/posting.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jira/answer.hpp"
#include "jira/json_fields.hpp"
#include "jira/reply_mark.hpp"
#include "jira/wiki.hpp"

namespace jira {

using base::ErrorKind;

namespace {

bool is_success(const base::HttpResponse& answer) {
    return answer.status >= 200 && answer.status < 300;
}

}  // namespace

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
    const Json* around = answer ? member(*answer, "comment") : nullptr;
    const auto comment =
        answer ? id_member(around != nullptr ? *around : *answer, "id") : std::nullopt;
    if (comment) return base::CommentId(*comment);
    if (!is_success(*sent)) return base::fail(answer);
    return base::fail(ErrorKind::Unavailable, fmt::format("{}: success without an id", call));
}

base::Result<base::CommentId> post_public_comment(
    Caller& caller, base::RequestId request, std::string_view text, base::Time now
) {
    Json body;
    body["body"] = escape_wiki(text);
    body["public"] = true;
    const std::string path =
        fmt::format("/rest/servicedeskapi/request/{}/comment", request.value());
    return post_comment(caller, "POST request/comment", caller.prepare("POST", path, body), now);
}

void set_reply_mark(
    Caller& caller, base::CommentId comment, const ReplyMark& mark, base::Time now, base::Log& log
) {
    const std::string path =
        caller.platform(fmt::format("/comment/{}/properties/{}", comment.value(), kReplyProperty));
    constexpr std::string_view kCall = "PUT comment/properties";
    const auto sent = caller.send(kCall, caller.prepare("PUT", path, to_property(mark)));
    // Data Center has nothing to say to it, not even that it is JSON.
    if (sent && is_success(*sent)) return;
    const base::Error error = sent ? read_answer(kCall, *sent, now).error() : sent.error();
    log.warning(
        "reply.not_marked",
        {{"comment", comment.value()},
         {"kind", base::name_of(error.kind)},
         {"reason", error.message}}
    );
}

}  // namespace jira
