#pragma once

#include <tl/expected.hpp>

#include "base/error.hpp"

namespace base {

/// The outcome of anything whose failure a competent caller would branch on. Interruptions (store
/// gone, disk full, broken invariant) are exceptions instead. Every function that returns one is
/// `[[nodiscard]]`, because `tl::expected` itself is not.
template <typename T>
using Result = tl::expected<T, Error>;

/// `return base::fail(ErrorKind::NotFound, "request SUP-12");`
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorKind kind, std::string message) {
    return tl::unexpected<Error>(Error{kind, std::move(message), std::nullopt});
}

/// Hands an error of one Result on as the error of another.
template <typename T>
[[nodiscard]] tl::unexpected<Error> fail(const Result<T>& failed) {
    return tl::unexpected<Error>(failed.error());
}

}  // namespace base
