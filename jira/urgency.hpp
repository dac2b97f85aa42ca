#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace jira {

/// What a call to Jira is made for; the first goes first where calls have to wait for each other.
enum class Urgency {
    Reply,     ///< carries a customer's words to Jira
    Visitor,   ///< somebody looks at a page that waits for the answer
    Event,     ///< a webhook told of a change
    Poll,      ///< looks for changes that no webhook told of, and at the site's settings
    Backfill,  ///< a first read, or a comparison of everything
};

inline constexpr std::size_t kUrgencies = 5;

/// For metrics.
inline constexpr std::array<std::string_view, kUrgencies> kUrgencyNames{
    "reply", "visitor", "event", "poll", "backfill"};

/// Nobody waits for it: it leaves room for the rest.
[[nodiscard]] constexpr bool is_background(Urgency urgency) {
    return urgency >= Urgency::Poll;
}

}  // namespace jira
