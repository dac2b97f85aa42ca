#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "base/safe_html.hpp"
#include "jira/json_text.hpp"

/// Atlassian Document Format, Jira's rich text, as our own HTML and as plain text.
///
/// Safe by construction (SR-100): every tag and attribute is written by us, everything from the
/// document is escaped, and of the document's attributes only those survive that are checked
/// against a list here. Links are http, https or mailto. No style attributes (the pages' CSP
/// forbids them), no address of Jira. A file shows as "[attachment: name]", a picture that `files`
/// knows as an image slot (base/image_slot.hpp). Classes begin with "adf-"; what has "adf-listed"
/// is a known file in a block of its own, which a page that lists the files may hide.
///
/// Unknown nodes show the text inside them, nothing in a document makes rendering fail. Nodes below
/// `kMaxAdfDepth` are left out, and what would exceed the output limits.
///
/// Headings are shifted by two, so that level 1 is <h3>: pages keep <h1> and <h2> for their own
/// outline. The result is flow content; put it into a block element such as <div> or <li>.
namespace jira {

inline constexpr int kMaxAdfDepth = 64;
inline constexpr std::size_t kMaxAdfHtmlBytes = 512U << 10U;
inline constexpr std::size_t kMaxAdfTextBytes = 128U << 10U;

/// What a `media` or `mediaInline` node stands for. The node itself has a UUID of Atlassian's media
/// service only: file_naming.hpp finds out.
struct MediaFile {
    std::int64_t id = 0;  ///< Jira's attachment id
    std::string name{};
    bool is_picture = false;
};

/// By the address of the node within the document that is rendered.
using MediaFiles = std::unordered_map<const Json*, MediaFile>;

[[nodiscard]] base::SafeHtml adf_to_html(const Json& document, const MediaFiles& files = {});

/// Blocks are separated by an empty line, list items by a line break; a link shows its address
/// when that differs from its text.
[[nodiscard]] std::string adf_to_text(const Json& document, const MediaFiles& files = {});

}  // namespace jira
