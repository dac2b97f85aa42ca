#include "jira/rate_limit.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time.hpp"

namespace jira {
namespace {

constexpr std::array<std::string_view, 12> kMonths{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

base::seconds until(base::Time then, base::Time now) {
    return std::chrono::ceil<base::seconds>(then - now);
}

std::optional<base::seconds> retry_after(std::string_view text, base::Time now) {
    // Ten digits are three hundred years; more would overflow on the way to the bound.
    if (text.size() <= 10) {
        if (const auto count = base::parse_int(text)) return base::seconds{*count};
    }
    if (const auto date = parse_http_date(text)) return until(*date, now);
    return std::nullopt;
}

/// Seen with seconds and without: "2026-11-21T13:00Z".
std::optional<base::Time> parse_reset(std::string_view text) {
    constexpr std::size_t kWithoutSeconds = 17;
    auto time = base::parse_time(text);
    if (!time && text.size() == kWithoutSeconds && text.back() == 'Z') {
        time = base::parse_time(std::string(text.substr(0, kWithoutSeconds - 1)) + ":00Z");
    }
    return time;
}

}  // namespace

std::optional<base::Time> parse_http_date(std::string_view text) {
    // "Sat, 21 Nov 2026 13:03:22 GMT", every part at a fixed place.
    constexpr std::size_t kLength = 29;
    if (text.size() != kLength || text.substr(25) != " GMT") return std::nullopt;
    const auto* const month = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
    if (month == kMonths.end()) return std::nullopt;
    return base::parse_time(fmt::format(
        "{}-{:02}-{}T{}Z",
        text.substr(12, 4),
        month - kMonths.begin() + 1,
        text.substr(5, 2),
        text.substr(17, 8)
    ));
}

std::optional<base::seconds> named_wait(const base::HttpResponse& answer, base::Time now) {
    const auto asked = retry_after(base::trim(answer.header("Retry-After")), now);
    const auto renewed = parse_reset(base::trim(answer.header("X-RateLimit-Reset")));
    if (!asked && !renewed) return std::nullopt;
    const base::seconds wait = std::max(
        asked.value_or(base::seconds{0}), renewed ? until(*renewed, now) : base::seconds{0}
    );
    return std::clamp(wait, base::seconds{1}, kLongestNamedWait);
}

LimitScope limit_scope(const base::HttpResponse& answer) {
    const std::string_view reason = answer.header("RateLimit-Reason");
    if (reason == "jira-burst-based") return LimitScope::Endpoint;
    if (reason == "jira-per-issue-on-write") return LimitScope::Call;
    if (reason.starts_with("jira-quota-")) return LimitScope::Quota;
    return LimitScope::Site;
}

bool Allowance::is_low() const {
    return is_near_limit || (limit && remaining && *limit > 0 && *remaining < *limit / 5);
}

Allowance allowance(const base::HttpResponse& answer) {
    // Data Center's is a token bucket that fills up again within seconds: no quota to be careful
    // with.
    if (!answer.header("X-RateLimit-Interval-Seconds").empty()) return {};
    const auto number = [&](std::string_view name) -> std::optional<std::int64_t> {
        const auto value = base::parse_int(base::trim(answer.header(name)));
        if (!value || *value < 0) return std::nullopt;
        return *value;
    };
    return {
        .limit = number("X-RateLimit-Limit"),
        .remaining = number("X-RateLimit-Remaining"),
        .renewed_at = parse_reset(base::trim(answer.header("X-RateLimit-Reset"))),
        .is_near_limit =
            base::equal_ignoring_case(base::trim(answer.header("X-RateLimit-NearLimit")), "true")};
}

base::Time next_quota_reset(base::Time now) {
    return std::chrono::floor<std::chrono::hours>(now) + std::chrono::hours{1};
}

}  // namespace jira
