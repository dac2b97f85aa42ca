#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "connector/store/projects.hpp"
#include "jira/types.hpp"

namespace connector::mirror {

/// The way through the pages of one query, the oldest change first: which page is next, how far it
/// has come, and that it comes to an end (SR-74). A page counts only once it is saved: check it,
/// save it, then `advance`.
class Walk {
public:
    Walk(std::vector<base::ProjectKey> projects, std::string jql, base::Time begun);

    [[nodiscard]] const std::vector<base::ProjectKey>& projects() const { return projects_; }

    [[nodiscard]] const std::string& jql() const { return jql_; }

    /// When it was begun, by our clock: what is searchable then, it sees.
    [[nodiscard]] base::Time begun() const { return begun_; }

    /// The token of the page to ask for; nothing for the first.
    [[nodiscard]] const std::optional<std::string>& page() const { return page_; }

    /// Invalid: it would go on for ever, as the page names a next one that was asked for before, or
    /// is one of several in a row that bring no issue which the page before did not have.
    [[nodiscard]] base::Result<void> check(const jira::SearchPage& page) const {
        return check(page.ids, page.next);
    }

    [[nodiscard]] base::Result<void> check(const jira::ListPage& page) const {
        return check(page.ids, page.next);
    }

    void advance(const jira::SearchPage& page) { advance(page.ids, page.next); }

    void advance(const jira::ListPage& page) { advance(page.ids, page.next); }

    [[nodiscard]] bool is_over() const { return is_over_; }

    [[nodiscard]] std::size_t pages() const { return pages_; }

    [[nodiscard]] std::size_t issues() const { return issues_; }

private:
    using Ids = std::vector<base::RequestId>;
    using Token = std::optional<std::string>;

    [[nodiscard]] base::Result<void> check(const Ids& ids, const Token& next) const;
    void advance(const Ids& ids, const Token& next);
    [[nodiscard]] bool is_stale(const Ids& ids) const;

    const std::vector<base::ProjectKey> projects_;
    const std::string jql_;
    const base::Time begun_;
    std::optional<std::string> page_;
    std::set<std::string> tokens_;
    std::set<base::RequestId> last_ids_;
    int stale_pages_ = 0;  ///< in a row
    bool is_over_ = false;
    std::size_t pages_ = 0;
    std::size_t issues_ = 0;
};

/// Where the mirror has got to when this page is saved; nothing for a page without requests. That
/// is the least stamp on it, not the last: a request that changes while the page is made shows its
/// new stamp in its old place, and going on from there would leave out all between.
[[nodiscard]] std::optional<store::Projects::Cursor> place_of(const jira::SearchPage& page);

}  // namespace connector::mirror
