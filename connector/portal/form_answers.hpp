#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "connector/http/request.hpp"
#include "connector/model/request_form.hpp"
#include "connector/portal/reader.hpp"
#include "connector/store/intakes.hpp"

/// The answers of a request's form, on their way from a browser to the store. Pure functions.
namespace connector::portal {

/// As typed or ticked, by the field's id.
using Typed = std::map<std::string, std::vector<std::string>>;
/// What is wrong with a field, by its id.
using Problems = std::map<std::string, std::string>;

/// The name of a field's input: "field-summary".
[[nodiscard]] std::string input_name(const model::FormField& field);

[[nodiscard]] Typed typed_in(const model::RequestForm& form, const http::Form& sent);
/// The same of what was stored, to be shown again.
[[nodiscard]] Typed typed_in(const model::FieldAnswers& answers);

struct CheckedAnswer {
    std::vector<std::string> values;  ///< none: nothing was answered
    std::string problem;              ///< empty: none
};

/// One field's.
[[nodiscard]] CheckedAnswer check_answer(
    const Reader& reader, const model::FormField& field, const std::vector<std::string>& typed
);

/// An answer as people read it: options by their labels.
[[nodiscard]] std::string shown_answer(
    const model::FormField& field, const std::vector<std::string>& values
);

struct CheckedAnswers {
    model::FieldAnswers answers;  ///< of fields that were filled in, in the form's order
    Problems problems;            ///< none: the answers may go to Jira
};

/// The field that every request has; Jira's own id.
inline constexpr std::string_view kSummaryField = "summary";

/// What Jira would refuse for certain is refused here, beside its field: nothing where something is
/// required, too much, an option that is none, a day that is none.
[[nodiscard]] CheckedAnswers check_answers(
    const Reader& reader, const model::RequestForm& form, const Typed& typed
);

/// The summary among the answers; empty when there is none.
[[nodiscard]] std::string summary_in(const model::FieldAnswers& answers);

/// Whether this page can ask for all that Jira requires. It can't where a required field is of a
/// kind that it does not know, and where there is no summary.
[[nodiscard]] bool is_answerable(const model::RequestForm& form);

/// Jira's no beside the fields that it names: as such, or in its words by id or label. The rest of
/// its words is for the head of the form.
[[nodiscard]] Problems problems_of(
    const store::Intakes::Refusal& refusal, const model::RequestForm& form
);

}  // namespace connector::portal
