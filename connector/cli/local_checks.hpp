#pragma once

#include "config/config.hpp"
#include "connector/provision/check.hpp"

namespace connector::cli {

/// What `connector doctor` looks at beside the site: the store, when it was last compared with
/// Jira, the keys, the mail server. Changes nothing; the mail server is greeted, signed in to, and
/// sent no mail.
[[nodiscard]] provision::Findings run_local_checks(const config::Config& config);

}  // namespace connector::cli
