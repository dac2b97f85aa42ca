#pragma once

#include <optional>
#include <string>

#include "connector/store/replies.hpp"
#include "jira/types.hpp"

namespace connector::mirror {

/// Which reply of a contact a comment from Jira is, if any. The comment's id in our log decides.
/// Where the answer to our call has not come (yet), or never will, a comment of our own account is
/// known by its mark, and one whose mark could not be set by its words, whatever Jira made of the
/// markup; and the reply is settled by that (SR-77, SR-79). `comment` was settled by Authorship.
[[nodiscard]] std::optional<store::Replies::Reply> reply_behind(
    store::Connection& connection, base::RequestId request, const jira::PublicComment& comment
);

/// What a comment's mark says of the reply that it is: nothing that leads back to the form it was
/// typed into.
[[nodiscard]] std::string mark_of(const store::Replies::Reply& reply);

}  // namespace connector::mirror
