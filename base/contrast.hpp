#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Whether people can tell a colour from what is behind it, by WCAG 2.2: text needs a contrast of
/// 4.5 to 1 (success criterion 1.4.3), buttons and the like 3 to 1 (1.4.11).
namespace base {

inline constexpr double kTextContrast = 4.5;
inline constexpr double kControlContrast = 3.0;

struct Colour {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;

    friend bool operator==(const Colour&, const Colour&) = default;
};

/// "#0b5fff", and nothing else.
[[nodiscard]] std::optional<Colour> parse_colour(std::string_view text);
[[nodiscard]] std::string to_string(Colour colour);

/// From 1, the same, to 21, black and white (WCAG's contrast ratio of relative luminances).
[[nodiscard]] double contrast(Colour one, Colour other);

/// White where that is readable on `ground`, else black. One of them always is.
[[nodiscard]] Colour ink_on(Colour ground);

/// The colour itself when its contrast to every ground is `ratio` or more; else the first one that
/// is on the way to black or to white, whichever is nearer. Grounds so different that nothing
/// stands out from all of them: ink for the first.
[[nodiscard]] Colour nearest_in_contrast(
    Colour wanted, std::span<const Colour> grounds, double ratio
);

}  // namespace base
