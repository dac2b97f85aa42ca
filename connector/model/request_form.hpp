#pragma once

#include <string>
#include <vector>

namespace connector::model {

/// What a form asks for in one field.
enum class FieldKind {
    Text,      ///< one line
    LongText,  ///< some paragraphs
    Choice,    ///< one of the options
    Choices,   ///< some of them
    Date,      ///< 2026-11-21
    Unsupported,
};

struct FieldOption {
    std::string value;  ///< Jira's id of it
    std::string label;
};

struct FormField {
    std::string id;  ///< Jira's: "summary", "customfield_10050"
    std::string name;
    std::string help;
    FieldKind kind = FieldKind::Unsupported;
    bool is_required = false;
    std::vector<FieldOption> options{};
};

/// What has to be said to raise a request of one type, in the portal's order.
using RequestForm = std::vector<FormField>;

/// What somebody answered in one field: one value, or for Choices some.
struct FieldAnswer {
    std::string field;
    FieldKind kind = FieldKind::Text;
    std::vector<std::string> values;

    friend bool operator==(const FieldAnswer&, const FieldAnswer&) = default;
};

using FieldAnswers = std::vector<FieldAnswer>;

}  // namespace connector::model
