#include "jira/breaker.hpp"

#include <algorithm>
#include <utility>

namespace jira {

std::optional<Breaker::Pass> Breaker::enter(base::Time now) {
    const std::scoped_lock lock(mutex_);
    if (!open_until_) return Pass::Normal;
    if (is_probing_ || is_waiting(now)) return std::nullopt;
    is_probing_ = true;
    return Pass::Probe;
}

Breaker::Change Breaker::report(Pass pass, Outcome outcome, base::Time now) {
    const std::scoped_lock lock(mutex_);
    if (pass == Pass::Probe) {
        is_probing_ = false;
        if (outcome == Outcome::Failure) return open(now);
        failures_ = 0;
        open_until_.reset();
        pause_ = kFirstPause;
        return Change::Closed;
    }
    // A call from before the breaker opened says nothing new.
    if (open_until_) return Change::None;
    failures_ = outcome == Outcome::Success ? 0 : failures_ + 1;
    return failures_ >= kFailuresToOpen ? open(now) : Change::None;
}

base::seconds Breaker::wait(base::Time now) const {
    const std::scoped_lock lock(mutex_);
    if (!open_until_ || !is_waiting(now)) return base::seconds{1};
    return std::max(base::seconds{1}, std::chrono::ceil<base::seconds>(*open_until_ - now));
}

bool Breaker::is_open() const {
    const std::scoped_lock lock(mutex_);
    return open_until_.has_value();
}

bool Breaker::is_waiting(base::Time now) const {
    // A clock that was set back must not keep the breaker open for hours.
    return now < *open_until_ && *open_until_ - now <= kLongestPause;
}

Breaker::Change Breaker::open(base::Time now) {
    open_until_ = now + pause_;
    pause_ = std::min(pause_ * 2, kLongestPause);
    return Change::Opened;
}

}  // namespace jira
