#pragma once

#include <string_view>

#include "jira/json_text.hpp"

namespace jira {

/// Plain text as an ADF document that shows it literally: a blank line begins a paragraph, a line
/// break stays one, and an http or https address becomes a link to itself and nothing else
/// (developer.atlassian.com/cloud/jira/platform/apis/document/structure). There is no markup to
/// escape: nothing in the text can become formatting, a mention or a macro. Control characters are
/// left out; bytes that are not UTF-8 are replaced when the document is written.
[[nodiscard]] Json plain_adf(std::string_view text);

}  // namespace jira
