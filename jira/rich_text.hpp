#pragma once

#include <string>

#include "base/safe_html.hpp"
#include "jira/json_text.hpp"

namespace jira {

struct RichText {
    base::SafeHtml html{};
    std::string text{};
};

/// A body as the API gives it: an ADF document, null (no text), or a text from an older version of
/// the API, which is shown as it stands. Anything else is no text.
[[nodiscard]] RichText read_rich_text(const Json* body);

}  // namespace jira
