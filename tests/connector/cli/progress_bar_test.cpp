#include "connector/cli/progress_bar.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using connector::cli::ProgressBar;

std::string between(const std::string& drawn) {
    EXPECT_TRUE(drawn.starts_with("\r"));
    EXPECT_TRUE(drawn.ends_with("\x1b[K"));
    return drawn.substr(1, drawn.size() - 4);
}

TEST(ProgressBar, FillsWithItsShare) {
    ProgressBar bar({.is_terminal = true, .columns = 80});

    EXPECT_EQ(
        between(bar.draw(0.0, "0 requests", 0ms)), "[........................]   0 %  0 requests"
    );
    EXPECT_EQ(between(bar.draw(0.5, "half", 1ms)), "[############............]  50 %  half");
    EXPECT_EQ(between(bar.draw(1.7, "more", 2ms)), "[########################] 100 %  more");
}

TEST(ProgressBar, WithoutAShareThereIsTheTextAlone) {
    ProgressBar bar({.is_terminal = true, .columns = 80});

    EXPECT_EQ(between(bar.draw(std::nullopt, "12 requests", 0ms)), "12 requests");
}

TEST(ProgressBar, NeverReachesTheLastColumn) {
    for (const int columns : {1, 2, 10, 40, 79}) {
        ProgressBar bar({.is_terminal = true, .columns = columns});
        const std::string line = between(bar.draw(0.3, std::string(200, 'x'), 0ms));
        EXPECT_EQ(line.size(), static_cast<std::size_t>(std::max(columns - 1, 1)));
    }
}

TEST(ProgressBar, EndsItsLineOnce) {
    ProgressBar bar({.is_terminal = true, .columns = 80});
    EXPECT_EQ(bar.end(), "");
    (void)bar.draw(0.1, "x", 0ms);
    EXPECT_EQ(bar.end(), "\n");
    EXPECT_EQ(bar.end(), "");
}

TEST(ProgressBar, ElsewhereItIsPlainLinesNowAndThen) {
    ProgressBar bar({.is_terminal = false, .columns = 20});
    const std::string text = "1,000 requests, and more than fits in twenty columns";

    EXPECT_EQ(bar.draw(0.0, text, 0ms), "  0 %  " + text + "\n");
    EXPECT_EQ(bar.draw(0.09, text, 100ms), "");
    EXPECT_EQ(bar.draw(0.11, text, 200ms), " 11 %  " + text + "\n");
    EXPECT_EQ(bar.draw(0.12, text, 5'199ms), "");
    EXPECT_EQ(bar.draw(0.12, text, 5'200ms), " 12 %  " + text + "\n");
    EXPECT_EQ(bar.draw(std::nullopt, text, 10'200ms), text + "\n");
    EXPECT_EQ(bar.end(), "");
}

}  // namespace
