#include "connector/portal/form_answers.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>

#include "base/text.hpp"
#include "connector/portal/typed_text.hpp"

namespace connector::portal {
namespace {

using model::FieldKind;

/// Jira's limit of a summary and of a text field of one line.
constexpr std::size_t kMaxLine = 255;
/// Jira's own limit is 32,767 characters; escaping takes some.
constexpr std::size_t kMaxTextBytes = 30'000;

std::size_t characters_in(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::optional<int> number_in(std::string_view digits) {
    int number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

/// "2026-11-21", a day of the calendar.
bool is_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    const auto year = number_in(text.substr(0, 4));
    const auto month = number_in(text.substr(5, 2));
    const auto day = number_in(text.substr(8, 2));
    if (!year || !month || !day || *year < 1 || *month < 1 || *day < 1) return false;
    return (std::chrono::year(*year) / *month / *day).ok();
}

bool is_option(const model::FormField& field, const std::string& value) {
    return std::any_of(field.options.begin(), field.options.end(), [&](const auto& option) {
        return option.value == value;
    });
}

/// What is meant by what was typed, without what is nothing.
std::vector<std::string> meant(
    const model::FormField& field, const std::vector<std::string>& typed
) {
    std::vector<std::string> values;
    for (const std::string& each : typed) {
        std::string value = field.kind == FieldKind::LongText ? clean_text(each) : clean_line(each);
        const bool is_repeated = std::find(values.begin(), values.end(), value) != values.end();
        if (!value.empty() && !is_repeated) values.push_back(std::move(value));
    }
    return values;
}

std::optional<English> problem_if(bool is_wrong, English problem) {
    return is_wrong ? std::optional(problem) : std::nullopt;
}

std::optional<English> problem_of(
    const model::FormField& field, const std::vector<std::string>& values
) {
    if (values.empty()) return problem_if(field.is_required, "Please fill this in."_en);
    if (values.size() > 1 && field.kind != FieldKind::Choices) {
        return "Please give one answer."_en;
    }
    const std::string& value = values.front();
    switch (field.kind) {
        case FieldKind::Text:
            return problem_if(
                characters_in(value) > kMaxLine, "That is too long: 255 characters at most."_en
            );
        case FieldKind::LongText:
            return problem_if(
                value.size() > kMaxTextBytes, "That is too long. Please shorten it."_en
            );
        case FieldKind::Choice:
        case FieldKind::Choices: {
            const bool are_options =
                std::all_of(values.begin(), values.end(), [&](const std::string& each) {
                    return is_option(field, each);
                });
            return problem_if(!are_options, "Please choose from the list."_en);
        }
        case FieldKind::Date:
            return problem_if(!is_date(value), "Please give a day as 2026-11-21."_en);
        case FieldKind::Unsupported: break;
    }
    return std::nullopt;
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
    return base::to_lower(text).find(base::to_lower(part)) != std::string::npos;
}

}  // namespace

std::string input_name(const model::FormField& field) {
    return "field-" + field.id;
}

Typed typed_in(const model::RequestForm& form, const http::Form& sent) {
    Typed typed;
    for (const model::FormField& field : form) {
        if (field.kind == FieldKind::Unsupported) continue;
        typed[field.id] = sent.values(input_name(field));
    }
    return typed;
}

Typed typed_in(const model::FieldAnswers& answers) {
    Typed typed;
    for (const model::FieldAnswer& answer : answers) typed[answer.field] = answer.values;
    return typed;
}

CheckedAnswer check_answer(
    const Reader& reader, const model::FormField& field, const std::vector<std::string>& typed
) {
    CheckedAnswer checked{.values = meant(field, typed), .problem = {}};
    if (const auto problem = problem_of(field, checked.values)) {
        checked.problem = reader.say(*problem);
    }
    return checked;
}

std::string shown_answer(const model::FormField& field, const std::vector<std::string>& values) {
    std::string shown;
    for (const std::string& value : values) {
        const auto option =
            std::find_if(field.options.begin(), field.options.end(), [&](const auto& each) {
                return each.value == value;
            });
        if (!shown.empty()) shown += ", ";
        shown += option == field.options.end() ? value : option->label;
    }
    return shown;
}

CheckedAnswers check_answers(
    const Reader& reader, const model::RequestForm& form, const Typed& typed
) {
    CheckedAnswers checked;
    for (const model::FormField& field : form) {
        if (field.kind == FieldKind::Unsupported) continue;
        const auto found = typed.find(field.id);
        auto answer = check_answer(
            reader, field, found == typed.end() ? std::vector<std::string>() : found->second
        );
        if (!answer.problem.empty()) {
            checked.problems[field.id] = std::move(answer.problem);
        } else if (!answer.values.empty()) {
            checked.answers.push_back({field.id, field.kind, std::move(answer.values)});
        }
    }
    return checked;
}

std::string summary_in(const model::FieldAnswers& answers) {
    for (const model::FieldAnswer& answer : answers) {
        if (answer.field == kSummaryField && !answer.values.empty()) return answer.values.front();
    }
    return "";
}

bool is_answerable(const model::RequestForm& form) {
    bool has_summary = false;
    for (const model::FormField& field : form) {
        if (field.is_required && field.kind == FieldKind::Unsupported) return false;
        has_summary = has_summary || (field.id == kSummaryField && field.kind == FieldKind::Text);
    }
    return has_summary;
}

Problems problems_of(const store::Intakes::Refusal& refusal, const model::RequestForm& form) {
    Problems problems;
    for (const model::FormField& field : form) {
        if (const auto named = refusal.fields.find(field.id); named != refusal.fields.end()) {
            problems[field.id] = named->second;
        }
    }
    if (!problems.empty()) return problems;
    for (const model::FormField& field : form) {
        const bool is_meant = contains_ignoring_case(refusal.message, field.id) ||
                              contains_ignoring_case(refusal.message, field.name);
        if (is_meant) problems[field.id] = refusal.message;
    }
    if (problems.size() > 1) problems.clear();  // it is about neither for certain
    return problems;
}

}  // namespace connector::portal
