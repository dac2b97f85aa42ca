#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "connector/http/request.hpp"
#include "connector/store/request_lists.hpp"

namespace connector::portal {

/// What of the requests list is asked for; all of it stands in the page's address:
/// "/sup/?of=o7&show=closed&status=Done&type=12&q=printer&after=1795262400000-10012". None of it
/// gives a right, so it needs no secret; what makes no sense is as if it were not there.
struct ListQuery {
    std::string of{};  ///< an account; empty: one's own
    bool is_closed = false;
    std::string status{};
    std::int64_t type = 0;
    std::string typed{};  ///< to search for, as it was typed
    std::optional<store::RequestLists::Place> after{};

    [[nodiscard]] static ListQuery parse(const http::Request& request);

    /// "?...", or nothing.
    [[nodiscard]] std::string text() const;

    [[nodiscard]] bool is_narrowed() const {
        return !status.empty() || type != 0 || !typed.empty();
    }

    /// The same list from its beginning, changed in one thing; filters are of a tab.
    [[nodiscard]] ListQuery first_page() const;
    [[nodiscard]] ListQuery with_tab(bool closed) const;
    [[nodiscard]] ListQuery with_all() const;
};

}  // namespace connector::portal
