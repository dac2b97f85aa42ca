#include "jira/governor.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include <fmt/format.h>

#include "base/text.hpp"
#include "jira/rate_limit.hpp"

namespace jira {
namespace {

constexpr base::seconds kFirstUnnamedWait{2};
constexpr base::seconds kLongestUnnamedWait{60};
constexpr base::seconds kFirstCredentialWait{60};
constexpr base::seconds kLongestCredentialWait{900};
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

const std::string kSite;
const std::string kQuota = "quota";
const std::string kQuotaOfReplies = "quota of replies";

/// The credential is in it, so that another one is not held up; only as a hash, to leave no copy.
std::string credential_key(const base::HttpRequest& request) {
    std::size_t mark = 0;
    for (const base::HttpHeader& header : request.headers) {
        if (header.name == "Authorization") mark = std::hash<std::string>{}(header.value);
    }
    return fmt::format("credential {:x} {}", mark, endpoint_key(request));
}

std::string key_of(LimitScope scope, const base::HttpRequest& request) {
    switch (scope) {
        case LimitScope::Endpoint: return endpoint_key(request);
        case LimitScope::Call: return call_key(request);
        case LimitScope::Quota: return kQuota;
        case LimitScope::Site: break;
    }
    return kSite;
}

std::array<std::string, 5> keys_of(const base::HttpRequest& request, Urgency urgency) {
    return {
        kSite,
        urgency == Urgency::Reply ? kQuotaOfReplies : kQuota,
        endpoint_key(request),
        call_key(request),
        credential_key(request)};
}

/// More than any pause: the clock was set back.
bool is_in_force(base::Time until, base::Time now) {
    return until > now && until - now <= kLongestPause;
}

}  // namespace

std::optional<Governor::Wait> Governor::wait_before(
    const base::HttpRequest& request, Urgency urgency, base::Time now
) const {
    const std::scoped_lock lock(mutex_);
    return look(request, urgency, now);
}

std::optional<Governor::Wait> Governor::begin(
    const base::HttpRequest& request, Urgency urgency, base::Time now
) {
    const std::scoped_lock lock(mutex_);
    if (const auto wait = look(request, urgency, now)) return wait;
    budget_.begin(now);
    return std::nullopt;
}

void Governor::end() {
    const std::scoped_lock lock(mutex_);
    budget_.end();
}

void Governor::take_back() {
    const std::scoped_lock lock(mutex_);
    budget_.take_back();
}

std::optional<Governor::Wait> Governor::look(
    const base::HttpRequest& request, Urgency urgency, base::Time now
) const {
    base::Time until = now;
    bool is_for_credential = false;
    for (const std::string& key : keys_of(request, urgency)) {
        const auto found = pauses_.find(key);
        if (found == pauses_.end() || !is_in_force(found->second.until, now)) continue;
        if (found->second.until <= until) continue;
        until = found->second.until;
        is_for_credential = found->second.is_for_credential;
    }
    if (is_background(urgency) && is_in_force(low_until_, now)) until = std::max(until, low_until_);
    until = std::max(until, budget_.closed_until(urgency, now).value_or(until));
    if (until <= now) return std::nullopt;
    return Wait{std::chrono::ceil<base::seconds>(until - now), is_for_credential};
}

std::optional<Governor::Wait> Governor::learn(
    const base::HttpRequest& request,
    Urgency urgency,
    const base::HttpResponse& answer,
    base::Time now
) {
    const auto named = named_wait(answer, now);
    const bool is_limit = answer.status == 429 || (answer.status == 503 && named);
    const std::scoped_lock lock(mutex_);
    if (is_limit) {
        const LimitScope scope = limit_scope(answer);
        if (scope == LimitScope::Quota && urgency == Urgency::Reply) {
            pause(
                kQuotaOfReplies,
                std::min(named.value_or(CallBudget::kReplyPatience), CallBudget::kReplyPatience),
                now
            );
        }
        return Wait{pause(key_of(scope, request), named, now)};
    }
    note_allowance(answer, now);
    if (answer.status == 401) {
        pause_credential(request, now);
        return std::nullopt;
    }
    forgive(request, urgency, now);
    return std::nullopt;
}

base::seconds Governor::pause(
    const std::string& key, std::optional<base::seconds> named, base::Time now
) {
    Pause& pause = pauses_[key];
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

void Governor::pause_credential(const base::HttpRequest& request, base::Time now) {
    Pause& pause = pauses_[credential_key(request)];
    const base::seconds wait =
        std::min(kFirstCredentialWait * (1 << std::min(pause.unnamed, 5)), kLongestCredentialWait);
    // Calls that were under way together are one refusal.
    if (is_in_force(pause.until, now)) return;
    ++pause.unnamed;
    pause.is_for_credential = true;
    pause.until = now + wait;
}

void Governor::note_allowance(const base::HttpResponse& answer, base::Time now) {
    const Allowance told = allowance(answer);
    if (!told.is_told()) return;
    remaining_ = told.remaining;
    budget_.learn(told, now);
    if (!told.is_low()) {
        low_until_ = now;
    } else if (told.is_near_limit) {
        low_until_ = next_quota_reset(now);
    } else {
        low_until_ = now + CallBudget::kUnnamedWindow;
    }
}

Governor::View Governor::view(base::Time now) const {
    View view;
    const std::scoped_lock lock(mutex_);
    for (const std::string& key : {kSite, kQuota}) {
        const auto found = pauses_.find(key);
        if (found == pauses_.end() || !is_in_force(found->second.until, now)) continue;
        view.paused_until = std::max(view.paused_until.value_or(now), found->second.until);
    }
    if (is_in_force(low_until_, now)) view.low_until = low_until_;
    view.remaining = remaining_;
    return view;
}

base::milliseconds Governor::with_jitter(base::seconds wait) {
    constexpr int kParts = 1000;
    const auto extra = static_cast<int>(random_.below(301));
    return base::milliseconds{wait} * (kParts + extra) / kParts;
}

void Governor::forgive(const base::HttpRequest& request, Urgency urgency, base::Time now) {
    for (const std::string& key : keys_of(request, urgency)) {
        const auto found = pauses_.find(key);
        if (found != pauses_.end() && found->second.until <= now) pauses_.erase(found);
    }
    if (pauses_.size() < kManyPauses) return;
    std::erase_if(pauses_, [now](const auto& entry) { return entry.second.until <= now; });
}

}  // namespace jira
