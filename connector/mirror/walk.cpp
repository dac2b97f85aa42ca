#include "connector/mirror/walk.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace connector::mirror {
namespace {

/// Jira may leave out what we may not see after it cut the page, so one empty page is no loop.
constexpr int kStalePages = 3;

}  // namespace

Walk::Walk(std::vector<base::ProjectKey> projects, std::string jql, base::Time begun)
    : projects_(std::move(projects)), jql_(std::move(jql)), begun_(begun) {}

base::Result<void> Walk::check(const Ids& ids, const Token& next) const {
    if (!next) return {};
    if (tokens_.contains(*next)) {
        return base::fail(base::ErrorKind::Invalid, "the search names a page that was read before");
    }
    if (is_stale(ids) && stale_pages_ + 1 >= kStalePages) {
        return base::fail(base::ErrorKind::Invalid, "the pages of the search repeat");
    }
    return {};
}

void Walk::advance(const Ids& ids, const Token& next) {
    stale_pages_ = is_stale(ids) ? stale_pages_ + 1 : 0;
    last_ids_ = {ids.begin(), ids.end()};
    if (next) tokens_.insert(*next);
    page_ = next;
    is_over_ = !next;
    ++pages_;
    issues_ += ids.size();
}

bool Walk::is_stale(const Ids& ids) const {
    return std::all_of(ids.begin(), ids.end(), [this](base::RequestId id) {
        return last_ids_.contains(id);
    });
}

std::optional<store::Projects::Cursor> place_of(const jira::SearchPage& page) {
    const auto stamp = [](const jira::FoundRequest& found) {
        return std::make_tuple(found.request.updated, found.request.id);
    };
    const auto first = std::min_element(
        page.requests.begin(),
        page.requests.end(),
        [&](const auto& left, const auto& right) { return stamp(left) < stamp(right); }
    );
    if (first == page.requests.end()) return std::nullopt;
    return store::Projects::Cursor{first->request.updated, first->request.id};
}

}  // namespace connector::mirror
