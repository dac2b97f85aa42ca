#include "base/contrast.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/bytes.hpp"

namespace base {
namespace {

constexpr Colour kBlack{0, 0, 0};
constexpr Colour kWhite{255, 255, 255};
constexpr int kSteps = 255;

/// https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
double luminance(Colour colour) {
    const auto linear = [](std::uint8_t channel) {
        const double share = channel / 255.0;
        return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) +
           0.0722 * linear(colour.blue);
}

Colour towards(Colour from, Colour to, int step) {
    const auto mix = [&](std::uint8_t start, std::uint8_t end) {
        return static_cast<std::uint8_t>(start + (end - start) * step / kSteps);
    };
    return {mix(from.red, to.red), mix(from.green, to.green), mix(from.blue, to.blue)};
}

}  // namespace

std::optional<Colour> parse_colour(std::string_view text) {
    if (text.size() != 7 || text.front() != '#') return std::nullopt;
    const auto bytes = from_hex(text.substr(1));
    if (!bytes) return std::nullopt;
    const auto channel = [&](std::size_t i) { return std::to_integer<std::uint8_t>((*bytes)[i]); };
    return Colour{channel(0), channel(1), channel(2)};
}

std::string to_string(Colour colour) {
    return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
}

double contrast(Colour one, Colour other) {
    const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
    return (lighter + 0.05) / (darker + 0.05);
}

Colour ink_on(Colour ground) {
    return contrast(ground, kWhite) >= kTextContrast ? kWhite : kBlack;
}

Colour nearest_in_contrast(Colour wanted, std::span<const Colour> grounds, double ratio) {
    const auto stands_out = [&](Colour colour) {
        return std::all_of(grounds.begin(), grounds.end(), [&](Colour ground) {
            return contrast(colour, ground) >= ratio;
        });
    };
    for (int step = 0; step <= kSteps; ++step) {
        for (const Colour end : {kBlack, kWhite}) {
            const Colour candidate = towards(wanted, end, step);
            if (stands_out(candidate)) return candidate;
        }
    }
    return ink_on(grounds.front());
}

}  // namespace base
