#pragma once

#include <map>
#include <memory>
#include <vector>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/ids.hpp"
#include "config/config.hpp"
#include "connector/access/oidc.hpp"
#include "connector/access/proof_rules.hpp"
#include "connector/access/sign_ins.hpp"
#include "connector/access/webauthn.hpp"
#include "connector/http/outbound.hpp"
#include "connector/portal/settings.hpp"

/// `projects[].sign_in`, made of access's parts.
namespace connector {

/// Of an oidc way.
[[nodiscard]] access::OidcProvider::Settings oidc_settings(const config::SignInWay& way);

/// Throws std::runtime_error for a key that hand-offs cannot be checked with.
[[nodiscard]] std::map<base::ProjectKey, access::SignInWays> sign_in_ways(
    const config::Config& config, base::HttpTransport& transport, const base::Clock& clock
);

/// The origins of all of them.
[[nodiscard]] http::OutboundSettings sign_in_outbound(const config::Config& config);

/// Passwords and passkeys. Throws std::runtime_error for a list of breached passwords that is none.
[[nodiscard]] access::AllProofRules proof_rules(const config::Config& config);

/// Whom passkeys are good for: the host and the origin of our pages.
[[nodiscard]] access::RelyingParty relying_party(const config::Config& config);

void add_sign_in_ways(portal::PortalProject& portal, const std::vector<config::SignInWay>& ways);

}  // namespace connector
