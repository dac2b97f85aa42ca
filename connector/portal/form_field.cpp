#include "connector/portal/form_field.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "connector/portal/form_answers.hpp"

namespace connector::portal {
namespace {

using model::FieldKind;

bool contains(const std::vector<std::string>& values, const std::string& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

void add_options(
    base::TemplateValues& input,
    const model::FormField& field,
    const std::vector<std::string>& chosen
) {
    int number = 0;
    for (const model::FieldOption& option : field.options) {
        base::TemplateValues& entry = input.add("OPTION");
        entry.set("OPTION_ID", fmt::format("{}-{}", input_name(field), ++number));
        entry.set("VALUE", option.value);
        entry.set("LABEL", option.label);
        if (contains(chosen, option.value)) entry.show("IS_CHOSEN");
    }
}

const char* section_of(FieldKind kind) {
    switch (kind) {
        case FieldKind::Text: return "LINE";
        case FieldKind::LongText: return "PARAGRAPHS";
        case FieldKind::Choice: return "CHOICE";
        case FieldKind::Choices: return "CHOICES";
        case FieldKind::Date: return "DATE";
        case FieldKind::Unsupported: break;
    }
    return "NONE";
}

void add_field(
    base::TemplateValues& values,
    const model::FormField& field,
    const std::vector<std::string>& typed,
    std::string_view problem
) {
    base::TemplateValues& input = values.add(section_of(field.kind));
    input.set("ID", input_name(field));
    input.set("NAME", field.name);
    if (field.is_required) {
        input.show("IS_REQUIRED");
    } else {
        input.show("IS_OPTIONAL");
    }
    if (!field.help.empty()) input.add("HELP").set("TEXT", field.help);
    if (!problem.empty()) input.add("PROBLEM").set("TEXT", problem);
    if (field.options.empty()) {
        input.set("TYPED", typed.empty() ? "" : typed.front());
    } else {
        add_options(input, field, typed);
    }
}

}  // namespace

base::SafeHtml form_field(
    const Renderer& renderer,
    const Reader& reader,
    const model::FormField& field,
    const std::vector<std::string>& typed,
    std::string_view problem
) {
    base::TemplateValues values("form_field");
    if (field.kind != FieldKind::Unsupported) add_field(values, field, typed, problem);
    return renderer.fragment(reader, "form_field", values);
}

}  // namespace connector::portal
