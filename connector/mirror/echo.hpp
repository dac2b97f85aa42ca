#pragma once

#include <optional>

#include "connector/store/replies.hpp"
#include "jira/types.hpp"

namespace connector::mirror {

/// Which reply of a contact a comment from Jira is, if any. Jira shows our own account as the
/// author of all of them, so the comment's id in our log decides; and where the answer to our call
/// has not come (yet), or never will, the words do: a reply that was tried and has no comment id is
/// recognised by its text, whatever Jira made of the markup, and is settled by that (SR-77, SR-79).
[[nodiscard]] std::optional<store::Replies::Reply> reply_behind(
    store::Connection& connection, base::RequestId request, const jira::PublicComment& comment
);

}  // namespace connector::mirror
