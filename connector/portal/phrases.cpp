#include "connector/portal/phrases.hpp"

#include <fmt/format.h>

namespace connector::portal {
namespace {

/// Every `{{NAME}}` of a phrase by its value; one that is not given stays, for all to see.
std::string fill(std::string_view phrase, std::initializer_list<Named> values) {
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
        filled.append(phrase.substr(0, start)).append(value);
        phrase.remove_prefix(end + 2);
    }
}

}  // namespace

struct Phrases::Catalogue {};

Phrases::Phrases(const Language& language, std::string_view /*catalogue*/) : language_(language) {}

Phrases::~Phrases() = default;

std::string_view Phrases::say(English phrase) const {
    return of_template(phrase.text());
}

std::string Phrases::say(English phrase, std::initializer_list<Named> values) const {
    return fill(say(phrase), values);
}

std::string Phrases::count(
    English one, English many, std::uint64_t number, std::initializer_list<Named> values
) const {
    const std::string_view form = number == 1 ? one.text() : many.text();
    return fill(fill(form, {{"COUNT", std::to_string(number)}}), values);
}

std::string_view Phrases::of_template(std::string_view english) const {
    return english;
}

}  // namespace connector::portal
