#pragma once

#include <array>
#include <string_view>

namespace connector::portal {

/// A language that the portal speaks.
struct Language {
    std::string_view tag;   ///< "pt": in cookies, in the configuration, a catalogue's name
    std::string_view html;  ///< BCP 47, for `<html lang>`: "pt-BR"
    std::string_view
        formats;            ///< BCP 47, of dates and numbers: Latin digits, as requests' keys have
    std::string_view name;  ///< as those who speak it write it
    bool is_right_to_left = false;
};

inline constexpr std::array<Language, 7> kLanguages{{
    {"en", "en", "en-GB", "English"},
    {"de", "de", "de", "Deutsch"},
    {"fr", "fr", "fr", "Français"},
    {"es", "es", "es", "Español"},
    {"pt", "pt-BR", "pt-BR", "Português"},
    {"ja", "ja", "ja", "日本語"},
    {"ar", "ar", "ar-u-nu-latn", "العربية", true},
}};

/// What the sources are written in, and who is asked for nothing else gets.
inline constexpr const Language& kEnglish = kLanguages[0];

/// Null for a tag that is none of ours.
[[nodiscard]] const Language* find_language(std::string_view tag);

/// The one that an Accept-Language header asks for most (RFC 9110, 12.5.4), by the lookup of RFC
/// 4647, 3.4: "fr-CA" finds French. Null when it asks for none of ours, or is beyond what browsers
/// send (1,000 bytes, 20 ranges).
[[nodiscard]] const Language* accepted_language(std::string_view header);

}  // namespace connector::portal
