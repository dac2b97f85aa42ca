#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace connector::portal {

/// The texts that a template says: what stands in [[double brackets]], a whole sentence, phrase or
/// short paragraph each, with the values ({{NAME}}) and the tags that it needs inside, so that
/// another language may order its words its own way. Sections ({{#NAME}}) stay outside: a sentence
/// with an optional part is two sentences. Invalid: a bracket that is not closed, closes nothing or
/// stands in another, or has a section in it; there is no way to write a literal one.
[[nodiscard]] base::Result<std::vector<std::string_view>> bracketed_texts(std::string_view html);

/// The template with each bracket replaced by what `say` makes of its text.
[[nodiscard]] base::Result<std::string> translate_brackets(
    std::string_view html, const std::function<std::string(std::string_view)>& say
);

}  // namespace connector::portal
