#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace connector::model {

enum class MailKind {
    LinkRequested,
    RequestCreated,
    AgentReplied,
    StatusChanged,
    RequestResolved,
};

[[nodiscard]] std::string_view name_of(MailKind kind);
[[nodiscard]] std::optional<MailKind> mail_kind_of(std::string_view name);

enum class MailState {
    Queued,     ///< not tried yet
    Sending,    ///< claimed by a sender; falls back to due when its lease ends
    Sent,       ///< the mail server took it
    Deferred,   ///< refused for now, has a next attempt
    Bounced,    ///< refused for good
    Abandoned,  ///< too old, or no longer to be sent
};

[[nodiscard]] std::string_view name_of(MailState state);
[[nodiscard]] std::optional<MailState> mail_state_of(std::string_view name);

/// A mail owed. What it says is rendered when it is sent, from what is true then.
struct Mail {
    base::MailId id;
    std::string dedup_key;
    MailKind kind = MailKind::LinkRequested;
    base::ContactId contact;
    std::optional<base::RequestId> request;
    std::optional<base::ProjectKey> project{};  ///< of a mail without a request
    std::optional<base::CommentId> comment;
    MailState state = MailState::Queued;
    int attempts = 0;
    base::Time created;
    std::optional<base::Time> due;
    std::string last_error;
};

}  // namespace connector::model
