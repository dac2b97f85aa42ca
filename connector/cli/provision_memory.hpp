#pragma once

#include <memory>

#include "base/result.hpp"
#include "config/config.hpp"
#include "connector/provision/memory.hpp"

namespace connector::cli {

/// What is remembered, without touching anything: empty while there is no store yet.
[[nodiscard]] base::Result<provision::Remembered> recall(const config::Config& config);

/// To write down what was done: through the running daemon, which owns the store, or into the store
/// itself while no daemon runs; it is created if need be. Unavailable: another process owns it and
/// does not answer.
[[nodiscard]] base::Result<std::unique_ptr<provision::Memory>> open_memory(
    const config::Config& config
);

}  // namespace connector::cli
