#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace base {

/// The holes that ctemplate's context-aware escaping leaves open, closed at start-up. Says what is
/// wrong with an HTML template, or nothing when every value stays where it is put:
///   - `{{NAME:none}}` only for a name ending in `_HTML`, and never inside a tag;
///   - inside a tag a value stands in a quoted attribute: `<p {{X}}>` would take whole attributes;
///   - no value in an attribute whose URL or list of URLs ctemplate would not check;
///   - no includes and no changed delimiters: they would take text out of this check's sight.
[[nodiscard]] std::optional<std::string> find_unsafe_marker(std::string_view html);

}  // namespace base
