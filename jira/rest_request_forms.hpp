#pragma once

#include "base/clock.hpp"
#include "base/http.hpp"
#include "jira/caller.hpp"
#include "jira/desk_ids.hpp"
#include "jira/request_form.hpp"

namespace jira {

/// GET /rest/servicedeskapi/servicedesk/{id}/requesttype/{type}/field, which Cloud and Data Center
/// answer alike. Hidden fields are not asked for: nobody may fill them in.
class RestRequestForms final : public RequestForms {
public:
    RestRequestForms(
        RestSettings settings, base::HttpTransport& transport, base::Clock& clock, DeskIds& desks
    );

    [[nodiscard]] base::Result<RequestForm> form_of(
        const base::ProjectKey& project, std::int64_t type
    ) override;

private:
    Caller caller_;
    DeskIds& desks_;
};

}  // namespace jira
