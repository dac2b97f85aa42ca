#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"

namespace jira {

/// Where the next page of a search begins that counts rows (`startAt`), as Data Center's does: the
/// row, and which issues stood before it. The list moves while it is read: an issue that is
/// deleted, or that changed in a list by `updated`, moves all behind it forward, and who went on by
/// the number alone would leave one out. So each page begins some rows early. Where its first row
/// is one of those that were there before, nothing lies between; where it isn't, the list has moved
/// farther than the rows that were repeated.
class StartAt {
public:
    /// What is repeated, at first and when that was too little.
    static constexpr std::size_t kOverlaps[] = {10, 100};

    /// The beginning.
    StartAt() = default;
    /// Nothing for a text that `to_token` does not make.
    [[nodiscard]] static std::optional<StartAt> from_token(std::string_view token);
    [[nodiscard]] std::string to_token() const;

    /// The row to ask for, so many before the place.
    [[nodiscard]] std::size_t row(std::size_t overlap) const {
        return row_ > overlap ? row_ - overlap : 0;
    }

    /// Whether a page that was asked for at `row` joins what was read before.
    [[nodiscard]] bool joins(std::size_t row, std::span<const base::RequestId> page) const;

    /// How many rows at its beginning were read before. An issue farther down that was read before
    /// has moved there, and counts anew.
    [[nodiscard]] std::size_t repeated(std::span<const base::RequestId> page) const;

    /// The place behind a page that was asked for at `row`.
    [[nodiscard]] StartAt behind(std::size_t row, std::span<const base::RequestId> page) const;

private:
    [[nodiscard]] bool knows(base::RequestId id) const;

    std::size_t row_ = 0;
    std::vector<base::RequestId> before_;  ///< the last of those that stood before it, in order
};

}  // namespace jira
