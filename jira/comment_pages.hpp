#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "jira/json_text.hpp"
#include "jira/types.hpp"

namespace jira {

/// Gathers the public comments of one request from pages, oldest first, and knows when to stop.
/// A page that brings nothing new would go on for ever (a `startAt` that is ignored), as would one
/// that never ends: both are Invalid.
class CommentPages {
public:
    explicit CommentPages(std::size_t max_comments) : max_comments_(max_comments) {}

    /// Where the next page begins.
    [[nodiscard]] std::size_t next_start() const { return next_start_; }

    /// True: this was the last page.
    [[nodiscard]] base::Result<bool> add(const Json& page, base::Log& log);

    [[nodiscard]] std::vector<PublicComment> take() &&;

private:
    const std::size_t max_comments_;
    std::size_t next_start_ = 0;
    std::set<std::int64_t> seen_;  ///< ids of all comments, internal ones included
    std::vector<PublicComment> comments_;
};

}  // namespace jira
