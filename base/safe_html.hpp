#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"

namespace base {

/// HTML that may be put into a page as it stands. Only a renderer that escapes or allow-lists what
/// it emits (jira/adf, portal's own) calls `trusted`; everything else arrives as text.
class SafeHtml {
public:
    SafeHtml() = default;

    /// The caller vouches for every byte.
    [[nodiscard]] static SafeHtml trusted(std::string html) { return SafeHtml(std::move(html)); }

    [[nodiscard]] static SafeHtml escaped(std::string_view text) {
        return SafeHtml(escape_html(text));
    }

    /// Plain text as a person typed it: empty lines part paragraphs, line ends are kept.
    [[nodiscard]] static SafeHtml paragraphs(std::string_view text);

    [[nodiscard]] const std::string& value() const { return html_; }

    friend bool operator==(const SafeHtml&, const SafeHtml&) = default;

private:
    explicit SafeHtml(std::string html) : html_(std::move(html)) {}

    std::string html_;
};

/// What a person reads of it, for a search: tags are gone, those between blocks leave a blank, and
/// `escape_html`'s entities are characters again. Attributes say nothing.
[[nodiscard]] std::string text_of(const SafeHtml& html);

}  // namespace base
