#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connector/http/request.hpp"
#include "connector/model/preferences.hpp"
#include "connector/portal/reader.hpp"
#include "connector/portal/settings.hpp"

namespace connector::portal {

/// A year: set when somebody chooses a language, or the browser tells its zone (assets/zone.js).
/// They say nothing about who somebody is, and are read by nothing but this.
inline constexpr std::string_view kLanguageCookie = "jsm-language";
inline constexpr std::string_view kZoneCookie = "jsm-zone";

/// Every language that the portal speaks, and which of them to speak to whom. Thread-safe.
class Readers {
public:
    /// Throws std::logic_error when a catalogue can't be read. `settings` outlives it.
    explicit Readers(const PortalSettings& settings);
    /// For tests: other words for the same languages.
    Readers(const PortalSettings& settings, std::vector<std::unique_ptr<const Phrases>> phrases);

    /// The language that the contact has chosen, else the one chosen in this browser (a cookie),
    /// else what the browser asks for (Accept-Language), else the default of the project whose page
    /// it is. The zone likewise, but that a browser tells its own by the cookie. What is none of
    /// ours counts as nothing.
    [[nodiscard]] Reader of(const http::Request& request, const model::Preferences& chosen = {})
        const;

    [[nodiscard]] const std::vector<std::unique_ptr<const Phrases>>& languages() const {
        return phrases_;
    }

private:
    [[nodiscard]] const Phrases& phrases_of(const Language& language) const;

    const PortalSettings& settings_;
    std::vector<std::unique_ptr<const Phrases>> phrases_;  ///< in the order of kLanguages
};

/// The words that are compiled in, in the order of kLanguages.
[[nodiscard]] std::vector<std::unique_ptr<const Phrases>> all_phrases();

}  // namespace connector::portal
