#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "jira/json_text.hpp"
#include "jira/knowledge.hpp"

/// `ArticleDTO` of Atlassian's service desk API becomes an Article. Pure functions.
namespace jira {

/// Nothing for what has no title. Of `content.iframeSrc` a link is made where it lies on the site
/// itself, `site_url` without a slash at its end; it is neither fetched nor framed. What the
/// article is read by is `source.pageId`, digits and nothing else.
[[nodiscard]] std::optional<Article> read_article(const Json& article, std::string_view site_url);

/// One line of plain text, whatever came: the marks of `highlight=true` and markup go, entities and
/// blanks become what they stand for, at most `max_bytes` are left.
[[nodiscard]] std::string plain_line(std::string_view raw, std::size_t max_bytes);

/// The place of the next page, as `_links.next` carries it; nothing on the last page, and where
/// `next` makes no sense. Only this value is used of that URL.
[[nodiscard]] std::optional<std::string> next_cursor(const Json& page);

}  // namespace jira
