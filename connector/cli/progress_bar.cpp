#include "connector/cli/progress_bar.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace connector::cli {
namespace {

constexpr int kBar = 24;
constexpr int kStep = 10;  // percent
constexpr base::milliseconds kPause{5'000};

int percent_of(std::optional<double> share) {
    return static_cast<int>(std::clamp(share.value_or(0.0), 0.0, 1.0) * 100);
}

}  // namespace

std::string ProgressBar::draw(
    std::optional<double> share, std::string_view text, base::milliseconds now
) {
    if (settings_.is_terminal) {
        is_open_ = true;
        return fmt::format("\r{}\x1b[K", line(share, text));
    }
    const int percent = percent_of(share);
    if (!is_time(percent, now)) return "";
    drawn_at_ = now;
    drawn_percent_ = percent;
    return line(share, text) + "\n";
}

std::string ProgressBar::end() {
    return std::exchange(is_open_, false) ? "\n" : "";
}

bool ProgressBar::is_time(int percent, base::milliseconds now) const {
    if (!drawn_at_ || now >= *drawn_at_ + kPause) return true;
    return percent / kStep > drawn_percent_ / kStep;
}

std::string ProgressBar::line(std::optional<double> share, std::string_view text) const {
    std::string line;
    const int percent = percent_of(share);
    if (share && settings_.is_terminal) {
        const int full = kBar * percent / 100;
        line = fmt::format("[{:#<{}}{:.<{}}] ", "", full, "", kBar - full);
    }
    if (share) line += fmt::format("{:3} %  ", percent);
    line += text;
    // The last column stays free: a full line would wrap, and could not be drawn over.
    const auto most = static_cast<std::size_t>(std::max(settings_.columns - 1, 1));
    if (settings_.is_terminal && line.size() > most) line.resize(most);
    return line;
}

}  // namespace connector::cli
