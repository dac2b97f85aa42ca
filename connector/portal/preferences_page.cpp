#include "connector/portal/preferences_page.hpp"

#include "connector/portal/paths.hpp"
#include "connector/store/contacts.hpp"

namespace connector::portal {
namespace {

constexpr base::seconds kYear{365 * 24 * 3600};
constexpr std::string_view kDone = "done";

bool is_language(std::string_view tag) {
    return tag.empty() || find_language(tag) != nullptr;
}

bool is_zone(std::string_view name) {
    return name.empty() || base::find_time_zone(name) != nullptr;
}

}  // namespace

http::Response PreferencesPage::show(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    if (!visitor.signed_in) return http::see_other(sign_in_path(project_));
    const model::Preferences& chosen = visitor.signed_in->contact.preferences;
    base::TemplateValues values("preferences");
    values.set("PATH", project_.path);
    values.set("FORM_TOKEN", rooms_.visitors.form_token(visitor));
    if (request.query == kDone) values.show("DONE");
    for (const Language& language : kLanguages) {
        base::TemplateValues& entry = values.add("LANGUAGE");
        entry.set("TAG", language.tag);
        entry.set("NAME", language.name);
        if (language.tag == chosen.language) entry.show("IS_CHOSEN");
    }
    for (const std::string& name : base::places_of_time_zones()) {
        base::TemplateValues& entry = values.add("ZONE");
        entry.set("NAME", name);
        if (name == chosen.time_zone) entry.show("IS_CHOSEN");
    }
    const std::string_view title = visitor.reader.say("Language and time zone"_en);
    return rooms_.renderer.page(rooms_.frame(project_, visitor, title), "preferences", values);
}

http::Response PreferencesPage::save(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (auto refused = rooms_.refuse_form(request, project_, visitor, form)) return *refused;
    const std::string_view language = form->value("language").value_or("");
    const std::string_view zone = form->value("zone").value_or("");
    if (!is_language(language) || !is_zone(zone)) return rooms_.error_page(400, request);
    keep(visitor, {std::string(language), std::string(zone)});
    auto response = http::see_other(preferences_path(project_) + "?" + std::string(kDone));
    // "What the browser asks for" is meant: nothing that was chosen here before.
    rooms_.visitors.remember_language(response, language, kYear);
    return response;
}

http::Response PreferencesPage::choose_language(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, visitor)) {
        return rooms_.error_page(403, request);
    }
    const std::string_view language = form->value("language").value_or("");
    if (find_language(language) == nullptr) return rooms_.error_page(400, request);
    if (visitor.signed_in) {
        model::Preferences preferences = visitor.signed_in->contact.preferences;
        preferences.language = language;
        keep(visitor, preferences);
    }
    auto response = http::see_other(way_back(form->value("to").value_or("")));
    rooms_.visitors.remember_language(response, language, kYear);
    return response;
}

void PreferencesPage::keep(const Visitor& visitor, const model::Preferences& preferences) const {
    rooms_.database.write([&](store::Connection& connection) {
        store::Contacts(connection).prefer(visitor.signed_in->contact.id, preferences);
    });
}

std::string PreferencesPage::way_back(std::string_view wish) const {
    const bool is_page = wish.starts_with(project_.path + "/") || wish.starts_with("/l/");
    return is_page && http::is_own_path(wish) ? std::string(wish) : home_path(project_);
}

}  // namespace connector::portal
