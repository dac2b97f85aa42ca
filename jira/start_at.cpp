#include "jira/start_at.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace jira {
namespace {

/// More than the longer overlap is of no use.
constexpr std::size_t kRemembered = StartAt::kOverlaps[1];
constexpr std::int64_t kMostRows = 1'000'000'000;

}  // namespace

std::optional<StartAt> StartAt::from_token(std::string_view token) {
    StartAt place;
    bool is_row = true;
    for (const std::string_view part : base::split(token, ',')) {
        const auto number = base::parse_int(part);
        if (!number || *number < 0 || place.before_.size() > kRemembered) return std::nullopt;
        if (!is_row) place.before_.emplace_back(*number);
        if (is_row && *number > kMostRows) return std::nullopt;
        if (is_row) place.row_ = static_cast<std::size_t>(*number);
        is_row = false;
    }
    return is_row ? std::nullopt : std::optional(place);
}

std::string StartAt::to_token() const {
    std::string token = fmt::format("{}", row_);
    for (const base::RequestId id : before_) token += fmt::format(",{}", id.value());
    return token;
}

bool StartAt::joins(std::size_t row, std::span<const base::RequestId> page) const {
    return row == 0 || (!page.empty() && knows(page.front()));
}

std::size_t StartAt::repeated(std::span<const base::RequestId> page) const {
    const auto fresh =
        std::find_if(page.begin(), page.end(), [this](base::RequestId id) { return !knows(id); });
    return static_cast<std::size_t>(fresh - page.begin());
}

StartAt StartAt::behind(std::size_t row, std::span<const base::RequestId> page) const {
    StartAt next;
    next.row_ = row + page.size();
    next.before_ = before_;
    const auto fresh = page.subspan(repeated(page));
    next.before_.insert(next.before_.end(), fresh.begin(), fresh.end());
    const std::size_t known = next.before_.size();
    const std::size_t forgotten = known > kRemembered ? known - kRemembered : 0;
    next.before_.erase(
        next.before_.begin(), next.before_.begin() + static_cast<std::ptrdiff_t>(forgotten)
    );
    return next;
}

bool StartAt::knows(base::RequestId id) const {
    return std::find(before_.begin(), before_.end(), id) != before_.end();
}

}  // namespace jira
