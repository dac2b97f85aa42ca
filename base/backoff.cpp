#include "base/backoff.hpp"

#include <algorithm>

namespace base {

milliseconds Backoff::pause_after(int failures) const {
    milliseconds pause = first;
    for (int i = 1; i < failures && pause < longest; ++i) pause *= factor;
    return std::min(pause, longest);
}

milliseconds Backoff::pause_after(int failures, const Error& error) const {
    return std::max(pause_after(failures), milliseconds{error.retry_after.value_or(seconds{0})});
}

milliseconds with_jitter(milliseconds pause, Random& random) {
    const std::int64_t thousandths = 800 + std::int64_t{random.below(401)};
    return pause * thousandths / 1000;
}

}  // namespace base
