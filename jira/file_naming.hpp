#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "jira/adf.hpp"
#include "jira/issue_files.hpp"

/// Which files of an issue its customer may see (SR-53). Jira lists all of them to an agent's
/// account and does not say which are public, so: a file is private until one of these says
/// otherwise.
///
/// 1. A public body (the description, a public comment) shows it in a media node of its own, and
///    the node's file is known for certain:
///    a. Without Jira's rendering of the body: the node's `alt` is the name of exactly one file of
///       the issue, uploaded by the body's own author, and no internal comment names it. An author
///       can type any `alt`; the name of somebody else's file proves nothing.
///    b. With it: there are as many files in the rendering as media nodes in the body; they match
///       in order. The ids there are Jira's own answer to what the UUIDs stand for. Not for a body
///       that spells out an attachment's address somewhere: whoever types such a link would
///       otherwise publish what it points at. And a customer publishes no files but their own.
/// 2. A customer (accountType "customer": portal-only, cannot write internal notes) uploaded it
///    within a minute of the request's creation: the request form's own files, which no text names.
///    Colleagues with a Jira account of their own can write internal notes, so it is not for them.
///
/// 3. A public body in wiki markup, as Data Center has them, shows it in Jira's rendering, by its
///    id, and the body's own author uploaded it. Somebody else's file is not published by a text
///    that names it.
///
/// What fits none of them is not shown; its node shows the name that it carries.
namespace jira {

/// Whose words a body is.
struct Speaker {
    std::vector<base::AccountId> accounts;  ///< whose uploads it may name: rule 1a
    bool is_customer = false;
};

struct NamedFiles {
    MediaFiles shown{};                     ///< for the renderer
    std::vector<const IssueFile*> files{};  ///< public by rule 1; each once, in their order
    bool wants_rendering = false;           ///< rule 1b could tell more, and there was no rendering
};

/// What the media nodes of an internal body call their files: no proof of anything from then on.
void distrust_names_in(const Json& document, IssueFiles& files);

/// `rendered` is Jira's HTML of the same body, when it was asked for.
[[nodiscard]] NamedFiles files_named_by(
    const Json& document,
    const std::optional<std::string_view>& rendered,
    const IssueFiles& files,
    const Speaker& speaker
);

/// Rule 3; each once, in their order.
[[nodiscard]] std::vector<const IssueFile*> files_rendered_in(
    std::string_view html, const IssueFiles& files, const Speaker& speaker
);

/// Rule 2.
[[nodiscard]] bool came_with_the_request(const IssueFile& file, base::Time request_created);

/// PNG, JPEG, GIF or WebP by Jira's word: worth an image in the text. Whether it is one is decided
/// by its bytes when it is fetched.
[[nodiscard]] bool claims_to_be_picture(const Attachment& file);

}  // namespace jira
