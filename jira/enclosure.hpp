#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "jira/caller.hpp"

namespace jira {

/// What goes with a comment.
struct Enclosure {
    struct File {
        std::string name;  ///< without quotes, line breaks and wiki markup
        std::string media_type;
        /// Its bytes, when their turn comes: one file at a time is in memory.
        std::function<base::Result<std::string>()> read;
    };

    std::vector<File> files;
};

/// Posts a public comment with files, in the caller's name: POST servicedesk/{id}/
/// attachTemporaryFile for each, then POST request/{id}/attachment, which makes the comment of
/// `text`, escaped as wiki markup, and of all files at once. Jira keeps what was not used for an
/// hour. Errors as posting.hpp has them: before the last call nothing exists, and Unavailable after
/// it means that the comment may exist (SR-77).
[[nodiscard]] base::Result<base::CommentId> post_with_files(
    Caller& caller,
    const std::string& desk,
    base::RequestId request,
    std::string_view text,
    const Enclosure& enclosure,
    base::Time now
);

}  // namespace jira
