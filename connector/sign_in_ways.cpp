#include "connector/sign_in_ways.hpp"

#include <algorithm>
#include <utility>

#include "base/public_key.hpp"
#include "connector/access/atlassian.hpp"
#include "connector/or_throw.hpp"
#include "connector/settings_from_config.hpp"

namespace connector {
namespace {

using config::SignInKind;

std::vector<std::string> origins_of(const config::SignInWay& way) {
    if (way.kind == SignInKind::Atlassian) {
        return {origin_of(way.authorize_url), origin_of(way.token_url), origin_of(way.profile_url)};
    }
    std::vector<std::string> origins = way.origins;
    origins.push_back(origin_of(way.issuer));
    return origins;
}

std::unique_ptr<access::IdentityProvider> make_provider(
    const config::SignInWay& way, base::HttpTransport& transport, const base::Clock& clock
) {
    if (way.kind == SignInKind::Oidc) {
        return std::make_unique<access::OidcProvider>(oidc_settings(way), transport, clock);
    }
    return std::make_unique<access::AtlassianProvider>(
        access::AtlassianProvider::Settings{
            .client_id = way.client_id,
            .client_secret = way.client_secret.clone(),
            .authorize_url = way.authorize_url,
            .token_url = way.token_url,
            .profile_url = way.profile_url},
        transport
    );
}

access::HandOffRules hand_off_rules(const config::SignInWay& way) {
    return {
        .issuer = way.issuer,
        .audience = way.audience,
        .key = or_throw(
            way.key.empty() ? access::VerificationKey::from_public(
                                  or_throw(base::read_public_key(way.public_key))
                              )
                            : access::VerificationKey::from_secret(way.key)
        ),
        .trusts_addresses = way.trusts_addresses};
}

}  // namespace

access::OidcProvider::Settings oidc_settings(const config::SignInWay& way) {
    return {
        .issuer = way.issuer,
        .client_id = way.client_id,
        .client_secret = way.client_secret.clone(),
        .origins = origins_of(way),
        .trusts_addresses = way.trusts_addresses};
}

std::map<base::ProjectKey, access::SignInWays> sign_in_ways(
    const config::Config& config, base::HttpTransport& transport, const base::Clock& clock
) {
    std::map<base::ProjectKey, access::SignInWays> all;
    for (const auto& project : config.projects) {
        if (project.sign_in.empty()) continue;
        access::SignInWays& ways = all[project.key];
        ways.base_url = config.server.public_url + project.path + "/sign-in/";
        ways.session_idle = project.session.idle;
        ways.session_absolute = project.session.absolute;
        for (const auto& way : project.sign_in) {
            if (way.kind == SignInKind::HandOff) {
                ways.hand_off = hand_off_rules(way);
            } else {
                ways.providers[way.name] = make_provider(way, transport, clock);
            }
        }
    }
    return all;
}

http::OutboundSettings sign_in_outbound(const config::Config& config) {
    http::OutboundSettings settings{.allowed_origins = {}};
    for (const auto& project : config.projects) {
        for (const auto& way : project.sign_in) {
            if (way.kind == SignInKind::HandOff) continue;
            for (std::string& origin : origins_of(way)) {
                settings.allowed_origins.push_back(std::move(origin));
            }
        }
    }
    return settings;
}

access::AllProofRules proof_rules(const config::Config& config) {
    access::AllProofRules all;
    for (const auto& project : config.projects) {
        access::ProofRules& rules = all[project.key];
        rules.passwords = project.password.enabled;
        if (rules.passwords && project.password.breached_list) {
            rules.breached = or_throw(access::BreachedList::open(*project.password.breached_list));
        }
        rules.passkeys = project.passkeys;
        rules.session_idle = project.session.idle;
        rules.session_absolute = project.session.absolute;
    }
    return all;
}

access::RelyingParty relying_party(const config::Config& config) {
    const std::string& origin = config.server.public_url;
    const std::string host = origin.substr(origin.find("://") + 3);
    return {.id = host.substr(0, host.find(':')), .origin = origin};
}

void add_sign_in_ways(portal::PortalProject& portal, const std::vector<config::SignInWay>& ways) {
    for (const auto& way : ways) {
        if (way.kind == SignInKind::HandOff) {
            portal.takes_hand_offs = true;
            portal.hand_off_origins = way.origins;
            continue;
        }
        portal.sign_in_buttons.push_back({way.name, way.label});
        auto origins = way.kind == SignInKind::Oidc ? origins_of(way)
                                                    : std::vector{origin_of(way.authorize_url)};
        for (std::string& origin : origins) portal.sign_in_origins.push_back(std::move(origin));
    }
}

}  // namespace connector
