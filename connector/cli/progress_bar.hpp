#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace connector::cli {

/// How far something is, on one line. On a terminal the line is drawn again and again in its place;
/// elsewhere (a file, a pipe, a log) each line stays, so one comes every few seconds or ten percent
/// only, and no escape code is in it. Says what to print; prints nothing itself.
class ProgressBar {
public:
    struct Settings {
        bool is_terminal = false;
        int columns = 80;  ///< of the terminal
    };

    explicit ProgressBar(Settings settings) : settings_(settings) {}

    /// `share` from 0 to 1; nothing when there is no telling. `now` rises from call to call.
    [[nodiscard]] std::string draw(
        std::optional<double> share, std::string_view text, base::milliseconds now
    );
    /// Before anything else is printed.
    [[nodiscard]] std::string end();

private:
    [[nodiscard]] std::string line(std::optional<double> share, std::string_view text) const;
    [[nodiscard]] bool is_time(int percent, base::milliseconds now) const;

    const Settings settings_;
    bool is_open_ = false;  ///< a line stands on the terminal
    std::optional<base::milliseconds> drawn_at_;
    int drawn_percent_ = 0;
};

}  // namespace connector::cli
