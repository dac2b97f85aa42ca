#pragma once

#include "base/clock.hpp"
#include "base/http.hpp"
#include "config/config.hpp"
#include "connector/provision/check.hpp"

namespace connector::cli {

/// What `doctor` finds of `projects[].sign_in`: whether each OpenID Connect provider answers, is
/// the issuer that it should be and has keys of use, and how far its clock is from ours. Asks the
/// providers; Atlassian is not asked, as it says nothing without a customer's consent.
[[nodiscard]] provision::Findings check_sign_in(const config::Config& config);

/// The same for one way; `transport` may reach its origins.
[[nodiscard]] provision::Finding check_provider(
    const config::SignInWay& way, base::HttpTransport& transport, const base::Clock& clock
);

}  // namespace connector::cli
