#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "jira/rich_text.hpp"

/// Jira's own HTML of a body (`renderedBody`, `renderedFields`): foreign markup, however it came
/// about. Parsed with gumbo, as a browser would, and written anew from a list of what may be there:
/// nothing of the input is copied but text and the addresses of links (SR-100).
///
/// gumbo takes quadratic time for deep nesting and for many attributes; what exceeds the caps below
/// is not parsed. The numbers keep the worst case at about 0.1 s.
namespace jira {

inline constexpr std::size_t kMaxRenderedBytes = 32U << 10U;
inline constexpr std::size_t kMaxRenderedTags = 5'000;  ///< counted as '<'
/// Elements below it are left out.
inline constexpr int kMaxRenderedDepth = 200;

/// The elements of adf.hpp without their classes; links to http, https and mailto; "[attachment:
/// alt]" for an image. Script, style, svg, math, template, noscript, form and whatever else is not
/// prose goes with all that is in it (but for the last text of a form, which gumbo moves out of
/// it); of other unknown elements the content stays. The result is balanced flow content, and
/// sanitising it again changes nothing (as long as it is within the caps). Over the caps: the
/// source, escaped.
[[nodiscard]] RichText sanitise(std::string_view html);

/// The same for an article, which may be longer: its writers are the site's own people, and what
/// comes out is kept. Nothing when it exceeds `kMaxArticleBytes` or the tags' cap.
[[nodiscard]] std::optional<base::SafeHtml> sanitise_article(std::string_view html);

inline constexpr std::size_t kMaxArticleBytes = 128U << 10U;

/// The attachments whose image or file link is there, in order: `<img src>` and `<a href>` with
/// .../attachment/content/ID, .../attachment/thumbnail/ID, .../secure/attachment/ID/... or
/// .../secure/thumbnail/ID/...; an image within a link to the same file counts once. Nothing when
/// it exceeds the caps.
[[nodiscard]] std::optional<std::vector<base::AttachmentId>> attachments_shown_in(
    std::string_view html
);

}  // namespace jira
