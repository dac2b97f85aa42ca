#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/safe_html.hpp"
#include "connector/model/request_form.hpp"
#include "connector/portal/renderer.hpp"

namespace connector::portal {

/// The input of one field of a request's form, with its label, its help, what was typed and what is
/// wrong with that. Nothing for a kind that the portal does not know.
[[nodiscard]] base::SafeHtml form_field(
    const Renderer& renderer,
    const Reader& reader,
    const model::FormField& field,
    const std::vector<std::string>& typed,
    std::string_view problem
);

}  // namespace connector::portal
