#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/log.hpp"
#include "jira/caller.hpp"
#include "jira/desk_ids.hpp"
#include "jira/reply_poster.hpp"

namespace jira {

/// Replies in the name of an account that is a customer and nothing more: Jira treats them as a
/// customer's words, so that SLAs, automations and agents' queues react as if the contact had
/// written in Jira's own portal.
///
/// POST /rest/servicedeskapi/request/{id}/comment with the customer's credential, text escaped as
/// wiki markup. A customer sees only requests that it takes part in: when Jira refuses, the
/// connector's account adds it as a participant, once, and it is tried again. The mark is set
/// afterwards by the connector's account (PUT /rest/api/3/comment/{id}/properties/...); a comment
/// that could not be marked is logged as `reply.not_marked` and known by its id all the same.
class CustomerReplies final : public ReplyPoster {
public:
    struct Customer {
        RestSettings settings;
        base::HttpTransport& transport;
        /// Whose the credential is; nothing: asked of Jira, which tells only who may use its
        /// platform API.
        std::optional<base::AccountId> account{};
    };

    struct Connector {
        RestSettings settings;
        base::HttpTransport& transport;
    };

    CustomerReplies(
        Customer customer, Connector connector, DeskIds& desks, base::Clock& clock, base::Log& log
    );

    [[nodiscard]] base::Result<base::AccountId> account() override;
    /// Denied: the account may not write there, not even as a participant.
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
    using Post = std::function<base::Result<base::CommentId>()>;

    /// Once more where the account had to become a participant first; then the mark.
    [[nodiscard]] base::Result<base::CommentId> post_as_participant(
        base::RequestId request, const ReplyMark& mark, const Post& post
    );
    [[nodiscard]] base::Result<void> take_part_in(base::RequestId request);

    Caller customer_;
    Caller connector_;
    const std::optional<base::AccountId> account_;
    DeskIds& desks_;
    base::Clock& clock_;
    base::Log& log_;
};

}  // namespace jira
