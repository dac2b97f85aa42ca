#pragma once

#include "config/config.hpp"
#include "connector/cli/site_reach.hpp"
#include "connector/provision/check.hpp"

namespace connector::cli {

/// Whether the help pages can show articles: is there an account that is proven to be a customer
/// and nothing more (SR-58)? Nothing where no project has such a page.
[[nodiscard]] provision::Findings check_help(const config::Config& config, SiteReach& reach);

}  // namespace connector::cli
