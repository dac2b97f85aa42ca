#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/time_zone.hpp"
#include "connector/portal/localized.hpp"
#include "connector/portal/phrases.hpp"

namespace connector::portal {

/// For whom a page is written: the language that is spoken to them, and the zone their clock shows.
/// Every text, time and size that people read goes through it. Cheap to copy; lives no longer than
/// the Readers (readers.hpp) it is from.
class Reader {
public:
    /// English and UTC, where nobody is known: a page that never gets that far.
    Reader();

    /// `is_own`: the zone is known to be theirs; else times name it.
    Reader(const Phrases& phrases, const base::TimeZone& zone, bool is_own)
        : phrases_(&phrases), zone_(&zone), is_own_zone_(is_own) {}

    [[nodiscard]] const Language& language() const { return phrases_->language(); }

    /// Tells apart who gets to read different texts: "de Europe/Berlin".
    [[nodiscard]] std::string key() const;

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
    [[nodiscard]] std::string when(base::Time time) const {
        return time_in(language(), *zone_, !is_own_zone_, time);
    }

    /// "12 kB"
    [[nodiscard]] std::string size(std::int64_t bytes) const { return size_in(language(), bytes); }

    /// "Ann, Bob and Carl"
    [[nodiscard]] std::string list(const std::vector<std::string>& items) const {
        return list_in(language(), items);
    }

private:
    const Phrases* phrases_;
    const base::TimeZone* zone_;
    bool is_own_zone_;
};

}  // namespace connector::portal
