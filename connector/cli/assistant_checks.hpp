#pragma once

#include "config/config.hpp"
#include "connector/provision/check.hpp"
#include "jira/directory.hpp"

namespace connector::cli {

/// Whether the request types that the assistants' flows name are there and shown to customers.
/// Where one is not, visitors are asked to choose another. Nothing for flows that name none, and
/// for those no call is made.
[[nodiscard]] provision::Findings check_assistants(
    const config::Config& config, jira::Directory& directory
);

}  // namespace connector::cli
