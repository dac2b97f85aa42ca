#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "jira/issue_files.hpp"
#include "jira/json_text.hpp"
#include "jira/types.hpp"

namespace jira {

/// Gathers the public comments of one request from pages, oldest first, and knows when to stop.
/// A page that brings nothing new would go on for ever (a `startAt` that is ignored), as would one
/// that never ends: both are Invalid.
class CommentPages {
public:
    /// `files` are the request's; they outlive this.
    explicit CommentPages(std::size_t max_comments, const IssueFiles& files = no_files())
        : max_comments_(max_comments), files_(files) {}

    /// Where the next page begins.
    [[nodiscard]] std::size_t next_start() const { return next_start_; }

    /// True: this was the last page.
    [[nodiscard]] base::Result<bool> add(const Json& page, base::Log& log);

    [[nodiscard]] std::vector<PublicComment> take() &&;

private:
    [[nodiscard]] static const IssueFiles& no_files();

    const std::size_t max_comments_;
    const IssueFiles& files_;
    std::size_t next_start_ = 0;
    std::set<std::int64_t> seen_;  ///< ids of all comments, internal ones included
    std::vector<PublicComment> comments_;
};

}  // namespace jira
