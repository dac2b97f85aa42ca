#include "base/system_clock.hpp"

namespace base {

Time SystemClock::now() const {
    return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

}  // namespace base
