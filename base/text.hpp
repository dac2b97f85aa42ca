#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Text rules that never depend on the locale: ASCII letters only are folded, UTF-8 passes through.
namespace base {

[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] bool equal_ignoring_case(std::string_view left, std::string_view right);
/// Without leading and trailing space, tab, CR and LF.
[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
/// Decimal digits only, with an optional '-'; nothing for overflow, blanks or rubbish.
[[nodiscard]] std::optional<std::int64_t> parse_int(std::string_view text);

/// True when there is a byte below 0x20 or 0x7f.
[[nodiscard]] bool has_control_character(std::string_view text);
[[nodiscard]] bool is_utf8(std::string_view text);
/// At most `max_bytes`, cut between characters; the last three are "…" when something was cut.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t max_bytes);

/// Safe as HTML text and inside a quoted attribute.
[[nodiscard]] std::string escape_html(std::string_view text);

/// RFC 3986: everything but unreserved characters becomes %XX.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// Nothing for a bad escape or an encoded NUL.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

/// "a***@e***.com": enough for its owner to recognise, too little to learn it. For logs and for
/// pages shown before sign-in.
[[nodiscard]] std::string mask_address(std::string_view address);

/// The candidate with the smallest edit distance, if it is near enough to be a slip of the finger.
[[nodiscard]] std::optional<std::string_view> nearest(
    std::string_view word, const std::vector<std::string_view>& candidates
);

}  // namespace base
