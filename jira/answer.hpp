#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/result.hpp"
#include "jira/json_text.hpp"

namespace jira {

/// Turns an answer of Jira into its JSON or a typed error, as client.hpp lists them. `call` names
/// it for the operator ("POST issue/bulkfetch"); the message adds the status and Atlassian's trace
/// id, which their support asks for, and never anything of the body.
///
/// 403 and 404 are believed only in Jira's own words. A suspended site, a proxy or the gateway
/// say 404 too, and taking that for "this request is gone" would empty the mirror: those are
/// Unavailable. A 404 about the path itself (problem+json) is Rejected.
[[nodiscard]] base::Result<Json> read_answer(
    std::string_view call, const base::HttpResponse& answer, base::Time now
);

/// The same for an answer that is a page: its HTML, which is foreign markup.
[[nodiscard]] base::Result<std::string_view> read_page_answer(
    std::string_view call, const base::HttpResponse& answer, base::Time now
);

}  // namespace jira
