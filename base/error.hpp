#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// What the caller does next; the set is closed.
enum class ErrorKind {
    Invalid,       ///< tell the sender, don't retry
    Unauthorized,  ///< ask to sign in
    Denied,        ///< answered like NotFound, so that nothing is given away
    NotFound,      ///< a page with a way on
    Conflict,      ///< reload and look
    Limited,       ///< wait `retry_after`
    Unavailable,   ///< retry with back-off, keep the work
    Rejected,      ///< the peer said no for good: stop, show to the operator
};

/// `message` is for the operator: what was attempted, on what, what came back. It never holds a
/// secret, a token or a body; a visitor's words come from the page by `kind`.
struct Error {
    ErrorKind kind = ErrorKind::Invalid;
    std::string message;
    std::optional<std::chrono::seconds> retry_after;
};

[[nodiscard]] std::string_view name_of(ErrorKind kind);
[[nodiscard]] int http_status_of(ErrorKind kind);
/// 0 is success, 75 asks to try again, 1 is everything else (sysexits.h).
[[nodiscard]] int exit_code_of(ErrorKind kind);

}  // namespace base
