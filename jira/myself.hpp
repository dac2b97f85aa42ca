#pragma once

#include "base/result.hpp"
#include "jira/caller.hpp"
#include "jira/types.hpp"

namespace jira {

/// GET myself: the account that the caller's credential belongs to. Invalid: an answer
/// without an account.
[[nodiscard]] base::Result<User> ask_myself(Caller& caller);

}  // namespace jira
