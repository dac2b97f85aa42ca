#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "jira/json_text.hpp"

/// Reads members of foreign JSON without ever throwing: whatever is missing, null or of another
/// type is nothing.
namespace jira {

/// Null for a missing member, for JSON's null and when `object` is no object.
[[nodiscard]] const Json* member(const Json& object, std::string_view name);

/// The text of a member, valid while `object` lives.
[[nodiscard]] std::optional<std::string_view> text_member(
    const Json& object, std::string_view name
);

/// A text of one line for headings and mail subjects: control characters become blanks, the ends
/// are trimmed, more than `max_bytes` is cut. Nothing when that leaves nothing.
[[nodiscard]] std::optional<std::string> line_member(
    const Json& object, std::string_view name, std::size_t max_bytes
);

/// Jira writes ids as numbers or as texts of digits. Only positive ones count.
[[nodiscard]] std::optional<std::int64_t> id_member(const Json& object, std::string_view name);

/// A member that is a whole number, not negative.
[[nodiscard]] std::optional<std::int64_t> count_member(const Json& object, std::string_view name);

}  // namespace jira
