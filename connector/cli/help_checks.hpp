#pragma once

#include "config/config.hpp"
#include "connector/cli/site_reach.hpp"
#include "connector/provision/check.hpp"

namespace connector::cli {

/// Whether the help pages can show articles: is there a credential that Jira calls a customer's
/// (SR-58)? Nothing where no project has such a page.
[[nodiscard]] provision::Findings check_help(const config::Config& config, SiteReach& reach);

}  // namespace connector::cli
