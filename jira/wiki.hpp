#pragma once

#include <string>
#include <string_view>

namespace jira {

/// Plain text as wiki markup that Jira shows literally: no formatting, no macros, no mentions, no
/// embedded images, no links with a text of the writer's choosing. Addresses still become links,
/// as in any mail reader.
///
/// Jira's two converters agree on which characters a backslash escapes and that a backslash after
/// a backslash escapes nothing. Where no escape exists (a backslash itself, "h1.", ":D", "&lt;") a
/// zero-width space breaks the pattern. Line breaks become LF; other control characters are left
/// out.
[[nodiscard]] std::string escape_wiki(std::string_view text);

}  // namespace jira
