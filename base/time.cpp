#include "base/time.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace base {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::array<std::string_view, 12> kMonths{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kWeekdays{
    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

/// Reads fixed-width pieces from the front of a text; one failure and all that follows fails.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    int digits(std::size_t count) {
        const auto value = rest_.size() >= count ? parse_int(rest_.substr(0, count)) : std::nullopt;
        if (!value || rest_[0] == '-') {
            failed_ = true;
            return 0;
        }
        rest_.remove_prefix(count);
        return static_cast<int>(*value);
    }

    void literal(char c) { failed_ = !accept(c) || failed_; }

    bool accept(char c) {
        if (rest_.empty() || rest_[0] != c) return false;
        rest_.remove_prefix(1);
        return true;
    }

    /// ".123456" -> 123 ms; more digits than three are cut.
    milliseconds fraction() {
        milliseconds result{0};
        if (!accept('.')) return result;
        int scale = 100;
        bool any = false;
        while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') {
            result += milliseconds{(rest_[0] - '0') * scale};
            scale /= 10;
            rest_.remove_prefix(1);
            any = true;
        }
        failed_ = failed_ || !any;
        return result;
    }

    minutes offset() {
        if (accept('Z') || accept('z')) return minutes{0};
        const bool west = accept('-');
        if (!west) literal('+');
        const hours whole{digits(2)};
        accept(':');
        const minutes rest{digits(2)};
        failed_ = failed_ || whole >= hours{24} || rest >= hours{1};
        return west ? -(whole + rest) : whole + rest;
    }

    [[nodiscard]] bool finished() const { return !failed_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool failed_ = false;
};

struct Split {
    std::chrono::year_month_day date{};
    std::chrono::hh_mm_ss<milliseconds> time{};
    unsigned weekday = 0;
};

Split split_up(Time time) {
    const auto day = std::chrono::floor<days>(time);
    return {
        std::chrono::year_month_day{day},
        std::chrono::hh_mm_ss<milliseconds>{time - day},
        std::chrono::weekday{day}.c_encoding()};
}

std::string_view month_name(const Split& parts) {
    return kMonths.at(static_cast<unsigned>(parts.date.month()) - 1);
}

}  // namespace

std::optional<Time> parse_time(std::string_view text) {
    Scanner scan(text);
    const std::chrono::year year{scan.digits(4)};
    scan.literal('-');
    const std::chrono::month month{static_cast<unsigned>(scan.digits(2))};
    scan.literal('-');
    const std::chrono::day day{static_cast<unsigned>(scan.digits(2))};
    if (!scan.accept('T') && !scan.accept('t')) scan.literal(' ');
    const hours hour{scan.digits(2)};
    scan.literal(':');
    const minutes minute{scan.digits(2)};
    scan.literal(':');
    const seconds second{scan.digits(2)};
    const milliseconds fraction = scan.fraction();
    const minutes offset = scan.offset();

    const std::chrono::year_month_day date{year, month, day};
    const bool in_range =
        date.ok() && hour < hours{24} && minute < minutes{60} && second <= seconds{60};
    if (!scan.finished() || !in_range) return std::nullopt;
    return std::chrono::sys_days{date} + hour + minute + second + fraction - offset;
}

std::string format_time(Time time) {
    const Split parts = split_up(time);
    return fmt::format(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        static_cast<int>(parts.date.year()),
        static_cast<unsigned>(parts.date.month()),
        static_cast<unsigned>(parts.date.day()),
        parts.time.hours().count(),
        parts.time.minutes().count(),
        parts.time.seconds().count(),
        parts.time.subseconds().count()
    );
}

std::string format_mail_date(Time time) {
    const Split parts = split_up(time);
    return fmt::format(
        "{}, {} {} {:04} {:02}:{:02}:{:02} +0000",
        kWeekdays.at(parts.weekday),
        static_cast<unsigned>(parts.date.day()),
        month_name(parts),
        static_cast<int>(parts.date.year()),
        parts.time.hours().count(),
        parts.time.minutes().count(),
        parts.time.seconds().count()
    );
}

std::string format_for_reading(Time time) {
    const Split parts = split_up(time);
    return fmt::format(
        "{} {} {}, {:02}:{:02} UTC",
        static_cast<unsigned>(parts.date.day()),
        month_name(parts),
        static_cast<int>(parts.date.year()),
        parts.time.hours().count(),
        parts.time.minutes().count()
    );
}

std::optional<seconds> parse_duration(std::string_view text) {
    if (text.size() < 2 || text.size() > 9 || text[0] == '-') return std::nullopt;
    const auto count = parse_int(text.substr(0, text.size() - 1));
    if (!count) return std::nullopt;
    switch (text.back()) {
        case 's': return seconds{*count};
        case 'm': return minutes{*count};
        case 'h': return hours{*count};
        case 'd': return days{*count};
        default: return std::nullopt;
    }
}

std::string format_duration(seconds duration) {
    static constexpr std::array<std::pair<std::int64_t, char>, 3> kUnits{
        {{86400, 'd'}, {3600, 'h'}, {60, 'm'}}};
    const std::int64_t count = duration.count();
    for (const auto& [size, letter] : kUnits) {
        if (count != 0 && count % size == 0) return fmt::format("{}{}", count / size, letter);
    }
    return fmt::format("{}s", count);
}

}  // namespace base
