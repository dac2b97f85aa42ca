#pragma once

#include <map>
#include <optional>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "jira/json_text.hpp"
#include "jira/types.hpp"

namespace jira {

/// The comment property that holds a ReplyMark: {"reply": "...", "contact": "ACCOUNT-ID"}. People
/// do not see it in Jira's pages; agents' tools can read it.
inline constexpr const char* kReplyProperty = "jsm-connector.reply";

[[nodiscard]] Json to_property(const ReplyMark& mark);

/// The mark in {"key": ..., "value": ...}; nothing for a value that is not of our making.
[[nodiscard]] std::optional<ReplyMark> read_reply_mark(const Json& property);

/// The marks in an answer of `comment/list?expand=properties`. A property of that name which is not
/// of our making counts as none. Invalid: no list of comments.
[[nodiscard]] base::Result<std::map<base::CommentId, ReplyMark>> read_reply_marks(const Json& answer
);

}  // namespace jira
