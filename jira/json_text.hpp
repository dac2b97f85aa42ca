#pragma once

#include <cstddef>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/result.hpp"

namespace jira {

using Json = nlohmann::json;

/// Nothing we understand is nested deeper, apart from rich text (see `parse_pruned_json`).
inline constexpr std::size_t kMaxJsonDepth = 64;
/// Leaves room for rich text of adf.hpp's depth inside an issue inside an answer.
inline constexpr std::size_t kPrunedJsonDepth = 160;
/// `{},{},...` costs 28 times its size in memory; this bounds it.
inline constexpr std::size_t kMaxJsonValues = 2'000'000;

/// No JSON text has a byte of zero (RFC 8259, section 7: control characters are escaped), but the
/// library takes one for the end and reads on as if nothing followed. Invalid: there is one.
[[nodiscard]] base::Result<void> refuse_zero_byte(std::string_view raw);

/// Parses JSON of unknown origin. The depth is counted before the parser sees the text: copying or
/// printing a very deep document would overrun the stack of a fiber.
/// Invalid: not JSON, not UTF-8, deeper than `kMaxJsonDepth`, too many values.
[[nodiscard]] base::Result<Json> parse_json(std::string_view raw);

/// The same for answers that carry rich text: what lies deeper than `kPrunedJsonDepth` is left out
/// instead of failing the whole. A customer can nest a list a thousand times; that must not keep
/// the ninety-nine other requests of a batch from being read.
[[nodiscard]] base::Result<Json> parse_pruned_json(std::string_view raw);

}  // namespace jira
