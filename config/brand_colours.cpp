#include "config/brand_colours.hpp"

#include <array>

#include "base/contrast.hpp"

namespace config {
namespace {

/// --surface, --ground, --agent and --active-ground. Buttons stand on the first two, links on all.
constexpr std::array<base::Colour, 4> kLight{
    {{0xff, 0xff, 0xff}, {0xf6, 0xf7, 0xf9}, {0xee, 0xf3, 0xff}, {0xe8, 0xef, 0xfc}}};
constexpr std::array<base::Colour, 4> kDark{
    {{0x17, 0x1e, 0x28}, {0x0f, 0x14, 0x1b}, {0x1b, 0x27, 0x40}, {0x1c, 0x2a, 0x45}}};

}  // namespace

Tint tint_on(Ground ground, const std::string& accent) {
    const std::span<const base::Colour> grounds = ground == Ground::Light ? kLight : kDark;
    const base::Colour wanted = base::parse_colour(accent).value();
    const base::Colour fill =
        base::nearest_in_contrast(wanted, grounds.first(2), base::kControlContrast);
    return {
        .fill = base::to_string(fill),
        .ink = base::to_string(base::ink_on(fill)),
        .link = base::to_string(base::nearest_in_contrast(fill, grounds, base::kTextContrast)),
    };
}

}  // namespace config
