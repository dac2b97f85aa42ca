#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "connector/portal/phrases.hpp"

namespace connector::portal {

/// For whom a page is written: the language that is spoken to them. Every text and time that people
/// read goes through it. Cheap to copy; lives no longer than the Readers (readers.hpp) it is from.
class Reader {
public:
    /// English, where nobody is known: a page that never gets that far.
    Reader();

    explicit Reader(const Phrases& phrases) : phrases_(&phrases) {}

    [[nodiscard]] const Language& language() const { return phrases_->language(); }

    /// See Phrases.
    [[nodiscard]] std::string_view say(English phrase) const { return phrases_->say(phrase); }

    [[nodiscard]] std::string say(English phrase, std::initializer_list<Named> values) const {
        return phrases_->say(phrase, values);
    }

    [[nodiscard]] std::string count(
        English one, English many, std::uint64_t number, std::initializer_list<Named> values = {}
    ) const {
        return phrases_->count(one, many, number, values);
    }

    /// A person's name as others get to read it (model/shown_name.hpp); a guest has none.
    [[nodiscard]] std::string name(std::string_view name) const;

    /// "21 Nov 2026, 13:03 UTC"
    [[nodiscard]] std::string when(base::Time time) const;

private:
    const Phrases* phrases_;
};

}  // namespace connector::portal
