#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace connector::mirror {

/// The way through one list of servicedeskapi: which row is next, that it comes to an end, and
/// whether the list was seen whole. Such lists count rows, so one that shrinks meanwhile moves the
/// next page past somebody. So each page begins with the last row of the one before: when that is
/// another one, the list has moved, and nobody is removed for not having been seen.
class ListWalk {
public:
    /// More rows than a list we read has; an answer that never ends must not fill the memory.
    static constexpr std::size_t kMostRows = 100'000;

    /// The first row to ask for.
    [[nodiscard]] std::size_t start() const { return start_; }

    /// A page that was read: what names its entries, how many rows it had (entries that make no
    /// sense have no name), and whether it says that it is the last. Invalid: the walk would go on
    /// for ever, as the page brings nothing new.
    [[nodiscard]] base::Result<void> take(
        const std::vector<std::string>& names, std::size_t rows, bool is_last
    );

    /// What is mirrored of the page.
    void remember(std::int64_t id) { seen_.insert(id); }

    [[nodiscard]] bool is_over() const { return is_over_; }

    /// Every row was there to be seen.
    [[nodiscard]] bool is_whole() const { return is_over_ && is_whole_; }

    [[nodiscard]] bool has_seen(std::int64_t id) const { return seen_.contains(id); }

private:
    std::size_t start_ = 0;
    std::string last_;             ///< name of the row that the next page has to begin with
    std::set<std::string> names_;  ///< of the page before
    std::set<std::int64_t> seen_;
    bool is_over_ = false;
    bool is_whole_ = true;
};

}  // namespace connector::mirror
