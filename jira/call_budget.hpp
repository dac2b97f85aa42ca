#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "jira/rate_limit.hpp"
#include "jira/urgency.hpp"

namespace jira {

/// How many calls are left until Jira's limit is renewed: what the last answer told
/// (`X-RateLimit-Remaining`), less the calls that have gone since, so that a burst between two
/// answers does not run into a 429. Without a time of renewal (`X-RateLimit-Reset`) what was told
/// holds for `kUnnamedWindow`; most answers tell nothing, and nothing is held up then.
///
/// * Nothing goes while none is left. A customer's reply is tried all the same, once a minute.
/// * Background work leaves a fifth of the limit to the others.
///
/// Not thread-safe: the governor's lock guards it.
class CallBudget {
public:
    static constexpr base::seconds kUnnamedWindow{10};
    static constexpr base::seconds kReplyPatience{60};

    /// Until when a call of that urgency has to wait; nothing: it may go.
    [[nodiscard]] std::optional<base::Time> closed_until(Urgency urgency, base::Time now) const;

    /// A call goes. Each is ended once by one of the two below.
    void begin(base::Time now);

    void end() { --under_way_; }

    /// It was not sent after all.
    void take_back();

    /// From an answer, before the call that it belongs to is ended.
    void learn(const Allowance& told, base::Time now);

private:
    [[nodiscard]] bool is_known(base::Time now) const;

    std::int64_t under_way_ = 0;
    std::optional<std::int64_t> left_;
    std::int64_t reserve_ = 0;    ///< that background work leaves to others
    base::Time renewed_at_{};     ///< `left_` holds until then
    base::Time replies_until_{};  ///< the next try of a reply when nothing is left
};

}  // namespace jira
