#include "base/time_zone.hpp"

#include <algorithm>
#include <memory>

#include <unicode/strenum.h>
#include <unicode/timezone.h>

namespace base {
namespace {

constexpr const char* kUtc = "UTC";

/// Names of ICU's that are rules of a country or a computer, not places ("EST5EDT", "PRC").
bool is_place(std::string_view name) {
    return name.find('/') != std::string_view::npos && !name.starts_with("Etc/") &&
           !name.starts_with("SystemV/");
}

std::vector<std::string> names_in(icu::StringEnumeration* list) {
    const std::unique_ptr<icu::StringEnumeration> owned(list);
    std::vector<std::string> names{kUtc};
    UErrorCode status = U_ZERO_ERROR;
    while (const char* name = owned ? owned->next(nullptr, status) : nullptr) {
        if (is_place(name)) names.emplace_back(name);
    }
    std::sort(names.begin() + 1, names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::vector<TimeZone> all_zones() {
    UErrorCode status = U_ZERO_ERROR;
    std::vector<TimeZone> zones;
    auto* list =
        icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_ANY, nullptr, nullptr, status);
    for (std::string& name : names_in(list)) zones.push_back({std::move(name)});
    std::sort(zones.begin(), zones.end(), [](const TimeZone& left, const TimeZone& right) {
        return left.name < right.name;
    });
    return zones;
}

}  // namespace

const TimeZone* find_time_zone(std::string_view name) {
    static const std::vector<TimeZone> kZones = all_zones();
    const auto found = std::lower_bound(
        kZones.begin(),
        kZones.end(),
        name,
        [](const TimeZone& zone, std::string_view wanted) { return zone.name < wanted; }
    );
    return found != kZones.end() && found->name == name ? &*found : nullptr;
}

const TimeZone& utc() {
    static const TimeZone* const kZone = find_time_zone(kUtc);
    return *kZone;
}

const std::vector<std::string>& places_of_time_zones() {
    static const std::vector<std::string> kPlaces = [] {
        UErrorCode status = U_ZERO_ERROR;
        return names_in(icu::TimeZone::createTimeZoneIDEnumeration(
            UCAL_ZONE_TYPE_CANONICAL_LOCATION, nullptr, nullptr, status
        ));
    }();
    return kPlaces;
}

}  // namespace base
