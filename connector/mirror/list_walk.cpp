#include "connector/mirror/list_walk.hpp"

#include <algorithm>

namespace connector::mirror {

base::Result<void> ListWalk::take(
    const std::vector<std::string>& names, std::size_t rows, bool is_last
) {
    const bool is_first = start_ == 0;
    const std::set<std::string> on_page(names.begin(), names.end());
    // After the first page one row is repeated on purpose.
    const bool is_new = std::any_of(names.begin(), names.end(), [&](const auto& name) {
        return !names_.contains(name);
    });
    if (!is_last && (rows < 2 - std::size_t{is_first} || !is_new)) {
        return base::fail(base::ErrorKind::Invalid, "a list whose pages do not go on");
    }
    if (start_ + rows > kMostRows) {
        return base::fail(base::ErrorKind::Invalid, "a list with more rows than are read");
    }
    const bool joins = is_first || (!names.empty() && names.front() == last_);
    is_whole_ = is_whole_ && joins && names.size() == rows;
    is_over_ = is_last;
    if (is_last) return {};
    start_ += rows - 1;
    last_ = names.back();
    names_ = on_page;
    return {};
}

}  // namespace connector::mirror
