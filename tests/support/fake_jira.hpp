#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "jira/client.hpp"
#include "jira/reply_poster.hpp"

namespace tests {

/// A Jira site in memory, as the client shows it: it knows requests with their public comments,
/// takes new comments under the connector's own account, and fails when told to. One thread.
class FakeJira final : public jira::Client, public jira::ReplyPoster {
public:
    explicit FakeJira(const base::Clock& clock) : clock_(clock) {}

    // What is on the site.

    /// A request of SUP, created now: number 12 is SUP-12 with the id 10012.
    jira::Request& has_request(int number, const std::string& reporter);

    jira::Request& request(base::RequestId id) { return requests_.at(id); }

    /// Deleted, or out of our sight.
    void hides(base::RequestId id) { requests_.erase(id); }

    /// A public comment made now. The request's stamp moves along.
    base::CommentId has_comment(
        base::RequestId id, const std::string& author, const std::string& text
    );
    /// Gone, or internal from now on: to us that is the same.
    void hides_comment(base::RequestId id, base::CommentId comment);
    void moves_to_status(
        base::RequestId id, const std::string& status, jira::StatusCategory category
    );

    // How its search behaves.

    /// 100 unless told otherwise.
    void has_pages_of(std::size_t size) { page_size_ = size; }

    /// The search still shows this state of a request, whatever became of it.
    void search_lags_with(jira::Request request) {
        const base::RequestId id = request.id;
        stale_.insert_or_assign(id, std::move(request));
    }

    void search_catches_up() { stale_.clear(); }

    /// Jira embeds only some of its comments in what a search finds.
    void has_long_thread(base::RequestId id) { long_.insert(id); }

    /// Whatever page is asked for, it is the first; each names a new token.
    void loses_its_place() { loses_place_ = true; }

    /// Every page names the same token.
    void repeats_its_token() { repeats_token_ = true; }

    /// From now on it takes us for an anonymous visitor: a search finds nothing, with status 200.
    void forgets_who_asks(bool forgets = true) { is_anonymous_ = forgets; }

    /// No JSM request any more: a search shows it as a plain issue.
    void takes_type_of(base::RequestId id) { plain_.insert(id); }

    // How it fails: one call each, in order.

    void fails_next(base::Error error) { failures_.push_back(std::move(error)); }

    /// Its answers about this request make no sense from now on.
    void garbles(base::RequestId id) { garbled_.insert(id); }

    /// From now on it keeps no marks beside comments.
    void keeps_no_marks() { keeps_marks_ = false; }

    void has_mark(base::CommentId comment, jira::ReplyMark mark) {
        marks_[comment] = std::move(mark);
    }

    /// The next comment gets through, but we never hear of it.
    void loses_next_answer() { loses_next_answer_ = true; }

    void fails_looks_for_marks(int times) { failing_mark_looks_ = times; }

    // What it was asked.

    [[nodiscard]] const std::vector<std::vector<base::RequestId>>& reads() const { return reads_; }

    /// The queries, one for each page.
    [[nodiscard]] const std::vector<std::string>& searches() const { return searches_; }

    /// The same, of those that were to list ids.
    [[nodiscard]] const std::vector<std::string>& lists() const { return lists_; }

    [[nodiscard]] int proofs() const { return proofs_; }

    /// Texts of comments that got through.
    [[nodiscard]] const std::vector<std::string>& posts() const { return posts_; }

    /// How many comments each look for marks named.
    [[nodiscard]] const std::vector<std::size_t>& looks_for_marks() const { return mark_looks_; }

    [[nodiscard]] int attempts_to_post() const { return attempts_to_post_; }

    // jira::Client

    base::Result<jira::User> myself() override;
    base::Result<Reading> read_requests(std::span<const base::RequestId> ids) override;
    /// Knows "project in (...)" and `updated >= "-Nm"`; sorts as the poll wants it.
    base::Result<jira::SearchPage> search(
        std::string_view jql, const std::optional<std::string>& page
    ) override;
    /// Knows "project in (...)"; sorts by id.
    base::Result<jira::ListPage> list(std::string_view jql, const std::optional<std::string>& page)
        override;
    base::Result<std::int64_t> count(std::string_view jql) override;
    base::Result<Marks> reply_marks(std::span<const base::CommentId> ids) override;

    // jira::ReplyPoster

    base::Result<base::AccountId> account() override;
    base::Result<base::CommentId> post(
        base::RequestId request, std::string_view text, const jira::ReplyMark& mark
    ) override;
    base::Result<base::CommentId> post_with_files(
        const base::ProjectKey& project,
        base::RequestId request,
        std::string_view text,
        const jira::ReplyMark& mark,
        const jira::Enclosure& enclosure
    ) override;

    /// "photo.png=BYTES" of all that came with comments.
    [[nodiscard]] const std::vector<std::string>& files() const { return files_; }

    /// "ann" has the account "account-ann" and the address ann@example.com.
    [[nodiscard]] static jira::User user(const std::string& name);

private:
    /// The failure that is due for this call, if any.
    [[nodiscard]] std::optional<base::Error> take_failure();

    /// What a query finds, the oldest change first.
    [[nodiscard]] std::vector<jira::Request> found_by(std::string_view jql) const;

    const base::Clock& clock_;
    std::map<base::RequestId, jira::Request> requests_;
    std::map<base::RequestId, jira::Request> stale_;
    std::set<base::RequestId> long_;
    std::size_t page_size_ = 100;
    bool loses_place_ = false;
    bool repeats_token_ = false;
    bool is_anonymous_ = false;
    std::set<base::RequestId> plain_;
    std::vector<std::string> searches_;
    std::vector<std::string> lists_;
    int proofs_ = 0;
    std::int64_t next_comment_ = 20'001;
    std::deque<base::Error> failures_;
    std::set<base::RequestId> garbled_;
    bool loses_next_answer_ = false;
    std::vector<std::vector<base::RequestId>> reads_;
    std::vector<std::string> posts_;
    std::vector<std::string> files_;
    int attempts_to_post_ = 0;
    Marks marks_;
    bool keeps_marks_ = true;
    int failing_mark_looks_ = 0;
    std::vector<std::size_t> mark_looks_;
};

}  // namespace tests
