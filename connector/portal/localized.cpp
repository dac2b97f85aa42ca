#include "connector/portal/localized.hpp"

#include <map>
#include <memory>
#include <stdexcept>
#include <tuple>
#include <utility>

#include <unicode/calendar.h>
#include <unicode/dtptngen.h>
#include <unicode/fieldpos.h>
#include <unicode/listformatter.h>
#include <unicode/measunit.h>
#include <unicode/numberformatter.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

namespace connector::portal {
namespace {

/// A thread's formatters; beyond it they are forgotten and made again: rare, as few zones are.
constexpr std::size_t kMostFormatters = 64;
/// A thread's sizes that were said before, likewise.
constexpr std::size_t kMostSizes = 256;

void check(UErrorCode status, const char* what) {
    if (U_FAILURE(status)) throw std::logic_error(std::string(what) + u_errorName(status));
}

std::vector<icu::Locale> all_locales() {
    std::vector<icu::Locale> locales;
    for (const Language& language : kLanguages) {
        UErrorCode status = U_ZERO_ERROR;
        const icu::StringPiece tag(
            language.formats.data(), static_cast<std::int32_t>(language.formats.size())
        );
        locales.push_back(icu::Locale::forLanguageTag(tag, status));
        check(status, "a language without locale data: ");
    }
    return locales;
}

const icu::Locale& locale_of(const Language& language) {
    static const std::vector<icu::Locale> kLocales = all_locales();
    return kLocales.at(static_cast<std::size_t>(&language - kLanguages.data()));
}

std::string to_utf8(const icu::UnicodeString& text) {
    std::string utf8;
    return text.toUTF8String(utf8);
}

/// Of one language and zone. Not thread-safe.
class TimeFormatter {
public:
    TimeFormatter(const Language& language, const base::TimeZone& zone, bool names_zone) {
        UErrorCode status = U_ZERO_ERROR;
        const icu::Locale locale = locale_of(language);
        const std::unique_ptr<icu::DateTimePatternGenerator> patterns(
            icu::DateTimePatternGenerator::createInstance(locale, status)
        );
        check(status, "no patterns of dates: ");
        const icu::UnicodeString skeleton(names_zone ? u"yMMMdjmz" : u"yMMMdjm");
        const icu::UnicodeString pattern = patterns->getBestPattern(skeleton, status);
        format_ = std::make_unique<icu::SimpleDateFormat>(pattern, locale, status);
        check(status, "no format of dates: ");
        calendar_.reset(icu::Calendar::createInstance(
            icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone.name)), locale, status
        ));
        check(status, "no calendar: ");
    }

    std::string say(base::Time time) {
        UErrorCode status = U_ZERO_ERROR;
        calendar_->setTime(static_cast<UDate>(base::to_millis(time)), status);
        icu::UnicodeString text;
        icu::FieldPosition nowhere(icu::FieldPosition::DONT_CARE);
        format_->format(*calendar_, text, nowhere);
        return to_utf8(text);
    }

private:
    std::unique_ptr<icu::SimpleDateFormat> format_;
    std::unique_ptr<icu::Calendar> calendar_;
};

std::string number_in(
    const Language& language, double number, const icu::MeasureUnit& unit, UNumberUnitWidth width
) {
    UErrorCode status = U_ZERO_ERROR;
    const bool is_small = number < 10 && width == UNUM_UNIT_WIDTH_SHORT;
    const auto text = icu::number::NumberFormatter::withLocale(locale_of(language))
                          .unit(unit)
                          .unitWidth(width)
                          .precision(icu::number::Precision::fixedFraction(is_small ? 1 : 0))
                          .formatDouble(number, status)
                          .toString(status);
    check(status, "no format of sizes: ");
    return to_utf8(text);
}

std::string fresh_size(const Language& language, std::int64_t bytes) {
    constexpr double kKilo = 1000;
    const auto size = static_cast<double>(bytes);
    if (size < kKilo) {
        return number_in(language, size, icu::MeasureUnit::getByte(), UNUM_UNIT_WIDTH_FULL_NAME);
    }
    if (size < kKilo * kKilo) {
        return number_in(
            language, size / kKilo, icu::MeasureUnit::getKilobyte(), UNUM_UNIT_WIDTH_SHORT
        );
    }
    return number_in(
        language, size / (kKilo * kKilo), icu::MeasureUnit::getMegabyte(), UNUM_UNIT_WIDTH_SHORT
    );
}

}  // namespace

std::string time_in(
    const Language& language, const base::TimeZone& zone, bool names_zone, base::Time time
) {
    using Key = std::tuple<const Language*, const base::TimeZone*, bool>;
    thread_local std::map<Key, TimeFormatter> formatters;
    const Key key{&language, &zone, names_zone};
    auto found = formatters.find(key);
    if (found == formatters.end()) {
        if (formatters.size() >= kMostFormatters) formatters.clear();
        found = formatters.try_emplace(key, language, zone, names_zone).first;
    }
    return found->second.say(time);
}

std::string size_in(const Language& language, std::int64_t bytes) {
    // Its formatter is made anew for each number and costs more than a page; the numbers are few.
    using Key = std::pair<const Language*, std::int64_t>;
    thread_local std::map<Key, std::string> known;
    const Key key{&language, bytes};
    if (const auto found = known.find(key); found != known.end()) return found->second;
    if (known.size() >= kMostSizes) known.clear();
    return known[key] = fresh_size(language, bytes);
}

std::string list_in(const Language& language, const std::vector<std::string>& items) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::ListFormatter> lists(
        icu::ListFormatter::createInstance(locale_of(language), status)
    );
    check(status, "no format of lists: ");
    std::vector<icu::UnicodeString> texts;
    for (const std::string& item : items) texts.push_back(icu::UnicodeString::fromUTF8(item));
    icu::UnicodeString text;
    lists->format(texts.data(), static_cast<std::int32_t>(texts.size()), text, status);
    check(status, "no list: ");
    return to_utf8(text);
}

}  // namespace connector::portal
