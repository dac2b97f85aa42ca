#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.hpp"

/// The one place where JQL is made (SR-78).
namespace jira {

/// A value as a JQL string: in double quotes, with quotes, backslashes and control characters
/// escaped as JQL's grammar has it. Whatever the value holds, it stays one literal: no reserved
/// word, no function call, no second clause.
[[nodiscard]] std::string quote_jql(std::string_view value);

/// "project in (...)": whatever is in these projects (one at least; throws for none, which would be
/// the whole site).
[[nodiscard]] std::string projects_jql(std::span<const base::ProjectKey> projects);

/// What changed in these projects (one at least) within the last minutes, or everything there ever
/// was, the oldest change first. `key` breaks ties, so that pages have one order.
///
/// The time is relative (`updated >= "-7m"`), since JQL reads an absolute one in the time zone of
/// the account's profile, which we need not know then. A relative one is counted by Jira's own
/// clock; ours only says how many minutes. JQL knows whole minutes: whether Jira counts them back
/// from this very moment or from the last full minute, less than one is at stake, so ask for more
/// than is missing.
[[nodiscard]] std::string changed_requests_jql(
    std::span<const base::ProjectKey> projects, std::optional<std::chrono::minutes> within
);

/// These requests (one at least; throws for none), by rising id.
[[nodiscard]] std::string requests_jql(std::span<const base::RequestId> ids);

/// What this account reported in a project within the last minutes, the newest first; whole minutes
/// by Jira's clock, as above.
[[nodiscard]] std::string raised_requests_jql(
    const base::ProjectKey& project, std::string_view reporter, std::chrono::minutes within
);

/// Everything there is in this project, by rising id.
[[nodiscard]] std::string all_requests_jql(const base::ProjectKey& project);

}  // namespace jira
