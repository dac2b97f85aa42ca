#pragma once

#include "base/result.hpp"
#include "config/config.hpp"

namespace connector {

/// Tries what a daemon with `next` needs and the one with `running` does not hold already, while
/// that one goes on serving: keys, another store, other ports. Unavailable, with what to mend, when
/// it could not start. What both share (the same store, the same port) cannot be tried.
[[nodiscard]] base::Result<void> rehearse(
    const config::Config& next, const config::Config& running
);

}  // namespace connector
