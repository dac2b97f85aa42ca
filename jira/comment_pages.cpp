#include "jira/comment_pages.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "jira/issue_reader.hpp"
#include "jira/json_fields.hpp"
#include "jira/public_comment.hpp"

namespace jira {
namespace {

tl::unexpected<base::Error> invalid(std::string what) {
    return base::fail(base::ErrorKind::Invalid, std::move(what));
}

}  // namespace

base::Result<bool> CommentPages::add(const Json& page, base::Log& log) {
    const Json* comments = member(page, "comments");
    const auto total = count_member(page, "total");
    if (comments == nullptr || !comments->is_array() || !total) {
        return invalid("a page of comments without comments or total");
    }
    if (comments->empty()) return true;

    bool is_new = false;
    for (const Json& comment : *comments) {
        const auto id = id_member(comment, "id");
        // An overlap with the page before is normal when a comment was deleted in between.
        if (!id || !seen_.insert(*id).second) continue;
        is_new = true;
        const auto rendered = text_member(comment, "renderedBody");
        if (auto read = read_public_comment(comment, log, files_, rendered)) {
            comments_.push_back(*std::move(read));
        }
    }
    if (!is_new) return invalid("a page of comments that repeats");
    next_start_ += comments->size();
    if (next_start_ >= static_cast<std::size_t>(*total)) return true;
    if (next_start_ >= max_comments_) return invalid("more comments than Jira allows");
    return false;
}

const IssueFiles& CommentPages::no_files() {
    static const IssueFiles none;
    return none;
}

std::vector<PublicComment> CommentPages::take() && {
    sort_comments(comments_);
    return std::move(comments_);
}

}  // namespace jira
