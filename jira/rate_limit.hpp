#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/http.hpp"

namespace jira {

/// Longer waits are not believed: quotas are reset on the hour.
inline constexpr base::seconds kLongestNamedWait{3600};

/// How long Jira asks us to wait, from `Retry-After` (seconds or an HTTP date) and
/// `X-RateLimit-Reset`: the longer of the two, rounded up, within [1 s, `kLongestNamedWait`].
/// Nothing when neither is there and readable (not every 429 has them).
[[nodiscard]] std::optional<base::seconds> named_wait(
    const base::HttpResponse& answer, base::Time now
);

/// RFC 9110 section 5.6.7, the preferred form only: "Sat, 21 Nov 2026 13:03:22 GMT".
[[nodiscard]] std::optional<base::Time> parse_http_date(std::string_view text);

/// What a 429 speaks of, from `RateLimit-Reason`.
enum class LimitScope {
    Site,      ///< whatever we don't know
    Quota,     ///< the site's or the app's points for this hour are used up
    Endpoint,  ///< one method on one endpoint, whichever issue
    Call,      ///< writes to one issue
};

[[nodiscard]] LimitScope limit_scope(const base::HttpResponse& answer);

/// What an answer says of the calls that are left. Most answers of Jira Cloud say nothing.
struct Allowance {
    std::optional<std::int64_t> limit{};
    std::optional<std::int64_t> remaining{};
    /// `X-RateLimit-Reset`: when there are `limit` again.
    std::optional<base::Time> renewed_at{};
    bool is_near_limit = false;  ///< `X-RateLimit-NearLimit`: a quota with less than 20 % left

    [[nodiscard]] bool is_told() const { return remaining || is_near_limit; }

    /// Less than a fifth is left.
    [[nodiscard]] bool is_low() const;
};

[[nodiscard]] Allowance allowance(const base::HttpResponse& answer);

/// When Jira's quotas are filled up again: the next full hour, UTC.
[[nodiscard]] base::Time next_quota_reset(base::Time now);

}  // namespace jira
