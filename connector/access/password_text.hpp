#pragma once

#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"

/// What counts as a password: its characters in one spelling, so that a letter typed on another
/// device is the same letter, and no rules on which ones (NIST SP 800-63B, section 5.1.1.2).
namespace connector::access {

inline constexpr std::size_t kLeastPassword = 12;  ///< bytes
inline constexpr std::size_t kMostPassword = 128;

/// In Unicode's form NFC (RFC 8265 section 4.2.2). Invalid: no UTF-8, or far too long to be one.
[[nodiscard]] base::Result<base::Secret> normalize_password(std::string_view typed);

/// The same for a new one. Invalid also when it is too short or too long, or when it is the address
/// with little around it.
[[nodiscard]] base::Result<base::Secret> check_new_password(
    std::string_view typed, std::string_view address
);

}  // namespace connector::access
