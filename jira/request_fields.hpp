#pragma once

#include <optional>
#include <string>
#include <vector>

#include "jira/json_text.hpp"
#include "jira/types.hpp"

namespace jira {

/// The ids of a site's custom fields in which JSM keeps what a request has beyond an issue. A site
/// that was merged from two can have two fields of one kind: all are asked for, and the first that
/// is not null counts (an empty list is a value, so that somebody who was removed in the field that
/// is used is not let in by one that is not). Of service levels each is a field: all count.
struct RequestFields {
    std::vector<std::string> types{};
    std::vector<std::string> participants{};
    std::vector<std::string> organizations{};
    std::vector<std::string> slas{};
};

/// From `GET /rest/api/3/field`. Found by their kind: ids differ per site and names are translated.
[[nodiscard]] RequestFields find_request_fields(const Json& fields);

/// Nothing without an id and a name.
[[nodiscard]] std::optional<Organization> read_organization(const Json& organization);

/// The first of these fields that is not null; null when none is.
[[nodiscard]] const Json* first_value(const Json& fields, const std::vector<std::string>& ids);

/// Sets type, since when it has its status, participants, organizations and service levels. Entries
/// that make no sense are left out: nobody gets to see a request by a shape that we do not know.
void read_custom_fields(const Json& fields, const RequestFields& custom, Request& request);

}  // namespace jira
