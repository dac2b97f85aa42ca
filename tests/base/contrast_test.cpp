#include "base/contrast.hpp"

#include <array>

#include <gtest/gtest.h>

namespace base {
namespace {

constexpr Colour kWhite{255, 255, 255};
constexpr Colour kBlack{0, 0, 0};

Colour colour(std::string_view text) {
    return parse_colour(text).value();
}

TEST(Contrast, IsWcags) {
    EXPECT_NEAR(contrast(kBlack, kWhite), 21.0, 0.001);
    EXPECT_NEAR(contrast(kWhite, kWhite), 1.0, 0.001);
    // The lightest grey that is readable on white, and the next one, which is not.
    EXPECT_GE(contrast(colour("#767676"), kWhite), kTextContrast);
    EXPECT_LT(contrast(colour("#777777"), kWhite), kTextContrast);
    EXPECT_NEAR(contrast(colour("#0b5fff"), kWhite), 5.1, 0.1);
}

TEST(Contrast, ColoursAreSixHexDigits) {
    EXPECT_EQ(to_string(colour("#0b5fff")), "#0b5fff");
    for (const char* text : {"", "#fff", "0b5fff0", "#0b5ffg", "#0b5fff00", "blue"})
        EXPECT_FALSE(parse_colour(text)) << text;
}

TEST(Contrast, InkIsReadableOnEveryColour) {
    for (int red = 0; red < 256; red += 15) {
        for (int green = 0; green < 256; green += 15) {
            for (int blue = 0; blue < 256; blue += 15) {
                const Colour ground{
                    static_cast<std::uint8_t>(red),
                    static_cast<std::uint8_t>(green),
                    static_cast<std::uint8_t>(blue)};
                EXPECT_GE(contrast(ink_on(ground), ground), kTextContrast) << to_string(ground);
            }
        }
    }
}

TEST(Contrast, WhatPassesIsLeftAlone) {
    EXPECT_EQ(
        nearest_in_contrast(colour("#0b5fff"), std::array{kWhite}, kTextContrast), colour("#0b5fff")
    );
}

TEST(Contrast, WhatFailsIsMovedJustFarEnough) {
    const Colour yellow = colour("#ffe000");
    const Colour moved = nearest_in_contrast(yellow, std::array{kWhite}, kControlContrast);

    EXPECT_GE(contrast(moved, kWhite), kControlContrast);
    EXPECT_LT(contrast(moved, kWhite), kControlContrast + 0.05);
    EXPECT_GT(moved.red, moved.blue) << "still a yellow";
    const Colour navy = nearest_in_contrast(colour("#001133"), std::array{kBlack}, kTextContrast);
    EXPECT_GE(contrast(navy, kBlack), kTextContrast);
    EXPECT_GT(navy.blue, navy.red) << "still a blue";
}

TEST(Contrast, GroundsThatNothingStandsOutFromGetInk) {
    EXPECT_EQ(nearest_in_contrast(colour("#808080"), std::array{kWhite, kBlack}, 10.0), kBlack);
}

}  // namespace
}  // namespace base
