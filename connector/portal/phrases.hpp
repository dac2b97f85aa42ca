#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "connector/portal/languages.hpp"

namespace connector::portal {

/// What the portal says, as the sources have it: a whole sentence or phrase, never a piece of one,
/// because other languages order and inflect their words otherwise. Only a literal can be one,
///     "Shared with {{NAME}}"_en
/// so a test that reads the sources knows every text that the catalogues must have.
class English {
public:
    [[nodiscard]] constexpr std::string_view text() const { return text_; }

private:
    friend consteval English operator""_en(const char* text, std::size_t size);

    constexpr explicit English(std::string_view text) : text_(text) {}

    std::string_view text_;  ///< ends in a NUL, as literals do
};

[[nodiscard]] consteval English operator""_en(const char* text, std::size_t size) {
    return English(std::string_view(text, size));
}

/// What stands for `{{NAME}}` in a phrase.
struct Named {
    std::string_view name;
    std::string_view value;
};

/// The portal's words in one language. What no catalogue has is said in English; the tests see to
/// it that nothing is missing. Thread-safe.
class Phrases {
public:
    /// `catalogue`: a compiled gettext catalogue (.mo), or nothing: English. Throws
    /// std::logic_error when it can't be read.
    Phrases(const Language& language, std::string_view catalogue);
    ~Phrases();
    Phrases(const Phrases&) = delete;
    Phrases& operator=(const Phrases&) = delete;

    [[nodiscard]] const Language& language() const { return language_; }

    /// Lives as long as this object and the program's literals.
    [[nodiscard]] std::string_view say(English phrase) const;
    [[nodiscard]] std::string say(English phrase, std::initializer_list<Named> values) const;
    /// `one` for one of them, `many` for the rest: by the rules of the language, which may have
    /// more forms than English. `{{COUNT}}` is the number.
    [[nodiscard]] std::string count(
        English one, English many, std::uint64_t number, std::initializer_list<Named> values = {}
    ) const;
    /// A text that stands in a template's [[brackets]].
    [[nodiscard]] std::string of_template(std::string_view english) const;

private:
    struct Catalogue;

    const Language& language_;
    std::unique_ptr<const Catalogue> catalogue_;  ///< null: English
};

}  // namespace connector::portal
