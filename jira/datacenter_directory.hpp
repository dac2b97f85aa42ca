#pragma once

#include "jira/rest_directory.hpp"

namespace jira {

/// Directory over Data Center's REST API: its part of JSM has the same lists in the same shapes.
/// Whether a desk can be asked for by its project's key differs between versions, so it is looked
/// for among all desks. `settings.platform` is "/rest/api/2".
class DatacenterDirectory final : public RestDirectory {
public:
    using RestDirectory::RestDirectory;

    [[nodiscard]] base::Result<Desk> desk_of(const base::ProjectKey& project) override;
};

}  // namespace jira
