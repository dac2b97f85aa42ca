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

/// A body as the API gives it: an ADF document, null (no text), or wiki markup from version 2 of
/// the API, which is shown as Jira renders it where `rendered` (its HTML) is there and within
/// bounds (rendered_html.hpp), and else as it stands. Anything else is shown as Jira renders it, or
/// is no text.
[[nodiscard]] RichText read_rich_text(
    const Json* body,
    const MediaFiles& files = {},
    const std::optional<std::string_view>& rendered = std::nullopt
);

}  // namespace jira
