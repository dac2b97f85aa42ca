#include "connector/portal/device_name.hpp"

#include <array>

namespace connector::portal {
namespace {

struct Name {
    std::string_view part;
    std::string_view shown;
};

/// Browsers also name those that they are to be taken for, so the first that fits counts.
constexpr std::array<Name, 9> kBrowsers{{
    {"Edg", "Edge"},
    {"OPR/", "Opera"},
    {"SamsungBrowser", "Samsung Internet"},
    {"CriOS", "Chrome"},
    {"FxiOS", "Firefox"},
    {"Firefox", "Firefox"},
    {"Chromium", "Chromium"},
    {"Chrome", "Chrome"},
    {"Safari", "Safari"},
}};

constexpr std::array<Name, 7> kSystems{{
    {"Android", "Android"},
    {"iPhone", "iPhone"},
    {"iPad", "iPad"},
    {"Windows", "Windows"},
    {"CrOS", "ChromeOS"},
    {"Mac OS X", "macOS"},
    {"Linux", "Linux"},
}};

template <typename Names>
std::string_view first_in(const Names& names, std::string_view user_agent) {
    for (const Name& name : names) {
        if (user_agent.find(name.part) != std::string_view::npos) return name.shown;
    }
    return {};
}

}  // namespace

std::string device_name(const Reader& reader, std::string_view user_agent) {
    const std::string browser(first_in(kBrowsers, user_agent));
    const std::string system(first_in(kSystems, user_agent));
    if (browser.empty() && system.empty()) return std::string(reader.say("Unknown browser"_en));
    if (browser.empty()) return reader.say("A browser on {{SYSTEM}}"_en, {{"SYSTEM", system}});
    if (system.empty()) return browser;
    return reader.say("{{BROWSER}} on {{SYSTEM}}"_en, {{"BROWSER", browser}, {"SYSTEM", system}});
}

}  // namespace connector::portal
