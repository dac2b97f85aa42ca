#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "jira/file_naming.hpp"
#include "jira/issue_files.hpp"
#include "jira/json_text.hpp"
#include "jira/rich_text.hpp"

namespace jira {

/// A public text of an issue, with the files that it shows. Call it for nothing internal: what a
/// body shows becomes public.
struct Body {
    RichText text{};
    std::vector<Attachment> attachments{};
    bool wants_rendering = false;  ///< Jira's HTML of it would tell more, and is not here
};

[[nodiscard]] Body read_body(
    const Json* document,
    const std::optional<std::string_view>& rendered,
    const IssueFiles& files,
    const Speaker& speaker
);

}  // namespace jira
