#include "jira/call_budget.hpp"

#include <algorithm>

namespace jira {

std::optional<base::Time> CallBudget::closed_until(Urgency urgency, base::Time now) const {
    if (!is_known(now)) return std::nullopt;
    const std::int64_t needed = is_background(urgency) ? std::max<std::int64_t>(1, reserve_) : 1;
    if (*left_ >= needed) return std::nullopt;
    const base::Time until =
        urgency == Urgency::Reply ? std::min(renewed_at_, replies_until_) : renewed_at_;
    if (until <= now) return std::nullopt;
    return until;
}

void CallBudget::begin(base::Time now) {
    ++under_way_;
    if (!left_) return;
    if (*left_ == 0) replies_until_ = now + kReplyPatience;
    left_ = std::max<std::int64_t>(0, *left_ - 1);
}

void CallBudget::take_back() {
    end();
    if (left_) ++*left_;
}

void CallBudget::learn(const Allowance& told, base::Time now) {
    if (!told.remaining) return;
    // Whether Jira had counted the other calls under way when it answered, nobody knows.
    const std::int64_t others = std::max<std::int64_t>(0, under_way_ - 1);
    const std::int64_t least = std::max<std::int64_t>(0, *told.remaining - others);
    // Answers overtake each other: beside others, one that tells of more may be the older one.
    left_ = is_known(now) && others > 0 ? std::min(*left_, least) : least;
    reserve_ = told.limit.value_or(0) / 5;
    replies_until_ = now + kReplyPatience;
    const bool is_named =
        told.renewed_at && *told.renewed_at > now && *told.renewed_at - now <= kLongestNamedWait;
    renewed_at_ = is_named ? *told.renewed_at : now + kUnnamedWindow;
}

bool CallBudget::is_known(base::Time now) const {
    // More than any window: the clock was set back.
    return left_ && now < renewed_at_ && renewed_at_ - now <= kLongestNamedWait;
}

}  // namespace jira
