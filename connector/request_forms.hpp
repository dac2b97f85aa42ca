#pragma once

#include <memory>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "connector/model/request_form.hpp"
#include "connector/site_way.hpp"
#include "jira/cached_request_forms.hpp"
#include "jira/desk_ids.hpp"
#include "jira/directory.hpp"
#include "jira/rest_request_forms.hpp"

namespace connector {

/// The forms of the portals' new requests, made of jira's parts:
///
///     CachedRequestForms -> RestRequestForms -> DeskIds -> Directory
///
/// Thread-safe; waits.
class RequestForms {
public:
    /// `way` outlives it.
    RequestForms(const config::Config& config, SiteWay& way, base::Clock& clock);

    /// Denied: our account is no agent of that desk and raises nothing for customers. Else as
    /// jira::RequestForms answers.
    [[nodiscard]] base::Result<model::RequestForm> form_of(
        const base::ProjectKey& project, std::int64_t type
    );

    [[nodiscard]] jira::DeskIds& desks() { return desks_; }

private:
    std::unique_ptr<jira::Directory> directory_;
    jira::DeskIds desks_;
    jira::RestRequestForms forms_;
    jira::CachedRequestForms cached_;
};

}  // namespace connector
