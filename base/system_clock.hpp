#pragma once

#include "base/clock.hpp"

namespace base {

/// The machine's clock. Built in the composer (and in the fixtures' mains), nowhere else.
class SystemClock final : public Clock {
public:
    [[nodiscard]] Time now() const override;
};

}  // namespace base
