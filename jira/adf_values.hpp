#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "jira/adf.hpp"
#include "jira/json_text.hpp"

/// What the two renderers read out of ADF nodes alike. Everything returned is plain, unescaped
/// text.
namespace jira::adf {

/// "" for a node without a type.
[[nodiscard]] std::string_view type_of(const Json& node);
/// The children, or null.
[[nodiscard]] const Json* content_of(const Json& node);
/// "" when missing.
[[nodiscard]] std::string_view attribute(const Json& node, std::string_view name);
/// A number attribute forced into [low, high]; `low` when missing.
[[nodiscard]] int bounded_attribute(const Json& node, std::string_view name, int low, int high);

/// Without control characters other than tab and line feed, and without code points that are no
/// characters; no longer than a whole document may be.
[[nodiscard]] std::string clean_text(std::string_view text);

/// The address if it may become an href: absolute http, https or mailto, no blanks or control
/// characters, of bearable length.
[[nodiscard]] std::optional<std::string_view> safe_address(std::string_view address);
/// The safe address of a text node's link mark.
[[nodiscard]] std::optional<std::string_view> link_of(const Json& text_node);

struct Card {
    std::string title;                          ///< never empty
    std::optional<std::string_view> address{};  ///< safe
};

[[nodiscard]] Card card_of(const Json& node);

/// "@Ann". Never the account id.
[[nodiscard]] std::string mention_text(const Json& node);
[[nodiscard]] std::string emoji_text(const Json& node);
/// "[image: name]" of a picture that is known, else "[attachment: name or alt text]".
[[nodiscard]] std::string media_text(const Json& node, const MediaFiles& files);

struct Day {
    std::string machine;  ///< "2026-11-21"
    std::string reader;   ///< "21 Nov 2026"
};

[[nodiscard]] std::optional<Day> day_of(const Json& node);

}  // namespace jira::adf
