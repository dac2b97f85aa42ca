#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace jira {

/// What the action "Send web request" of a Jira automation rule tells: look at this request again.
struct AutomationHint {
    base::RequestId request;
    std::optional<base::ProjectKey> project{};
    std::string
        updated{};  ///< Jira's stamp as it stands there, to recognise a repetition; or empty
};

/// Reads either of the two bodies that a rule can send by itself: issue data in Jira's format
/// ({"issue": {"id": "10042", ...}}) and in Automation's (the issue at the top, its id a number);
/// and custom data that has the id in one of these places
/// (support.atlassian.com, "Issue data payload for Send web request").
/// Invalid: not JSON, too deep, or no issue id.
[[nodiscard]] base::Result<AutomationHint> parse_automation(std::string_view raw_body);

}  // namespace jira
