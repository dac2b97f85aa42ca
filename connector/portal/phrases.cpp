#include "connector/portal/phrases.hpp"

#include <algorithm>
#include <locale>
#include <stdexcept>
#include <vector>

#include <boost/locale/gnu_gettext.hpp>
#include <boost/locale/message.hpp>
#include <fmt/format.h>

namespace connector::portal {
namespace {

// Unicode's marks that keep a value's direction from what stands around it (UAX #9).
constexpr std::string_view kFirstStrongIsolate = "\u2068";
constexpr std::string_view kPopIsolate = "\u2069";

/// Whether it has letters of Hebrew, Arabic or their neighbours, U+0580 to U+07FF.
bool is_right_to_left(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0xD6 && byte <= 0xDF;
    });
}

/// Every `{{NAME}}` of a phrase by its value; one that is not given stays, for all to see.
std::string fill(std::string_view phrase, const std::vector<Named>& values) {
    std::string filled;
    while (true) {
        const std::size_t start = phrase.find("{{");
        const std::size_t end = phrase.find("}}", start);
        if (end == std::string_view::npos) return filled.append(phrase);
        const std::string_view name = phrase.substr(start + 2, end - start - 2);
        std::string_view value = phrase.substr(start, end + 2 - start);
        for (const Named& each : values) {
            if (each.name == name) value = each.value;
        }
        const bool is_isolated = is_right_to_left(value);
        filled.append(phrase.substr(0, start));
        filled.append(is_isolated ? kFirstStrongIsolate : "").append(value);
        filled.append(is_isolated ? kPopIsolate : "");
        phrase.remove_prefix(end + 2);
    }
}

}  // namespace

/// gettext's own format and rules of plurals, as Boost.Locale reads them.
struct Phrases::Catalogue {
    using Facet = boost::locale::message_format<char>;

    Catalogue(const Language& language, std::string_view compiled) {
        namespace gettext = boost::locale::gnu_gettext;
        gettext::messages_info info;
        info.language = language.tag;
        info.encoding = "UTF-8";
        info.paths.emplace_back("embedded");
        info.domains.emplace_back("portal");
        info.callback = [&](const std::string&, const std::string&) {
            return std::vector<char>(compiled.begin(), compiled.end());
        };
        locale = std::locale(std::locale::classic(), gettext::create_messages_facet<char>(info));
        facet = &std::use_facet<Facet>(locale);
        if (facet->get(kDomain, nullptr, "My requests") == nullptr) {
            throw std::logic_error(fmt::format("no catalogue of language {}", language.tag));
        }
    }

    static constexpr int kDomain = 0;  ///< the only one
    std::locale locale;                ///< owns the facet
    const Facet* facet = nullptr;
};

Phrases::Phrases(const Language& language, std::string_view catalogue)
    : language_(language),
      catalogue_(catalogue.empty() ? nullptr : std::make_unique<Catalogue>(language, catalogue)) {}

Phrases::~Phrases() = default;

std::string_view Phrases::say(English phrase) const {
    if (!catalogue_) return phrase.text();
    const char* said = catalogue_->facet->get(Catalogue::kDomain, nullptr, phrase.text().data());
    return said != nullptr ? said : phrase.text();
}

std::string Phrases::say(English phrase, std::initializer_list<Named> values) const {
    return fill(say(phrase), values);
}

std::string Phrases::count(
    English one, English many, std::uint64_t number, std::initializer_list<Named> values
) const {
    // Boost.Locale counts in int; rules look at no more than the last six digits.
    const auto rule_number = static_cast<int>(std::min<std::uint64_t>(number, 1'000'000));
    const char* said =
        catalogue_
            ? catalogue_->facet->get(Catalogue::kDomain, nullptr, one.text().data(), rule_number)
            : nullptr;
    const std::string_view english = number == 1 ? one.text() : many.text();
    const std::string digits = std::to_string(number);
    std::vector<Named> all(values);
    all.push_back({"COUNT", digits});
    return fill(said != nullptr ? said : english, all);
}

std::string Phrases::of_template(std::string_view english) const {
    const std::string key(english);
    const char* said =
        catalogue_ ? catalogue_->facet->get(Catalogue::kDomain, nullptr, key.c_str()) : nullptr;
    return said != nullptr ? said : key;
}

}  // namespace connector::portal
