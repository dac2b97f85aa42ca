#include "connector/mirror/authorship.hpp"

#include <algorithm>
#include <span>

#include "connector/store/own_accounts.hpp"
#include "connector/store/replies.hpp"
#include "connector/store/requests.hpp"

namespace connector::mirror {
namespace {

constexpr std::size_t kMarksPerCall = 1'000;  // POST comment/list takes no more

void collect(jira::Request& request, std::vector<jira::PublicComment*>& comments) {
    for (jira::PublicComment& comment : request.comments) comments.push_back(&comment);
}

}  // namespace

base::Result<void> Authorship::settle(std::vector<jira::Request>& requests) {
    Comments comments;
    for (jira::Request& request : requests) collect(request, comments);
    return settle(comments);
}

base::Result<void> Authorship::settle(jira::SearchPage& page) {
    Comments comments;
    for (jira::FoundRequest& found : page.requests) collect(found.request, comments);
    return settle(comments);
}

base::Result<void> Authorship::settle(const Comments& comments) {
    const Comments unknown = unknown_of_ours(comments);
    for (std::size_t done = 0; done < unknown.size(); done += kMarksPerCall) {
        const std::span part =
            std::span(unknown).subspan(done, std::min(kMarksPerCall, unknown.size() - done));
        std::vector<base::CommentId> ids;
        for (const jira::PublicComment* comment : part) ids.push_back(comment->id);
        const auto marks = client_.reply_marks(ids);
        if (!marks) return base::fail(marks);
        for (jira::PublicComment* comment : part) {
            const auto mark = marks->find(comment->id);
            if (mark != marks->end()) comment->mark = mark->second;
        }
    }
    return {};
}

Authorship::Comments Authorship::unknown_of_ours(const Comments& comments) {
    if (comments.empty()) return {};
    return database_.read([&](store::Connection& connection) {
        const auto ours = store::OwnAccounts(connection).all();
        store::Replies replies(connection);
        store::Comments mirrored(connection);
        Comments unknown;
        for (jira::PublicComment* comment : comments) {
            comment->is_ours = ours.contains(comment->author.account_id);
            if (!comment->is_ours || replies.find_by_comment(comment->id)) continue;
            if (!mirrored.find(comment->id)) unknown.push_back(comment);
        }
        return unknown;
    });
}

}  // namespace connector::mirror
