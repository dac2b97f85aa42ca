#include "connector/portal/readers.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "base/embedded.hpp"

namespace connector::portal::catalogues {

std::span<const base::EmbeddedFile> files();  // generated, see CMakeLists.txt

}  // namespace connector::portal::catalogues

namespace connector::portal {
namespace {

/// The compiled catalogue of a language (.mo); English has none.
std::string_view catalogue_of(const Language& language) {
    const std::string wanted = fmt::format("{}.mo", language.tag);
    for (const base::EmbeddedFile& file : catalogues::files()) {
        if (file.path == wanted) return file.content;
    }
    return {};
}

const Language& language_for(
    const http::Request& request, std::string_view chosen, const PortalProject* project
) {
    const auto cookie = http::cookie(request, kLanguageCookie).value_or("");
    const auto asked = request.header("accept-language").value_or("");
    if (const Language* found = find_language(chosen)) return *found;
    if (const Language* found = find_language(cookie)) return *found;
    if (const Language* found = accepted_language(asked)) return *found;
    const Language* found = find_language(project != nullptr ? project->language : "");
    return found != nullptr ? *found : kEnglish;
}

}  // namespace

Readers::Readers(const PortalSettings& settings) : Readers(settings, all_phrases()) {}

Readers::Readers(
    const PortalSettings& settings, std::vector<std::unique_ptr<const Phrases>> phrases
)
    : settings_(settings), phrases_(std::move(phrases)) {}

Reader Readers::of(const http::Request& request, const model::Preferences& chosen) const {
    const PortalProject* project = settings_.find_by_path(request.path);
    const Phrases& phrases = phrases_of(language_for(request, chosen.language, project));
    const auto cookie = http::cookie(request, kZoneCookie).value_or("");
    if (const auto* zone = base::find_time_zone(chosen.time_zone)) return {phrases, *zone, true};
    if (const auto* zone = base::find_time_zone(cookie)) return {phrases, *zone, true};
    const auto* zone = base::find_time_zone(project != nullptr ? project->time_zone : "");
    return {phrases, zone != nullptr ? *zone : base::utc(), false};
}

const Phrases& Readers::phrases_of(const Language& language) const {
    return *phrases_.at(static_cast<std::size_t>(&language - kLanguages.data()));
}

std::vector<std::unique_ptr<const Phrases>> all_phrases() {
    std::vector<std::unique_ptr<const Phrases>> all;
    for (const Language& language : kLanguages) {
        all.push_back(std::make_unique<const Phrases>(language, catalogue_of(language)));
    }
    return all;
}

}  // namespace connector::portal
