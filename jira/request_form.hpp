#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "jira/json_text.hpp"

namespace jira {

/// What a form asks for in one field, and how its answer goes over the wire.
enum class FieldKind {
    Text,      ///< one line
    LongText,  ///< Jira reads it as wiki markup
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
    std::string id;  ///< "summary", "customfield_10050"
    std::string name;
    std::string help;
    FieldKind kind = FieldKind::Unsupported;
    bool is_required = false;
    std::vector<FieldOption> options{};
};

/// What has to be said to raise a request of one type, in the portal's order.
struct RequestForm {
    bool may_raise_for_others = false;  ///< false: the account is no agent of that desk
    std::vector<FormField> fields;
};

/// An answer of GET requesttype/{id}/field. Fields that are not shown are left out, and so are
/// parts that make no sense; what is required and not understood is Unsupported, so that nobody
/// takes the form for whole. Invalid: no list of fields.
///
/// Jira does not tell of the questions of an attached form (Jira Forms): such a type looks like one
/// that asks for a summary alone.
[[nodiscard]] base::Result<RequestForm> read_request_form(const Json& answer);

/// Forms as the site has them. Thread-safe; waits. Errors as in jira/client.hpp; NotFound: the desk
/// has no such type, or the account does not see it.
class RequestForms {
public:
    virtual ~RequestForms() = default;
    [[nodiscard]] virtual base::Result<RequestForm> form_of(
        const base::ProjectKey& project, std::int64_t type
    ) = 0;
};

}  // namespace jira
