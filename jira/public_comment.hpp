#pragma once

#include <optional>
#include <string_view>

#include "base/log.hpp"
#include "jira/issue_files.hpp"
#include "jira/json_text.hpp"
#include "jira/types.hpp"

namespace jira {

/// The one gate through which comments enter (SR-53). Public means that REST says `jsdPublic` with
/// the JSON literal true, and that no restriction to a group or role is there, which Jira reports
/// beside a `jsdPublic` of true, and that no comment property says the contrary. A flag that is
/// missing, null, a text or a number is internal.
[[nodiscard]] bool is_public(const Json& comment);

/// A comment of the platform API (ADF body), or nothing when it is internal. A public one whose
/// id, author or times can't be read is dropped too and logged as `jira.comment_unreadable`.
/// `files` are its issue's, `rendered` is Jira's HTML of its body.
[[nodiscard]] std::optional<PublicComment> read_public_comment(
    const Json& comment,
    base::Log& log,
    const IssueFiles& files = {},
    const std::optional<std::string_view>& rendered = std::nullopt
);

/// Nothing without an account id and a name. Data Center knows no account ids: there it is the
/// `key`, which stays when somebody is renamed or gets another address ("JIRAUSER10100"; that of an
/// old account is its first user name). Cloud has `accountId` in all of its answers.
[[nodiscard]] std::optional<User> read_user(const Json& user);

}  // namespace jira
