#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace base {

/// Pauses that grow between the tries of one thing: `first` after the first failure, then `factor`
/// times as long each time, `longest` at most.
struct Backoff {
    milliseconds first;
    int factor;
    milliseconds longest;

    /// After that many failures in a row.
    [[nodiscard]] milliseconds pause_after(int failures) const;
    /// As above, but not before the time that the peer has named (`Error::retry_after`).
    [[nodiscard]] milliseconds pause_after(int failures, const Error& error) const;
};

/// From four fifths to six fifths of a pause, so that what failed together does not come back
/// together.
[[nodiscard]] milliseconds with_jitter(milliseconds pause, Random& random);

}  // namespace base
