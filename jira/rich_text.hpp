#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/safe_html.hpp"
#include "jira/adf.hpp"
#include "jira/json_text.hpp"

namespace jira {

struct RichText {
    base::SafeHtml html{};
    std::string text{};
};

/// A body as the API gives it: an ADF document, null (no text), or a text from an older version of
/// the API, which is shown as it stands. Anything else is shown as Jira renders it, where
/// `rendered` (its HTML) is there (rendered_html.hpp), and is no text where it isn't.
[[nodiscard]] RichText read_rich_text(
    const Json* body,
    const MediaFiles& files = {},
    const std::optional<std::string_view>& rendered = std::nullopt
);

}  // namespace jira
