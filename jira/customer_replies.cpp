#include "jira/customer_replies.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jira/myself.hpp"
#include "jira/posting.hpp"

namespace jira {
namespace {

using base::ErrorKind;

/// To a customer, a request that it takes no part in is missing or forbidden.
bool is_out_of_sight(const base::Error& error) {
    return error.kind == ErrorKind::Denied || error.kind == ErrorKind::NotFound;
}

}  // namespace

CustomerReplies::CustomerReplies(
    Customer customer, Connector connector, DeskIds& desks, base::Clock& clock, base::Log& log
)
    : customer_(std::move(customer.settings), customer.transport, clock),
      connector_(std::move(connector.settings), connector.transport, clock),
      account_(std::move(customer.account)),
      desks_(desks),
      clock_(clock),
      log_(log) {}

base::Result<base::AccountId> CustomerReplies::account() {
    if (account_) return *account_;
    const auto me = ask_myself(customer_);
    if (me) return me->account_id;
    base::Error error = me.error();
    if (error.kind == ErrorKind::Unauthorized || error.kind == ErrorKind::Denied) {
        error.message += ": name the account's id in site.replies.account_id";
    }
    return tl::unexpected(std::move(error));
}

base::Result<base::CommentId> CustomerReplies::post(
    base::RequestId request, std::string_view text, const ReplyMark& mark
) {
    return post_as_participant(request, mark, [&] {
        return post_public_comment(customer_, request, text, clock_.now());
    });
}

base::Result<base::CommentId> CustomerReplies::post_with_files(
    const base::ProjectKey& project,
    base::RequestId request,
    std::string_view text,
    const ReplyMark& mark,
    const Enclosure& enclosure
) {
    const auto desk = desks_.of(project);
    if (!desk) return base::fail(desk);
    return post_as_participant(request, mark, [&] {
        return jira::post_with_files(customer_, *desk, request, text, enclosure, clock_.now());
    });
}

base::Result<base::CommentId> CustomerReplies::post_as_participant(
    base::RequestId request, const ReplyMark& mark, const Post& post
) {
    auto comment = post();
    if (!comment && is_out_of_sight(comment.error())) {
        if (const auto joined = take_part_in(request); !joined) return base::fail(joined);
        comment = post();
        if (!comment && comment.error().kind == ErrorKind::NotFound) {
            // The request is there: our other account has just added a participant to it.
            return base::fail(ErrorKind::Denied, comment.error().message);
        }
    }
    if (comment) set_reply_mark(connector_, *comment, mark, clock_.now(), log_);
    return comment;
}

base::Result<void> CustomerReplies::take_part_in(base::RequestId request) {
    const auto id = account();
    if (!id) return base::fail(id);
    Json body;
    body["accountIds"] = Json::array({id->value()});
    const std::string path =
        fmt::format("/rest/servicedeskapi/request/{}/participant", request.value());
    const auto added =
        connector_.ask("POST request/participant", connector_.prepare("POST", path, body));
    if (!added) return base::fail(added);
    return {};
}

}  // namespace jira
