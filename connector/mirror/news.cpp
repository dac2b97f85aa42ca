#include "connector/mirror/news.hpp"

#include <algorithm>

#include "connector/store/request_lists.hpp"

namespace connector::mirror {
namespace {

bool differs(const std::optional<model::Request>& before, const model::Request& after) {
    if (!before) return false;
    return before->status != after.status || before->summary != after.summary ||
           !(before->description == after.description);
}

/// The contact who has said all of it; none: an agent, a guest, or several.
std::optional<base::ContactId> only_author(const std::vector<model::Comment>& said) {
    if (said.empty()) return std::nullopt;
    const auto author = said.front().author;
    const bool is_only = std::all_of(said.begin(), said.end(), [&](const model::Comment& each) {
        return each.author == author;
    });
    return is_only ? author : std::nullopt;
}

}  // namespace

void note_news(store::Connection& connection, const model::Request& after, const Changes& changes) {
    if (changes.said.empty() && !differs(changes.before, after)) return;
    store::RequestLists(connection).note_news(after.id, only_author(changes.said));
}

}  // namespace connector::mirror
