#include "jira/rest_request_forms.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace jira {

RestRequestForms::RestRequestForms(
    RestSettings settings, base::HttpTransport& transport, base::Clock& clock, DeskIds& desks
)
    : caller_(std::move(settings), transport, clock), desks_(desks) {}

base::Result<RequestForm> RestRequestForms::form_of(
    const base::ProjectKey& project, std::int64_t type
) {
    const auto desk = desks_.of(project);
    if (!desk) return base::fail(desk);
    const auto answer = caller_.get(
        "GET requesttype/field",
        fmt::format(
            "/rest/servicedeskapi/servicedesk/{}/requesttype/{}/field",
            base::percent_encode(*desk),
            type
        )
    );
    if (!answer) return base::fail(answer);
    return read_request_form(*answer);
}

}  // namespace jira
