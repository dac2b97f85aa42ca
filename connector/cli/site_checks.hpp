#pragma once

#include "config/config.hpp"
#include "connector/provision/check.hpp"
#include "jira/authority.hpp"

namespace connector::cli {

/// Whether calls find a door and a credential, where these are not plainly in the configuration;
/// and how the running daemon's calls fare, if one answers.
[[nodiscard]] provision::Findings check_way(
    const config::Config& config, jira::AuthoritySource& authorities
);

}  // namespace connector::cli
