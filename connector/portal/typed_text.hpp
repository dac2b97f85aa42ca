#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/random.hpp"

/// What the forms have in common that take words for Jira.
namespace connector::portal {

/// CRLF of a form becomes LF, the ends are trimmed; other control characters, which no keyboard
/// types, are dropped.
[[nodiscard]] std::string clean_text(std::string_view typed);
/// The same in one line: line breaks and tabs are blanks.
[[nodiscard]] std::string clean_line(std::string_view typed);

/// The hidden field `once`, by which a form that is sent twice is taken once: 32 hexadecimal
/// digits.
[[nodiscard]] std::string fresh_once(base::Random& random);
inline constexpr std::size_t kOnceSize = 32;

}  // namespace connector::portal
