#include "jira/governor.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "jira/rate_limit.hpp"

namespace jira {
namespace {

constexpr base::seconds kFirstUnnamedWait{2};
constexpr base::seconds kLongestUnnamedWait{60};
/// The longest a pause can be, jitter included.
constexpr base::milliseconds kLongestPause{kLongestNamedWait * 13 / 10};
constexpr std::size_t kManyPauses = 1000;

/// "/rest/api/3/issue/10042/comment" of an absolute URL.
std::string_view path_of(std::string_view url) {
    const std::size_t authority = url.find("://");
    const std::size_t slash =
        authority == std::string_view::npos ? 0 : url.find('/', authority + 3);
    if (slash == std::string_view::npos) return {};
    return url.substr(slash, url.find('?') - slash);
}

bool is_id(std::string_view segment) {
    const auto number = base::parse_int(segment);
    return number && *number > 99;  // smaller ones are versions of the API
}

/// The same for every issue: ids become "*".
std::string endpoint_key(const base::HttpRequest& request) {
    std::string key = request.method;
    for (const std::string_view segment : base::split(path_of(request.url), '/')) {
        key += '/';
        key += is_id(segment) ? "*" : segment;
    }
    return key;
}

std::string call_key(const base::HttpRequest& request) {
    return request.method + " " + std::string(path_of(request.url));
}

std::string key_of(LimitScope scope, const base::HttpRequest& request) {
    switch (scope) {
        case LimitScope::Endpoint: return endpoint_key(request);
        case LimitScope::Call: return call_key(request);
        case LimitScope::Site: break;
    }
    return {};
}

std::array<std::string, 3> keys_of(const base::HttpRequest& request) {
    return {std::string(), endpoint_key(request), call_key(request)};
}

}  // namespace

std::optional<base::seconds> Governor::wait_before(const base::HttpRequest& request, base::Time now)
    const {
    base::milliseconds longest{0};
    const std::scoped_lock lock(mutex_);
    for (const std::string& key : keys_of(request)) {
        const auto found = pauses_.find(key);
        if (found == pauses_.end()) continue;
        const base::milliseconds left = found->second.until - now;
        // More than any pause: the clock was set back.
        if (left <= kLongestPause) longest = std::max(longest, left);
    }
    if (longest <= base::milliseconds{0}) return std::nullopt;
    return std::chrono::ceil<base::seconds>(longest);
}

std::optional<base::seconds> Governor::learn(
    const base::HttpRequest& request, const base::HttpResponse& answer, base::Time now
) {
    const auto named = named_wait(answer, now);
    const bool is_limit = answer.status == 429 || (answer.status == 503 && named);
    const std::scoped_lock lock(mutex_);
    if (!is_limit) {
        forgive(request, now);
        return std::nullopt;
    }
    Pause& pause = pauses_[key_of(limit_scope(answer), request)];
    base::seconds wait = named.value_or(base::seconds{0});
    if (!named) {
        wait = std::min(kFirstUnnamedWait * (1 << std::min(pause.unnamed, 5)), kLongestUnnamedWait);
        ++pause.unnamed;
    }
    const base::Time until = now + with_jitter(wait);
    // Answers overtake each other: a shorter wait never cuts a longer one, save after the clock was
    // set back.
    const bool is_sane = pause.until - now <= kLongestPause;
    pause.until = is_sane ? std::max(pause.until, until) : until;
    return wait;
}

base::milliseconds Governor::with_jitter(base::seconds wait) {
    constexpr int kParts = 1000;
    const auto extra = static_cast<int>(random_.below(301));
    return base::milliseconds{wait} * (kParts + extra) / kParts;
}

void Governor::forgive(const base::HttpRequest& request, base::Time now) {
    for (const std::string& key : keys_of(request)) {
        const auto found = pauses_.find(key);
        if (found != pauses_.end() && found->second.until <= now) pauses_.erase(found);
    }
    if (pauses_.size() < kManyPauses) return;
    std::erase_if(pauses_, [now](const auto& entry) { return entry.second.until <= now; });
}

}  // namespace jira
