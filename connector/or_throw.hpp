#pragma once

#include <stdexcept>
#include <utility>

#include "base/result.hpp"

namespace connector {

/// For what must work at start: without it there is no daemon. Throws std::runtime_error with the
/// error's words.
template <typename T>
T or_throw(base::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    return *std::move(result);
}

}  // namespace connector
