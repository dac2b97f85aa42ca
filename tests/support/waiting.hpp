#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <poll.h>

namespace tests {

/// What `look` finds, as soon as it is something; looks again every 20 ms. Throws with `what` was
/// awaited when it does not come in time.
template <typename Look>
auto wait_for(
    const std::string& what, Look look, std::chrono::milliseconds longest = std::chrono::seconds(15)
) -> typename decltype(look())::value_type {
    constexpr int kLookEveryMs = 20;
    const auto deadline = std::chrono::steady_clock::now() + longest;
    for (;;) {
        if (auto found = look()) return *std::move(found);
        if (std::chrono::steady_clock::now() >= deadline)
            throw std::runtime_error("waited in vain for " + what);
        ::poll(nullptr, 0, kLookEveryMs);
    }
}

/// Until `condition` holds; otherwise as above.
template <typename Condition>
void wait_until(
    const std::string& what,
    Condition condition,
    std::chrono::milliseconds longest = std::chrono::seconds(15)
) {
    wait_for(
        what, [&] { return condition() ? std::optional(true) : std::nullopt; }, longest
    );
}

}  // namespace tests
